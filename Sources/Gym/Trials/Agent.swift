public import Numerics

/// What acts in a task and changes with what it experiences there.
///
/// An agent is a value: a copy is a fork that goes on by itself. It plays one trial: blocks of episodes
/// of one task, one after the other. `TaskDistribution.play` calls it in this order:
///
///     begin(block)
///     act, observe    once for each step, until every episode of the block has ended
///     absorb(rollouts)    between two blocks, not after the last
///
/// A policy that adapts by gradient steps changes in `absorb`, a recurrent one in `act` and `observe`.
/// Memory lives from the first block of a trial to its last.
public protocol Agent: Sendable {
  /// Whether all copies of a block teach one agent, or each copy is an agent in a trial of its own.
  var experience: Experience { get }

  /// How many adaptation steps had been taken before the trial began, at least 0.
  ///
  /// The trial continues the one in which they were taken: its random numbers are those of the blocks that
  /// would have followed there. So an adaptation gives the same bits in one trial or in several.
  var stepsBeforeTrial: Int { get }

  /// Gets ready for a block of episodes that are played side by side.
  ///
  /// - Parameter block: Its number in the trial, its size, and the address of its random numbers. The
  ///   first block begins the trial, and so a new memory.
  mutating func begin(_ block: Block)

  /// Chooses an action for each running copy.
  ///
  /// - Parameters:
  ///   - view: What the running copies show.
  ///   - actions: Receives the actions, `[n, A]` row-major, in the order of `view.copies`.
  mutating func act(on view: View, actions: inout [Float])

  /// The log probability of each action that `act` has just chosen, `[n]`, in nats for discrete
  /// actions; empty if the agent does not give them.
  var logProbabilities: [Float] { get }

  /// What the agent expects of the rest of the trial, before each action that `act` has just chosen,
  /// `[n]`, in units of its own; empty if the agent gives none.
  var values: [Float] { get }

  /// What pictures show of the agent after `act`; `nil` if it has nothing to show.
  var insight: AgentInsight? { get }

  /// Receives what followed from the actions just chosen.
  mutating func observe(_ outcome: Outcome)

  /// Learns from a finished block before the next one begins.
  ///
  /// - Parameter rollouts: The episodes that this agent has just played.
  /// - Throws: An error if what was learned is not finite; the trial then ends.
  mutating func absorb(_ rollouts: Rollouts) throws
}

extension Agent {
  /// Pooled.
  public var experience: Experience { .pooled }

  /// None.
  public var stepsBeforeTrial: Int { 0 }

  /// Does nothing.
  public mutating func begin(_ block: Block) {}

  /// None.
  public var logProbabilities: [Float] { [] }

  /// None.
  public var values: [Float] { [] }

  /// None.
  public var insight: AgentInsight? { nil }

  /// Ignores the outcome.
  public mutating func observe(_ outcome: Outcome) {}

  /// Learns nothing from whole blocks.
  public mutating func absorb(_ rollouts: Rollouts) {}
}

/// An agent whose memory can be read and replaced, so that it can be examined.
public protocol RememberingAgent: Agent {
  /// The numbers that a copy remembers, M; 0 if it remembers nothing.
  var memorySize: Int { get }

  /// What each copy of the block remembers, `[E, M]` row-major; running or not.
  var memories: [Float] { get set }
}

/// What an agent remembers and intends, of the copies that have just acted.
public struct AgentInsight: Equatable, Sendable {
  /// What each copy of the block remembers, `[E, M]` row-major; running or not.
  public var memory: [Float]
  /// The numbers that a copy remembers, M.
  public var memorySize: Int
  /// The probability of each discrete action in the copies that acted, `[n, choices]`; empty for
  /// continuous actions.
  public var probabilities: [Float]
  /// The mean of each continuous action in the copies that acted, `[n, A]`; empty for discrete actions.
  public var means: [Float]

  /// Creates an insight.
  public init(
    memory: [Float], memorySize: Int, probabilities: [Float], means: [Float] = []
  ) {
    self.memory = memory
    self.memorySize = memorySize
    self.probabilities = probabilities
    self.means = means
  }
}

/// Who learns from the episodes of a block.
public enum Experience: String, Codable, Sendable {
  /// All copies teach one agent: MAML, posterior sampling over blocks.
  case pooled
  /// Each copy is an agent in a trial of its own: RL² and other memories.
  case separate
}

/// Episodes played side by side, one per copy, between two chances to learn from whole episodes.
public struct Block: Sendable {
  /// The number of the block in its trial, from 0.
  public var number: Int
  /// How many copies play, one episode each, E.
  public var copyCount: Int
  /// The address of the agent's random numbers in this block.
  public var key: RandomKey

  /// Creates a block.
  public init(number: Int = 0, copyCount: Int, key: RandomKey) {
    self.number = number
    self.copyCount = copyCount
    self.key = key
  }

  /// Whether the trial begins with this block.
  public var isFirst: Bool { number == 0 }
}

/// What the running copies of a block show before a step.
public struct View: Sendable {
  /// The step about to be taken, from 0; the same for all copies of a block.
  public var step: Int
  /// The numbers of the running copies, ascending, `[n]`.
  public var copies: [Int]
  /// What each of them shows, `[n, O]` row-major.
  public var observations: [Float]

  /// Creates a view.
  public init(step: Int, copies: [Int], observations: [Float]) {
    self.step = step
    self.copies = copies
    self.observations = observations
  }

  /// Whether an episode begins in every copy.
  public var isFirstStep: Bool { step == 0 }
}

/// What followed from the actions of one step.
///
/// `view` and `actions` are of the copies that were running. The other arrays have an entry for each
/// copy of the block, so that nothing is moved for agents that do not read it; entries of copies that
/// were not running mean nothing.
public struct Outcome: Sendable {
  /// What the running copies showed before the step.
  public var view: View
  /// What they did, `[n, A]` row-major.
  public var actions: [Float]
  /// The reward of each copy, `[E]`.
  public var rewards: [Float]
  /// Whether each copy's episode has ended by itself, `[E]`.
  public var isTerminated: [Bool]
  /// Whether each copy's episode was cut at the horizon without ending by itself, `[E]`.
  public var isTruncated: [Bool]
  /// What the step led to in each copy, `[E, O]` row-major; the final observation where an episode
  /// has ended.
  public var nextObservations: [Float]
  /// What is revealed to each copy after it acted, such as the right answer, `[E, V]` row-major; empty
  /// where the environment reveals nothing.
  public var targets: [Float]

  /// Creates an outcome.
  public init(
    view: View, actions: [Float], rewards: [Float], isTerminated: [Bool], isTruncated: [Bool],
    nextObservations: [Float], targets: [Float] = []
  ) {
    self.view = view
    self.actions = actions
    self.rewards = rewards
    self.isTerminated = isTerminated
    self.isTruncated = isTruncated
    self.nextObservations = nextObservations
    self.targets = targets
  }
}
