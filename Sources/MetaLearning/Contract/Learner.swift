public import Gym
public import Numerics
import Tensors

/// Makes agents, and improves the knowledge with which they begin their trials.
///
/// A learner describes itself: its names, its settings, the columns of its reports and the arrays of its
/// files. Programs read nothing else; see ``LearnerCatalog``.
public protocol Learner: Sendable {
  /// Everything that decides how it learns.
  associatedtype Settings: LearnerSettings

  /// The learners that this type makes, one for each name that its settings may have.
  static var descriptions: [LearnerDescription] { get }

  /// The arrays of `knowledge` whose sizes follow from the settings.
  ///
  /// A file is checked against them before a learner is made, which allocates memory for all of them.
  static func shapes(
    settings: Settings, specification: EnvironmentSpecification
  ) -> [NamedArrays.Shape]

  /// Creates a learner that has not learned anything.
  ///
  /// - Parameters:
  ///   - settings: How it learns.
  ///   - specification: The environment it is for; only its spaces matter.
  ///   - key: The address of its random initial values.
  /// - Throws: An error if there is no such learner for the environment.
  init(settings: Settings, specification: EnvironmentSpecification, key: RandomKey) throws

  /// How it learns.
  var settings: Settings { get }

  /// The agent as it begins a trial on any task.
  ///
  /// - Parameter changes: Changes that the description offers, with values in their ranges.
  /// - Returns: The agent, before its first block.
  func makeAgent(_ changes: AgentChanges) -> any Agent

  /// The variants of the agent whose best one is the level `untrained` of a score; called on a learner
  /// that has not learned anything.
  func untrainedAgents() -> [NamedAgent]

  /// Improves the initial knowledge on a meta-batch of tasks.
  ///
  /// - Parameters:
  ///   - batch: The tasks.
  ///   - workers: The threads that share out the tasks; their number changes no bit of the result.
  /// - Returns: What happened.
  /// - Throws: `LearnerError` if a gradient or a step is not finite, `PlayError` if actions are not; the
  ///   learner is then unchanged.
  mutating func update(on batch: MetaBatch, workers: Workers) throws -> UpdateReport

  /// The arrays that acting needs: the content of a policy file.
  var knowledge: NamedArrays { get }

  /// The content of a policy file whose agents begin where an agent of this learner is now.
  ///
  /// - Parameter agent: An agent that `makeAgent` gave, perhaps after a trial.
  /// - Returns: Arrays and counters like those of `knowledge`; `nil` if what the agent learned is not kept
  ///   in such a file.
  func knowledge(of agent: any Agent) -> NamedArrays?

  /// The arrays and counters that only training needs, such as moments; a checkpoint has them, too.
  var progress: NamedArrays { get }

  /// Restores what `knowledge` and `progress` gave; arrays of other names are ignored.
  ///
  /// - Parameters:
  ///   - knowledge: Has the arrays of `knowledge`.
  ///   - progress: Has the arrays and counters of `progress`; `nil` to begin training anew.
  /// - Throws: `LearnerError` if something is missing or has another size; the learner is unchanged
  ///   then.
  mutating func restore(knowledge: NamedArrays, progress: NamedArrays?) throws
}

extension Learner {
  /// The description of this learner.
  ///
  /// - Precondition: There is a description of the name that its settings have.
  public var description: LearnerDescription {
    guard let own = Self.descriptions.first(where: { $0.name == settings.learner }) else {
      preconditionFailure("\(Self.self) does not describe a learner '\(settings.learner)'.")
    }
    return own
  }

  /// The agent as it begins a trial on any task.
  public func makeAgent() -> any Agent { makeAgent(.none) }

  /// None: what agents learn on a task is not kept.
  public func knowledge(of agent: any Agent) -> NamedArrays? { nil }

  /// The agent without changes.
  public func untrainedAgents() -> [NamedAgent] {
    [NamedAgent(name: settings.learner, agent: makeAgent())]
  }
}

/// What can go wrong while learning.
public enum LearnerError: Error, Equatable {
  /// A meta-gradient or a step was infinite or not a number; the parameters are unchanged.
  case notFiniteMetaGradient(count: Int, firstName: String)
  /// The gradient of a step, or what the step led to, was infinite or not a number; the parameters are
  /// unchanged.
  case notFiniteGradient(count: Int, firstName: String)
  /// The returns of the trials of an update were infinite or not a number; nothing has changed.
  case notFiniteReturns
  /// The updated policy was infinitely far from the old one, or not a number; nothing has changed.
  case notFiniteDivergence
  /// An adaptation step was infinite or not a number.
  case notFiniteAdaptation(step: Int, count: Int, firstName: String)
  /// A saved state lacks an array or has one of another size.
  case stateMismatch(name: String, expected: Int, found: Int?)
  /// A saved state lacks a counter.
  case counterMissing(name: String)
  /// A counter of a saved state is not in its range.
  case counterOutOfRange(name: String, found: Int, allowed: ClosedRange<Int>)
}

extension LearnerError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .notFiniteMetaGradient(let count, let firstName):
      "the meta-gradient has \(count) non-finite \(count == 1 ? "entry" : "entries") (first:"
        + " '\(firstName)'). The policy is unchanged. Try a smaller --inner-learning-rate."
    case .notFiniteGradient(let count, let firstName):
      "a step has \(count) non-finite \(count == 1 ? "entry" : "entries") (first: '\(firstName)')."
        + " The policy is unchanged. Try a smaller --learning-rate."
    case .notFiniteReturns:
      "the returns are not finite. The policy is unchanged. Rewards are too large for single precision."
    case .notFiniteDivergence:
      "the update leads to a policy whose divergence from the old one is not finite. The policy is"
        + " unchanged. Try a smaller --outer-learning-rate."
    case .notFiniteAdaptation(let step, let count, let firstName):
      "adaptation step \(step) gave \(count) non-finite \(count == 1 ? "parameter" : "parameters")"
        + " (first: '\(firstName)'). Try a smaller --inner-learning-rate."
    case .stateMismatch(let name, let expected, let found):
      found.map {
        "the array '\(name)' has \($0) elements, but this learner needs \(expected)."
      } ?? "the array '\(name)' is missing; this learner needs \(expected) elements of it."
    case .counterMissing(let name): "the counter '\(name)' is missing."
    case .counterOutOfRange(let name, let found, let allowed):
      "the counter '\(name)' is \(found), but must lie in \(allowed)."
    }
  }
}
