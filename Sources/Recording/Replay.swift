public import Gym

/// Episodes of every stage of adaptation, on one or several tasks, that can be played again.
///
/// A replay is a safetensors file. It holds what happened down to the states, and what it takes to
/// play that again to the bit: the distribution, the tasks, the random addresses and the actions.
public struct Replay: Equatable, Sendable {
  /// The format of such files.
  public static let format = FileFormat(kind: "replay", version: 1)

  /// What the tasks were drawn from.
  public var distribution: TaskDistributionRecord
  /// What the user called the policy that adapted.
  public var policy: String
  /// The name of its learner, for instance "maml".
  public var learner: String
  /// The seed of all random numbers.
  public var seed: UInt64
  /// Which tasks were drawn, or `nil` if a task was given.
  public var split: Split?
  /// What happened on each task.
  public var trials: [Trial]

  /// Creates a replay.
  public init(
    distribution: TaskDistributionRecord, policy: String, learner: String, seed: UInt64,
    split: Split? = nil, trials: [Trial]
  ) {
    self.distribution = distribution
    self.policy = policy
    self.learner = learner
    self.seed = seed
    self.split = split
    self.trials = trials
  }

  /// The name of the distribution, for instance "point-robot/goals".
  public var distributionName: String {
    distribution.environment + "/" + distribution.distribution
  }

  /// How many episodes there are in all trials.
  public var episodeCount: Int {
    trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.episodeCount } }
  }

  /// How many steps there are in all trials.
  public var stepCount: Int {
    trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.stepCount } }
  }
}

extension Replay {
  /// Most stages a file may have, those of all trials together: each takes memory of its own, however
  /// little there is of it in the file.
  public static let stageLimit = 1_000_000

  /// How many trials fit into a file whatever happens in them.
  ///
  /// - Parameters:
  ///   - specification: What is played.
  ///   - stageCount: How many stages each trial has.
  ///   - rolloutCount: How many episodes each stage has.
  /// - Returns: The number of trials; 0 if not even one fits.
  public static func trialLimit(
    of specification: EnvironmentSpecification, stageCount: Int, rolloutCount: Int
  ) -> Int {
    let (observationSize, stateSize) = (
      specification.observationSpace.size, specification.stateNames.count
    )
    let stepByteCount = 4 * (stateSize + observationSize + specification.actionSpace.size + 1)
    // An offset, two flags and a return; the states and observations exceed the steps by one.
    let episodeByteCount =
      18 + 4 * (stateSize + observationSize) + specification.horizon * stepByteCount
    // Each an offset, and a stage an address.
    let trialByteCount =
      8 + 4 * specification.parameters.count + stageCount * (16 + rolloutCount * episodeByteCount)
    // The last part is for the header: names, shapes and the distribution.
    let byteCount = Safetensors.fileByteLimit - (1 << 20)
    return min(byteCount / trialByteCount, stageLimit / stageCount)
  }
}
