import Wording

/// The agents of known level on a distribution.
public struct ReferenceAgents: Sendable {
  /// Makes the best agent known that ignores which task it is in, for the ranges as they come.
  public var makeBlind: @Sendable () -> any Agent
  /// Makes an agent that knows the task from its parameters.
  public var makeOracle: @Sendable (_ parameters: [Float]) -> any Agent
  /// Agents that learn about the task while they play, as textbooks do it.
  public var learners: [NamedAgent]
  /// Makes what is known of a task before its trial, for tasks drawn from a region; `nil` where the exact
  /// posterior is not known.
  public var makeBelief: @Sendable (_ region: TaskRegion) -> (any TaskBelief)?

  /// Creates the agents.
  public init(
    blind: @escaping @Sendable () -> any Agent,
    oracle: @escaping @Sendable (_ parameters: [Float]) -> any Agent,
    learners: [NamedAgent] = [],
    belief: @escaping @Sendable (_ region: TaskRegion) -> (any TaskBelief)? = { _ in nil }
  ) {
    makeBlind = blind
    makeOracle = oracle
    self.learners = learners
    makeBelief = belief
  }
}

/// An agent as reports name it, and how it begins a trial.
public struct NamedAgent: Sendable {
  /// The name on the command line and in reports, for instance "thompson".
  public var name: String
  /// One sentence: its rule, with its constants, and the source; empty for policies.
  public var summary: String
  /// The inner learning rate of all gradient steps, above 0, if this is one of several variants that
  /// differ in this rate.
  public var learningRate: Double?
  /// Makes the agent as it begins a trial on a task.
  ///
  /// Only an agent that knows the task, such as an oracle, may read its parameters.
  public var make: @Sendable (_ task: [Float]) -> any Agent
  /// Whether `make` may read the task.
  ///
  /// If not, one agent whose experience is separate can play the trials of several tasks side by side.
  public var readsTask: Bool

  /// Creates a named agent.
  public init(
    name: String, summary: String = "", learningRate: Double? = nil,
    make: @escaping @Sendable (_ task: [Float]) -> any Agent
  ) {
    self.name = name
    self.summary = summary
    self.learningRate = learningRate
    self.make = make
    readsTask = true
  }

  /// Creates a named agent that begins every trial alike.
  public init(
    name: String, summary: String = "", learningRate: Double? = nil,
    agent: @autoclosure @escaping @Sendable () -> any Agent
  ) {
    self.init(name: name, summary: summary, learningRate: learningRate) { _ in agent() }
    readsTask = false
  }
}

extension TaskDistribution {
  /// The reference agents: random, blind and oracle, then those that learn.
  public var namedAgents: [NamedAgent] {
    let space = specification.actionSpace
    let (makeBlind, makeOracle) = (referenceAgents.makeBlind, referenceAgents.makeOracle)
    return [
      NamedAgent(name: "random", summary: "Draws every action uniformly.") { _ in
        RandomAgent(actionSpace: space)
      },
      NamedAgent(name: "blind", summary: "The best agent known that ignores the task.") { _ in
        makeBlind()
      },
      NamedAgent(name: "oracle", summary: "Knows the task.", make: makeOracle),
    ] + referenceAgents.learners
  }
}

extension TaskDistribution {
  /// Finds a reference agent by name.
  ///
  /// - Throws: `NoSuchAgent` if there is none of that name.
  public func agent(named name: String) throws(NoSuchAgent) -> NamedAgent {
    let agents = namedAgents
    guard let agent = agents.first(where: { $0.name == name }) else {
      throw NoSuchAgent(name: name, distribution: fullName, known: agents.map(\.name))
    }
    return agent
  }
}

/// A distribution has no reference agent of that name.
public struct NoSuchAgent: Error, Equatable, CustomStringConvertible {
  /// The unknown name.
  public var name: String
  /// The distribution.
  public var distribution: String
  /// The names it has.
  public var known: [String]

  /// Creates the error.
  public init(name: String, distribution: String, known: [String]) {
    self.name = name
    self.distribution = distribution
    self.known = known
  }

  /// The error in words.
  public var description: String {
    "There is no player '\(name)' of '\(distribution)'."
      + "\(NameText.suggestion(for: name, among: known)) It has \(NameText.list(known))."
  }
}
