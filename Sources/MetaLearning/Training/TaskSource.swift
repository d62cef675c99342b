public import Gym
public import Numerics

/// Chooses the tasks to train on, and receives their results.
public protocol TaskSource: Sendable {
  /// Chooses the tasks of an iteration.
  ///
  /// - Parameters:
  ///   - count: How many, M.
  ///   - iteration: The number of the iteration, from 0.
  ///   - distribution: The distribution of the tasks.
  ///   - key: The address of the run's random numbers.
  /// - Returns: The parameters of each task, `[M][parameters]`.
  /// - Throws: What the distribution throws.
  mutating func next(
    _ count: Int, iteration: Int, of distribution: TaskDistribution, key: RandomKey
  ) throws -> [[Float]]

  /// Receives the results of the tasks last chosen, in their order.
  mutating func learn(from outcomes: [TaskOutcome])

  /// Everything that changes, for a checkpoint; no name occurs in `Learner.progress`.
  var state: NamedArrays { get }

  /// Restores what `state` gave; arrays of other names are ignored.
  ///
  /// - Throws: `LearnerError` if something is missing or has another size.
  mutating func restore(_ state: NamedArrays) throws
}

/// Draws tasks independently from the training split, each by its own address.
public struct IndependentTasks: TaskSource {
  /// Creates the source.
  public init() {}

  /// Draws the next tasks of the distribution.
  public mutating func next(
    _ count: Int, iteration: Int, of distribution: TaskDistribution, key: RandomKey
  ) throws -> [[Float]] {
    try (0..<count).map { index in
      try distribution.task(.train, index: iteration * count + index, key: key)
    }
  }

  /// Ignores the results.
  public mutating func learn(from outcomes: [TaskOutcome]) {}

  /// Nothing, since each task has its own address.
  public var state: NamedArrays { NamedArrays() }

  /// Restores nothing.
  public mutating func restore(_ state: NamedArrays) {}
}
