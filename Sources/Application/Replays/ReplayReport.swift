import Gym
import Recording
import Scoring
import Wording

/// What is in a replay, as JSON or as a table.
package struct ReplayReport {
  /// The replay.
  package var loaded: LoadedReplay
  /// The trials that are shown, from 0.
  package var trialNumbers: Range<Int>
  /// Whether they were played again and came out the same.
  package var isVerified: Bool

  /// Creates a report.
  package init(
    loaded: LoadedReplay, trialNumbers: Range<Int>, isVerified: Bool
  ) {
    self.loaded = loaded
    self.trialNumbers = trialNumbers
    self.isVerified = isVerified
  }

  /// What it is, the table, and whether it was verified, line by line.
  package var lines: [String] {
    wrapped(title, indent: 0) + wrapped(counts, indent: 2) + taskLines + [""] + table.lines()
      + (isVerified ? ["", verdict] : [])
  }

  private var verdict: String {
    stepCount == 1
      ? "The only step agrees to the bit."
      : "All \(NumberText.counted(stepCount, "step")) agree to the bit."
  }

  private var replay: Replay { loaded.replay }

  private var trials: ArraySlice<Trial> { replay.trials[trialNumbers] }

  private var stages: [TrialBlock] { trials.flatMap(\.blocks) }

  private var stepCount: Int { stages.reduce(0) { $0 + $1.rollouts.stepCount } }

  private var stageCount: Int { trials.map(\.blocks.count).max() ?? 0 }

  private var title: String {
    let split = replay.split.map { ", split \($0.rawValue)" } ?? ""
    return "\(loaded.path): \(replay.policy) (\(replay.learner)) on"
      + " \(loaded.distribution.fullName)\(split), seed \(replay.seed)"
  }

  private var counts: String {
    if replay.experience == .separate { return separateCounts }
    let episodeCount = stages.reduce(0) { $0 + $1.rollouts.episodeCount }
    let trialText =
      trials.count == replay.trials.count
      ? NumberText.counted(trials.count, "trial")
      : "trial \(trialNumbers.upperBound) of \(replay.trials.count)"
    return trialText + ", \(NumberText.counted(stageCount, "stage")),"
      + " \(NumberText.counted(episodeCount, "episode")), \(NumberText.counted(stepCount, "step"))"
  }

  /// How many trials separate agents had, one for each copy.
  private var separateCounts: String {
    let tasks =
      trials.count == replay.trials.count
      ? NumberText.counted(trials.count, "task")
      : "task \(trialNumbers.upperBound) of \(replay.trials.count)"
    let trialCount = trials.reduce(0) { $0 + ($1.blocks.first?.rollouts.episodeCount ?? 0) }
    return tasks + ", \(NumberText.counted(trialCount, "trial")) of"
      + " \(NumberText.counted(stageCount, "episode")), \(NumberText.counted(stepCount, "step"))"
  }

  /// The parameters of the task, if only one is shown.
  private var taskLines: [String] {
    guard let trial = trials.first, trials.count == 1 else { return [] }
    let values = ParameterRun.runs(
      of: loaded.distribution.specification.parameters, task: trial.task
    ).map { "\($0.name) \($0.values(in: trial.task, write: NumberText.exact))" }
    return wrapped("task: " + values.joined(separator: ", "), indent: 2)
  }

  /// The stages; of separate agents the episodes of their trials.
  private var table: TextTable {
    let isSingle = trials.count == 1
    let isSeparate = replay.experience == .separate
    let (several, one) = isSeparate ? ("task", "trial") : ("trial", "episode")
    var table = TextTable(
      [
        isSeparate ? "episode" : "stage", isSingle ? "" : several + "s", one + "s", "steps", "mean",
        "lowest " + (isSingle ? one : several), "highest " + (isSingle ? one : several),
      ], aligned: .right)
    for number in 0..<stageCount {
      let played = trials.filter { $0.blocks.count > number }.map { $0.blocks[number].rollouts }
      let returns = isSingle ? played.flatMap(\.episodeReturns) : played.map(\.meanReturn)
      table.append([
        "\(isSeparate ? number + 1 : number)", isSingle ? "" : "\(played.count)",
        "\(played.reduce(0) { $0 + $1.episodeCount })", "\(played.reduce(0) { $0 + $1.stepCount })",
        NumberText.fixed(Statistics.mean(returns)), NumberText.fixed(returns.min() ?? 0),
        NumberText.fixed(returns.max() ?? 0),
      ])
    }
    return table
  }
}

extension ReplayReport: Report {
  private enum Key: String, CodingKey {
    case format, file, policy, learner, environment, distribution, split, seed, trials, verified
  }

  private struct TrialObject: Encodable {
    var number: Int
    var task: [String: Float]
    var stages: [Stage]
  }

  private struct Stage: Encodable {
    var stage: Int
    var steps: Int
    var mean: Double
    var returns: [Double]

    init(_ number: Int, _ rollouts: Rollouts) {
      stage = number
      steps = rollouts.stepCount
      mean = rollouts.meanReturn
      returns = rollouts.episodeReturns
    }
  }

  /// Writes the object "fledge-replay-summary/1"; Documentation/formats.md lists its keys.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("fledge-replay-summary/1", forKey: .format)
    try container.encode(loaded.path, forKey: .file)
    try container.encode(replay.policy, forKey: .policy)
    try container.encode(replay.learner, forKey: .learner)
    try container.encode(replay.distribution.environment, forKey: .environment)
    try container.encode(replay.distributionName, forKey: .distribution)
    try container.encode(replay.split, forKey: .split)
    try container.encode(replay.seed, forKey: .seed)
    try container.encode(isVerified, forKey: .verified)
    let names = loaded.distribution.specification.parameters.map(\.name)
    try container.encode(
      zip(trialNumbers, trials).map { number, trial in
        TrialObject(
          number: number + 1,
          task: Dictionary(uniqueKeysWithValues: zip(names, trial.task)),
          stages: trial.blocks.enumerated().map { Stage($0, $1.rollouts) })
      }, forKey: .trials)
  }
}
