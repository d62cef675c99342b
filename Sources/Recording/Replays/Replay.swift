public import Gym

/// A recording of the episodes of every stage of adaptation, on one or several tasks.
///
/// A replay is a safetensors file. It holds all numbers of the episodes, states included, and
/// everything needed to play them again to the same bits: the distribution, the tasks, the random
/// addresses and the actions. If the agent has them, what it remembered and how probable it found each
/// action are there to be shown; they are not needed to play it again.
public struct Replay: Equatable, Sendable {
  /// The format of such files.
  public static let format = FileFormat(kind: "replay", version: 1)

  /// The distribution of the tasks.
  public var distribution: TaskDistributionRecord
  /// The policy that adapted, as the user named it.
  public var policy: String
  /// The name of its learner, for instance "maml".
  public var learner: String
  /// The seed of all random numbers.
  public var seed: UInt64
  /// The split that the tasks were drawn from; `nil` if the user gave a task.
  public var split: Split?
  /// Whether the copies of a stage teach one agent, or each is an agent in a trial of its own.
  public var experience: Experience
  /// The recorded trial of each task.
  public var trials: [Trial]

  /// Creates a replay.
  public init(
    distribution: TaskDistributionRecord, policy: String, learner: String, seed: UInt64,
    split: Split? = nil, experience: Experience = .pooled, trials: [Trial]
  ) {
    self.distribution = distribution
    self.policy = policy
    self.learner = learner
    self.seed = seed
    self.split = split
    self.experience = experience
    self.trials = trials
  }

  /// The name of the distribution, for instance "point-robot/goals".
  public var distributionName: String {
    distribution.environment + "/" + distribution.distribution
  }

  /// The number of episodes of all trials.
  public var episodeCount: Int {
    trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.episodeCount } }
  }

  /// The number of environment steps of all trials.
  public var stepCount: Int {
    trials.reduce(0) { $1.blocks.reduce($0) { $0 + $1.rollouts.stepCount } }
  }
}

extension Replay {
  /// The maximum number of stages in a file, over all trials.
  ///
  /// Each stage allocates memory, even if it takes only a few bytes in the file.
  public static let stageLimit = 1_000_000

  /// Computes how many trials always fit into a file, however long their episodes are.
  ///
  /// - Parameters:
  ///   - specification: The environment.
  ///   - stageCount: The number of stages of each trial, at least 1.
  ///   - rolloutCount: The number of episodes of each stage, at least 1.
  ///   - insightSize: How many numbers of memory and probabilities each step has.
  /// - Returns: The number of trials; 0 if a single one might not fit.
  public static func trialLimit(
    of specification: EnvironmentSpecification, stageCount: Int, rolloutCount: Int,
    insightSize: Int = 0
  ) -> Int {
    let (observationSize, stateSize) = (
      specification.observationSpace.size, specification.stateNames.count
    )
    let stepByteCount =
      4 * (stateSize + observationSize + specification.actionSpace.size + 1 + insightSize)
    // An offset, two flags and a return; an episode has one state and observation more than steps.
    let episodeByteCount =
      18 + 4 * (stateSize + observationSize) + specification.horizon * stepByteCount
    // An offset for each trial and stage, and a random address for each stage.
    let trialByteCount =
      8 + 4 * specification.parameters.count + stageCount * (16 + rolloutCount * episodeByteCount)
    // 1 MiB is reserved for the header: names, shapes and the distribution.
    let byteCount = Safetensors.fileByteLimit - (1 << 20)
    return min(byteCount / trialByteCount, stageLimit / stageCount)
  }
}
