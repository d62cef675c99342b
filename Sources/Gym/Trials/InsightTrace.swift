import Numerics

/// What agents remembered and intended before each of some steps: what `Agent.insight` gave after `act`.
///
/// The steps are those of one episode, or of all episodes of a block, one episode after the other.
public struct InsightTrace: Equatable, Sendable {
  /// How many numbers an agent remembers, M; 0 without a memory.
  public let memorySize: Int
  /// How many actions there are to choose from, C; 0 for continuous actions.
  public let choiceCount: Int
  /// What was remembered, `[T, M]` row-major.
  public let memory: [Float]
  /// The probability of each action, `[T, C]` row-major.
  public let probabilities: [Float]

  /// Creates a trace.
  ///
  /// - Parameters:
  ///   - memorySize: How many numbers are remembered, at least 0.
  ///   - choiceCount: How many actions there are to choose from, at least 0.
  ///   - memory: What was remembered, `[T, M]`.
  ///   - probabilities: The probability of each action, `[T, C]`.
  /// - Precondition: One of the sizes is above 0, and both arrays have as many rows.
  public init(memorySize: Int, choiceCount: Int, memory: [Float], probabilities: [Float]) {
    let stepCount =
      memorySize > 0 ? memory.count / memorySize : probabilities.count / max(1, choiceCount)
    precondition(
      memorySize + choiceCount > 0 && memory.count == stepCount * memorySize
        && probabilities.count == stepCount * choiceCount,
      "InsightTrace: \(memory.count) numbers of a memory of \(memorySize), and"
        + " \(probabilities.count) probabilities of \(choiceCount) actions.")
    self.memorySize = memorySize
    self.choiceCount = choiceCount
    self.memory = memory
    self.probabilities = probabilities
  }

  /// How many steps there are, T.
  public var stepCount: Int {
    memorySize > 0 ? memory.count / memorySize : probabilities.count / choiceCount
  }

  /// Some of the steps.
  public subscript(steps: Range<Int>) -> InsightTrace {
    InsightTrace(
      memorySize: memorySize, choiceCount: choiceCount,
      memory: Array(memory[steps.lowerBound * memorySize..<steps.upperBound * memorySize]),
      probabilities: Array(
        probabilities[steps.lowerBound * choiceCount..<steps.upperBound * choiceCount]))
  }

  /// The largest absolute value in memory; 0 without one.
  public var largestMemory: Float { memory.reduce(0) { max($0, abs($1)) } }
}

extension TrialBlock {
  /// What the agent of an episode remembered and intended; `nil` if that was not recorded.
  public func insights(ofEpisode episode: Int) -> InsightTrace? {
    insights?[rollouts.rows(ofEpisode: episode)]
  }
}

extension TaskDistribution {
  /// How many numbers an agent's insight has for each step: memory and probabilities.
  ///
  /// It is found by one step of a copy of the agent, on the task of default parameters.
  ///
  /// - Parameter agent: The agent as it begins a trial.
  /// - Returns: The number; 0 if it has nothing to show.
  public func insightSize(of agent: some Agent) -> Int {
    var agent = agent
    var batch = makeBatch(specification.parameters.map(\.defaultValue), 1)
    let key = RandomKey(seed: 0)
    batch.reset(key: key)
    agent.begin(Block(copyCount: 1, key: key))
    var actions = [Float](repeating: 0, count: specification.actionSpace.size)
    agent.act(
      on: View(step: 0, copies: [0], observations: batch.observations), actions: &actions)
    return agent.insight.map { $0.memorySize + $0.probabilities.count } ?? 0
  }
}
