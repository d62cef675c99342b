package import Gym
import Scoring
import Wording

/// How a policy adapted to one task, as JSON or as a table.
package struct AdaptationReport {
  package var policy: String
  package var distribution: TaskDistribution
  package var seed: UInt64
  package var rolloutCount: Int
  package var trial: Gym.Trial
  package var experience: Experience
  package var anchors: Anchors

  /// Creates a report.
  package init(
    policy: String, distribution: TaskDistribution, seed: UInt64, rolloutCount: Int,
    trial: Gym.Trial, experience: Experience, anchors: Anchors
  ) {
    self.policy = policy
    self.distribution = distribution
    self.seed = seed
    self.rolloutCount = rolloutCount
    self.trial = trial
    self.experience = experience
    self.anchors = anchors
  }

  /// The table and what belongs to it, line by line.
  package var lines: [String] {
    let table = experience == .pooled ? stepTable : episodeTable
    let task = ParameterRun.runs(
      of: distribution.specification.parameters, task: trial.task
    ).map { "\($0.name) \($0.values(in: trial.task, write: NumberText.exact))" }
    let title = "\(policy) on \(distribution.fullName): \(task.joined(separator: ", "))"
    return wrapped(title, indent: 0) + [""] + table.lines() + [
      "",
      anchors.line,
      "  whole trial of \(NumberText.counted(episodeCount, "episode"))\(trialCount):"
        + " \(NumberText.fixed(trial.totalReturn(experience)))",
    ]
  }

  /// What one agent that adapts earned after each step.
  private var stepTable: TextTable {
    var table = TextTable(
      ["step", "rollouts", "env steps", "mean", "sd over episodes"], aligned: .right)
    for point in curve {
      table.append([
        "\(point.step)", "\(point.rollouts)", "\(point.environmentSteps)",
        NumberText.fixed(point.mean), NumberText.fixed(point.standardDeviation),
      ])
    }
    return table
  }

  /// What separate agents earned in each episode of their trials, and how many steps they had taken before.
  private var episodeTable: TextTable {
    var table = TextTable(
      rolloutCount == 1
        ? ["episode", "env steps before", "return"]
        : ["episode", "env steps before", "mean return", "sd over trials"], aligned: .right)
    for point in curve {
      let cells = [
        "\(point.step + 1)", "\(point.environmentSteps)", NumberText.fixed(point.mean),
        NumberText.fixed(point.standardDeviation),
      ]
      table.append(rolloutCount == 1 ? cells.dropLast() : cells)
    }
    return table
  }

  /// Over how many trials a mean is; empty if there is one.
  private var trialCount: String {
    experience == .pooled || rolloutCount == 1
      ? "" : ", mean of \(NumberText.counted(rolloutCount, "trial"))"
  }

  private var parameters: [(name: String, value: Float)] {
    zip(distribution.specification.parameters, trial.task).map { ($0.name, $1) }
  }

  private var episodeCount: Int {
    experience == .pooled ? (trial.blocks.count - 1) * rolloutCount + 1 : trial.blocks.count
  }

  private var curve: [Point] {
    let steps = trial.environmentStepsBefore
    return trial.blocks.enumerated().map { step, block in
      Point(
        step: step, rollouts: experience == .pooled ? step * rolloutCount : step,
        environmentSteps: experience == .pooled ? steps[step] : steps[step] / rolloutCount,
        mean: block.rollouts.meanReturn,
        standardDeviation: Statistics.standardDeviation(block.rollouts.episodeReturns))
    }
  }
}

extension AdaptationReport: Report {
  private enum Key: String, CodingKey {
    case format, policy, environment, distribution, task, rolloutsPerStep, seed, curve, trial
    case anchors, experience
  }

  private struct Point: Encodable {
    var step: Int
    var rollouts: Int
    var environmentSteps: Int
    var mean: Double
    var standardDeviation: Double
  }

  private struct Trial: Encodable {
    var mean: Double
  }

  /// Writes an object with the keys of a score, where they mean the same.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("fledge-adaptation/1", forKey: .format)
    try container.encode(policy, forKey: .policy)
    try container.encode(distribution.specification.name, forKey: .environment)
    try container.encode(distribution.fullName, forKey: .distribution)
    try container.encode(
      Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }), forKey: .task)
    try container.encode(rolloutCount, forKey: .rolloutsPerStep)
    try container.encode(seed, forKey: .seed)
    try container.encode(curve, forKey: .curve)
    try container.encode(Trial(mean: trial.totalReturn(experience)), forKey: .trial)
    try container.encode(anchors.levelObjects, forKey: .anchors)
    if experience != .pooled { try container.encode(experience, forKey: .experience) }
  }
}
