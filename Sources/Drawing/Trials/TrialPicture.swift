#if Viewer
public import Gym

/// A whole picture, or a film, of how a policy adapted to a task.
///
/// One episode of each stage is in front, the same number for all; the others of its stage are faint
/// behind it. Charts show the means of all episodes and where the episode's return comes from.
public struct TrialPicture {
  /// A good size for a still, in points.
  public static let stillSize = Size(1200, 800)
  /// A good size for a film, in points.
  public static let filmSize = Size(960, 600)

  let trial: RecordedTrial
  let distribution: TaskDistribution
  let policy: String
  let anchors: [(name: String, value: Double)]
  let episode: Int
  let theme: Theme
  /// The stages that can be shown, in order.
  let stages: [Stage]
  /// The mean return of every stage, also of those not shown, `[K + 1]`.
  let means: [Double]
  /// The mean return of every stage, between the anchors.
  let adaptationChart: AdaptationChart
  /// How returns of the episodes in front are written.
  let decimals: Int

  /// One stage with the episode that is in front.
  struct Stage {
    /// Which one, from 0.
    var number: Int
    /// From 0, before the first step of adaptation, to 1, after the last.
    var fraction: Float
    var trace: EpisodeTrace
    /// Other episodes of the stage.
    var others: [EpisodeTrace]

    /// What is shown of the stage after so many steps.
    func episodes(after step: Int, withOthers: Bool) -> [SceneEpisode] {
      let faint = others.map { SceneEpisode($0, step: step, stage: fraction, isFaint: true) }
      return (withOthers ? faint : []) + [SceneEpisode(trace, step: step, stage: fraction)]
    }
  }

  /// Creates a picture.
  ///
  /// - Parameters:
  ///   - trial: What happened: at least one stage, each with at least one episode.
  ///   - distribution: Where the task is from: it knows what there is to see.
  ///   - policy: The name of the policy, for the heading.
  ///   - anchors: Levels to compare mean returns with, the most important first.
  ///   - episode: The number of the episode in front, from 0.
  ///   - shownStages: The numbers of the stages to show; `nil` for all. Of very many only some are
  ///     shown, the first and the last among them.
  ///   - theme: The colours.
  /// - Precondition: Every stage shown exists and has that episode.
  public init(
    of trial: RecordedTrial, distribution: TaskDistribution, policy: String,
    anchors: [(name: String, value: Double)] = [], episode: Int = 0, shownStages: [Int]? = nil,
    theme: Theme = .light
  ) {
    self.trial = trial
    self.distribution = distribution
    self.policy = policy
    self.anchors = anchors
    self.episode = episode
    self.theme = theme
    let shown = shownStages ?? Array(trial.stages.indices)
    precondition(
      !shown.isEmpty && shown.allSatisfy(trial.stages.indices.contains),
      "TrialPicture: stages \(shown) are to be shown of \(trial.stages.count).")
    stages = shown.spread(Self.stageLimit).map { number in
      let rollouts = trial.stages[number]
      let count = rollouts.rollouts.episodeCount
      precondition(
        (0..<count).contains(episode),
        "TrialPicture: episode \(episode) is to be shown of \(count).")
      let others = (0..<count).filter { $0 != episode }.prefix(Self.otherLimit)
      return Stage(
        number: number,
        fraction: Float(number) / Float(max(1, trial.stages.count - 1)),
        trace: rollouts.trace(ofEpisode: episode),
        others: others.map { rollouts.trace(ofEpisode: $0) })
    }
    means = trial.stages.map(\.rollouts.meanReturn)
    adaptationChart = AdaptationChart(
      means: means, stepCount: means.count - 1, anchors: anchors, highlightedStage: nil,
      episodes: trial.stages.map { Array($0.rollouts.episodeReturns.prefix(200)) }, theme: theme)
    decimals = NumberText.decimals(
      for: stages.flatMap { stage in
        stage.trace.rewards.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + Double($1)) }
      })
  }

  /// More stages than this no picture has room for; episodes of a million would take twice their memory.
  private static let stageLimit = 100

  /// More faint episodes than this hide what they are behind.
  private static let otherLimit = 12

  /// How many steps the longest episode in front has.
  public var stepCount: Int { stages.map(\.trace.stepCount).max() ?? 0 }

  /// The scene of one stage after so many steps.
  func scene(of stage: Stage, after step: Int, withOthers: Bool = true) -> Scene {
    distribution.makeScene(trial.task, stage.episodes(after: step, withOthers: withOthers))
  }

  /// What a stage is called, in several lengths, the longest first.
  func titles(of stage: Stage) -> [String] {
    switch stage.number {
    case 0: ["before adaptation", "before"]
    case 1: ["after 1 adaptation step", "after 1 step", "1 step"]
    default:
      [
        "after \(stage.number) adaptation steps", "after \(stage.number) steps",
        "\(stage.number) steps",
      ]
    }
  }

  /// What a stage is called in a legend.
  func name(of stage: Stage) -> String { titles(of: stage).last ?? "" }

  func text(_ value: Double) -> String { NumberText.text(value, decimals: decimals) }

  /// The return of each shown stage as it accumulates; of whole episodes without a step.
  func returnChart(after step: Int?) -> ReturnChart {
    ReturnChart(
      lines: stages.map {
        .init(name: name(of: $0), stage: $0.fraction, rewards: $0.trace.rewards)
      }, step: step, theme: theme)
  }

  /// The task's parameters in words, those that vary from task to task first.
  var taskTexts: [String] {
    let parameters = distribution.specification.parameters
    let values = distribution.region(of: .train)?.values ?? []
    func isFixed(_ index: Int) -> Bool {
      values.indices.contains(index) && values[index].onlyValue == trial.task[index]
    }
    let runs = ParameterRun.runs(of: parameters, task: trial.task)
    let order =
      runs.filter { !isFixed($0.numbers.lowerBound) }
      + runs.filter { isFixed($0.numbers.lowerBound) }
    return order.map { run in
      let unit = parameters[run.numbers.lowerBound].unit.replacing("^2", with: "\u{B2}")
      let number = run.values(in: trial.task) { NumberText.short(Double($0)) }
      return run.name + " " + number + (unit.isEmpty ? "" : " " + unit)
    }
  }
}
#endif
