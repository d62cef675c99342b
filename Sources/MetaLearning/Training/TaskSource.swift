public import Gym
public import Numerics

/// What chooses the tasks to train on, and learns from how they went.
public protocol TaskSource: Sendable {
  /// Chooses the tasks of an iteration.
  ///
  /// - Parameters:
  ///   - count: How many, M.
  ///   - iteration: The number of the iteration, from 0.
  ///   - distribution: What tasks there are.
  ///   - key: The address of the run's random numbers.
  /// - Returns: Parameters of each task.
  /// - Throws: What the distribution throws.
  mutating func next(
    _ count: Int, iteration: Int, of distribution: TaskDistribution, key: RandomKey
  ) throws -> [[Float]]

  /// Learns how the tasks last chosen went, in their order.
  mutating func learn(from outcomes: [TaskOutcome])

  /// Everything that changes, for a checkpoint.
  var state: NamedArrays { get }

  /// Restores what `state` gave; arrays of other names are ignored.
  ///
  /// - Throws: `LearnerError` if something is missing or has another size.
  mutating func restore(_ state: NamedArrays) throws
}

/// Independent draws from the training split, each task by its own address.
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

  /// Ignores them.
  public mutating func learn(from outcomes: [TaskOutcome]) {}

  /// Nothing: tasks have addresses.
  public var state: NamedArrays { NamedArrays() }

  /// There is nothing to restore.
  public mutating func restore(_ state: NamedArrays) {}
}
