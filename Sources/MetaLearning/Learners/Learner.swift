public import Gym
public import Numerics
import Tensors

/// A way of learning to learn: it improves what an agent begins its trials with.
public protocol Learner: Sendable {
  /// Improves the initial knowledge on a meta-batch of tasks.
  ///
  /// - Parameters:
  ///   - tasks: Parameters of each task, M of them.
  ///   - distribution: What the tasks are tasks of.
  ///   - workers: The threads that share out the tasks; their number changes no bit of the result.
  ///   - key: The address of the update's random numbers.
  /// - Returns: What happened.
  /// - Throws: `LearnerError` if something was not finite; the learner is then unchanged.
  mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> UpdateReport

  /// The agent as it begins a trial on any task.
  func makeAgent() -> any Agent

  /// Everything that changes during training, to save and restore.
  var state: LearnerState { get set }
}

/// What changes while a learner learns, as named arrays and counters that any file can hold.
public struct LearnerState: Equatable, Sendable {
  /// A named array.
  public struct Array: Equatable, Sendable {
    /// For instance "policy/layer0.weight" or "adam/firstMoment".
    public var name: String
    /// Its dimensions.
    public var shape: [Int]
    /// Its elements, row-major.
    public var values: [Float]

    /// Creates a named array.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The arrays in a fixed order.
  public var arrays: [Array]
  /// Counters, for instance Adam's number of steps.
  public var counters: [String: Int]

  /// Creates a state.
  public init(arrays: [Array] = [], counters: [String: Int] = [:]) {
    self.arrays = arrays
    self.counters = counters
  }

  /// Finds an array by name.
  public subscript(name: String) -> [Float]? {
    arrays.first { $0.name == name }?.values
  }
}

/// What one update did.
public struct UpdateReport: Equatable, Sendable {
  /// Mean return of each stage of adaptation over tasks and episodes, `[K + 1]`.
  public var stageReturns: [Double] = []
  /// The mean divergence, old to new, in nats: of the adapted policies for TRPO, PPO and ProMP, of the
  /// initial policy on a sample of rows for Adam.
  public var divergence = 0.0
  /// Which try of the line search was accepted, from 0; `nil` if none was or there was no search.
  public var lineSearchStep: Int?
  /// Length of the meta-gradient.
  public var gradientNorm = 0.0
  /// Mean entropy of the adapted policies, in nats.
  public var entropy = 0.0
  /// Mean logarithm of the adapted standard deviations, for continuous actions.
  public var logStandardDeviation: Double?
  /// The smallest and largest standard deviation that any task's adaptation led to, for continuous
  /// actions.
  public var standardDeviations: ClosedRange<Double>?
  /// In how many tasks an adaptation step would have led beyond the limits of standard deviations.
  public var tasksAtDeviationLimit = 0
  /// Environment steps taken, all stages together.
  public var environmentSteps = 0
  /// The inner learning rates after the update.
  public var innerLearningRates: [Double] = []

  /// Creates an empty report.
  public init() {}

  /// Mean return before adaptation.
  public var preAdaptationReturn: Double { stageReturns.first ?? 0 }

  /// Mean return after adaptation.
  public var postAdaptationReturn: Double { stageReturns.last ?? 0 }
}

/// What can go wrong while learning.
public enum LearnerError: Error, Equatable {
  /// A meta-gradient or a step was infinite or not a number; the parameters are unchanged.
  case notFiniteMetaGradient(count: Int, firstName: String)
  /// The updated policy was infinitely far from the old one, or not a number; nothing has changed.
  case notFiniteDivergence
  /// An adaptation step was infinite or not a number.
  case notFiniteAdaptation(step: Int, count: Int, firstName: String)
  /// A saved state lacks an array or has one of another size.
  case stateMismatch(name: String, expected: Int, found: Int?)
}

extension LearnerError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .notFiniteMetaGradient(let count, let firstName):
      "the meta-gradient has \(count) non-finite \(count == 1 ? "entry" : "entries") (first:"
        + " '\(firstName)'). The policy is unchanged. Try a smaller --inner-learning-rate."
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
    }
  }
}
