public import Gym
import Numerics
import Wording

// Scenes of bandits: what each arm really pays, and what has been observed.
extension Bandit {
  /// A chart for each stage.
  public var stillStyle: StillStyle { .sideBySide }

  /// A slider for each probability, buttons for the number of an arm.
  public var controls: [TaskControl] {
    specification.parameters.enumerated().map { number, parameter in
      parameter.legalChoices == nil
        ? .slider(parameter: number, range: 0...1) : .choice(parameter: number)
    }
  }

  /// Draws a chart with a column for each arm: payouts upwards, pulls downwards.
  ///
  /// The last episode that is not faint is shown arm by arm; all others together are its
  /// background.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    ArmChart(payouts: task.probabilities.map { $0[0] }, of: episodes).scene(episodes)
  }
}

extension GaussianBandit {
  /// A chart for each stage.
  public var stillStyle: StillStyle { .sideBySide }

  /// A slider for each mean.
  public var controls: [TaskControl] {
    specification.parameters.indices.map { .slider(parameter: $0, range: -1...3) }
  }

  /// Draws a chart with a column for each arm: payments upwards, pulls downwards.
  ///
  /// A dot is at the height of the latest payment, as far as the chart goes.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let means = task.means.map { $0[0] }
    let lowest = min(0, means.min() ?? 0) - 0.5
    let highest = max(1, means.max() ?? 0) + 0.5
    let low = lowest.rounded(.down)
    let high = highest.rounded(.up)
    var chart = ArmChart(payouts: means, of: episodes)
    chart.scale = ArmScale(
      range: low...high, ticks: low < 0 ? [low, 0, high] : [0, high], meaning: "mean payment",
      isChance: false)
    return chart.scene(episodes)
  }
}

extension ContextualBandit {
  /// A chart for each stage.
  public var stillStyle: StillStyle { .sideBySide }

  /// A slider for each weight.
  public var controls: [TaskControl] {
    specification.parameters.indices.map { .slider(parameter: $0, range: -6...6) }
  }

  /// Draws a chart with a column for each arm: the chance to pay in the context of the next pull
  /// upwards, pulls in any context downwards.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let shown = episodes.last { !$0.isFaint } ?? episodes[episodes.count - 1]
    let context = shown.trace.state(after: shown.step)
    var chart = ArmChart(payouts: task.probabilities(in: context), of: episodes)
    chart.scale.meaning = "chance to pay now"
    var scene = chart.scene(episodes) { task.regret(of: $0) }
    let words = context.map { PictureNumber.fixed($0, 1) }.joined(separator: " ")
    scene.notes.append(SceneNote("context", words))
    return scene
  }
}

extension ContextualBandit.Task {
  /// How likely each arm pays in a context.
  func probabilities(in context: ArraySlice<Float>) -> [Float] {
    let lanes = InlineArray<4, Lanes> { Lanes(repeating: context[context.startIndex + $0]) }
    return (0..<armCount).map { probability(ofArm: $0, in: lanes)[0] }
  }

  /// How much more the best arm of each context so far would have paid than the pulled ones.
  func regret(of episode: SceneEpisode) -> Float {
    (0..<episode.step).reduce(0) { sum, step in
      let chances = probabilities(in: episode.trace.state(after: step))
      let pulled = episode.arm(ofStep: step).flatMap {
        chances.indices.contains($0) ? chances[$0] : nil
      }
      return sum + (chances.max() ?? 0) - (pulled ?? 0)
    }
  }
}
