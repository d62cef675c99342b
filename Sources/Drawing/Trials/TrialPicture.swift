#if Viewer
public import Gym
private import Wording
private import Wording

/// A picture or a film of how a policy adapted to a task.
///
/// One episode of each stage is in front, the same number for all; other episodes of the stage are
/// faint behind it. Charts show the mean returns of all episodes, and how the return of the episode
/// in front accumulates. If it was recorded, a strip below each scene shows what the agent remembers and how
/// probable it finds each action.
///
/// Separate agents have a trial for each episode of a stage: the picture is of one of them, and its
/// stages are the episodes of that trial.
public struct TrialPicture {
  /// The default size of a still, in points.
  public static let stillSize = Size(1200, 800)
  /// The default size of a film, in points.
  public static let filmSize = Size(960, 600)

  let trial: Trial
  let distribution: TaskDistribution
  let policy: String
  let anchors: [(name: String, value: Double)]
  let episode: Int
  let experience: Experience
  let theme: Theme
  /// The shown stages, in order.
  let stages: [Stage]
  /// The mean return of every stage, including those not shown, `[K + 1]`.
  let means: [Double]
  /// The chart of the mean returns and the anchors.
  let adaptationChart: AdaptationChart
  /// The absolute value in memory that has the strongest colour, the largest of all shown stages.
  let memoryScale: Float
  /// The number of decimals of the returns of episodes in front.
  let decimals: Int

  /// A stage with its episode in front.
  struct Stage {
    /// The number of adaptation steps taken before the stage.
    var number: Int
    /// The position between the first stage, 0, and the last, 1.
    var fraction: Float
    var trace: EpisodeTrace
    /// Other episodes of the stage.
    var others: [EpisodeTrace]
    /// What the agent remembers and intends in the episode in front, if that was recorded.
    var insights: InsightTrace?

    /// The episodes to draw after `step` steps, the one in front last.
    func episodes(after step: Int, withOthers: Bool) -> [SceneEpisode] {
      let faint = others.map { SceneEpisode($0, step: step, stage: fraction, isFaint: true) }
      return (withOthers ? faint : []) + [SceneEpisode(trace, step: step, stage: fraction)]
    }
  }

  /// Creates a picture.
  ///
  /// - Parameters:
  ///   - trial: The recorded trial, with at least one stage and at least one episode in each.
  ///   - distribution: The distribution of the task, which makes the scenes.
  ///   - policy: The name of the policy, for the heading.
  ///   - anchors: Anchors to compare mean returns with, the most important first.
  ///   - episode: The index of the episode in front, from 0.
  ///   - experience: Whether the episodes of a stage teach one agent, or are of trials of their own.
  ///   - shownStages: The numbers of the stages to show; `nil` for all. At most 100 are shown, evenly
  ///     sampled, with the first and the last.
  ///   - theme: The colours.
  /// - Precondition: Every shown stage exists and has that episode.
  public init(
    of trial: Trial, distribution: TaskDistribution, policy: String,
    anchors: [(name: String, value: Double)] = [], episode: Int = 0,
    experience: Experience = .pooled, shownStages: [Int]? = nil, theme: Theme = .light
  ) {
    self.trial = trial
    self.distribution = distribution
    self.policy = policy
    self.anchors = anchors
    self.episode = episode
    self.experience = experience
    self.theme = theme
    let shown = shownStages ?? Array(trial.blocks.indices)
    precondition(
      !shown.isEmpty && shown.allSatisfy(trial.blocks.indices.contains),
      "TrialPicture: cannot show the stages \(shown) of a trial with \(trial.blocks.count) stages.")
    stages = shown.evenlySampled(atMost: Self.stageLimit).map { number in
      let rollouts = trial.blocks[number]
      let count = rollouts.rollouts.episodeCount
      precondition(
        (0..<count).contains(episode),
        "TrialPicture: cannot show episode \(episode) of a stage with \(count) episodes.")
      // Those of separate agents are of other trials.
      let others = (0..<count).filter { $0 != episode && experience == .pooled }
        .prefix(Self.otherLimit)
      return Stage(
        number: number,
        fraction: Float(number) / Float(max(1, trial.blocks.count - 1)),
        trace: rollouts.trace(ofEpisode: episode),
        others: others.map { rollouts.trace(ofEpisode: $0) },
        insights: rollouts.insights(ofEpisode: episode))
    }
    means = trial.blocks.map(\.rollouts.meanReturn)
    adaptationChart = AdaptationChart(
      means: means, stepCount: means.count - 1, anchors: anchors, highlightedStage: nil,
      episodes: trial.blocks.map { Array($0.rollouts.episodeReturns.prefix(200)) },
      countsEpisodes: experience == .separate, theme: theme)
    memoryScale = stages.compactMap { $0.insights?.largestMemory }.max() ?? 1
    decimals = PictureNumber.decimals(
      for: stages.flatMap { stage in
        stage.trace.rewards.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + Double($1)) }
      })
  }

  /// The maximum number of shown stages: no picture has space for more, and each copies its episodes.
  private static let stageLimit = 100

  /// The maximum number of faint episodes of a stage; more would hide the scene.
  private static let otherLimit = 12

  /// The number of steps of the longest episode in front.
  public var stepCount: Int { stages.map(\.trace.stepCount).max() ?? 0 }

  /// The scene of one stage after `step` steps.
  func scene(of stage: Stage, after step: Int, withOthers: Bool = true) -> Scene {
    distribution.makeScene(trial.task, stage.episodes(after: step, withOthers: withOthers))
  }

  /// What the agent remembers and intends after `step` steps, about to act; at the end what it had before its last
  /// action; `nil` shows the whole episode.
  func insight(of stage: Stage, after step: Int?) -> InsightStrip? {
    stage.insights.map { insights in
      guard let step else { return InsightStrip(insights, scale: memoryScale) }
      return InsightStrip(insights, of: stage.trace, after: step, scale: memoryScale)
    }
  }

  /// The name of a stage in several lengths, the longest first.
  func titles(of stage: Stage) -> [String] {
    if experience == .separate {
      return ["episode \(stage.number + 1)", "ep. \(stage.number + 1)"]
    }
    return switch stage.number {
    case 0: ["before adaptation", "before"]
    case 1: ["after 1 adaptation step", "after 1 step", "1 step"]
    default:
      [
        "after \(stage.number) adaptation steps", "after \(stage.number) steps",
        "\(stage.number) steps",
      ]
    }
  }

  /// The shortest name of a stage, for legends.
  func name(of stage: Stage) -> String {
    let titles = titles(of: stage)
    return (experience == .separate ? titles.first : titles.last) ?? ""
  }

  func text(_ value: Double) -> String { PictureNumber.fixed(value, decimals) }

  /// The chart of how the returns of the shown stages accumulate; `nil` shows the complete episodes.
  func returnChart(after step: Int?) -> ReturnChart {
    ReturnChart(
      lines: stages.map {
        .init(name: name(of: $0), stage: $0.fraction, rewards: $0.trace.rewards)
      }, step: step, theme: theme)
  }

  /// The task's parameters as texts; those that vary between tasks come first.
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
      let number = run.values(in: trial.task) { PictureNumber.short(Double($0)) }
      return run.name + " " + number + (unit.isEmpty ? "" : " " + unit)
    }
  }
}
#endif
