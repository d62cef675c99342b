public import Gym
public import Numerics

/// The tasks of one update, and the address of its random numbers.
public struct MetaBatch: Sendable {
  /// Parameters of each task, `[M][parameters]`.
  public var tasks: [[Float]]
  /// The distribution of the tasks.
  public var distribution: TaskDistribution
  /// The address of the update's random numbers.
  public var key: RandomKey

  /// Creates a meta-batch.
  public init(tasks: [[Float]], distribution: TaskDistribution, key: RandomKey) {
    self.tasks = tasks
    self.distribution = distribution
    self.key = key
  }

  /// The address of the random numbers of a task.
  public func key(ofTask index: Int) -> RandomKey { key.child(.task, index) }
}

/// What one update did.
public struct UpdateReport: Equatable, Sendable {
  /// The columns of the log with their values: one for each of the learner's description, in its order.
  public var measures: [Measure]
  /// Mean undiscounted return of each block of a trial over tasks and episodes, `[K + 1]`.
  public var blockReturns: [Double]
  /// Environment steps taken.
  public var environmentSteps: Int
  /// The result of each task, in the order of the meta-batch, `[M]`.
  public var tasks: [TaskOutcome]

  /// Creates a report.
  public init(
    measures: [Measure] = [], blockReturns: [Double] = [], environmentSteps: Int = 0,
    tasks: [TaskOutcome] = []
  ) {
    self.measures = measures
    self.blockReturns = blockReturns
    self.environmentSteps = environmentSteps
    self.tasks = tasks
  }

  /// The value in a column; `nil` if it is empty, or there is no such column.
  public subscript(column: String) -> Double? {
    measures.first { $0.column.name == column }?.value?.number
  }
}

/// The result of one task of a meta-batch, for the source of the next tasks.
public struct TaskOutcome: Equatable, Sendable {
  /// Mean undiscounted return of each block over its episodes, `[K + 1]`.
  public var blockReturns: [Double]

  /// Creates an outcome.
  public init(blockReturns: [Double]) {
    self.blockReturns = blockReturns
  }
}

/// A column of a run's log.
public struct LogColumn: Equatable, Sendable {
  /// Its name in the first line of the file.
  public var name: String
  /// What its numbers mean, with their unit.
  public var meaning: String
  /// How a line of progress shows its number; `nil` if it does not.
  public var progress: Progress?

  /// How a line of progress shows a number.
  public enum Progress: Equatable, Sendable {
    /// After a label, in nats: "KL 0.0123".
    case nats(label: String)
    /// After a label, in the unit of returns: "value 12.34".
    case number(label: String)
    /// After a label and before a noun, unless it is 0: "deviation limit in 3 tasks".
    case count(label: String, noun: String)
  }

  /// Describes a column.
  public init(_ name: String, _ meaning: String, progress: Progress? = nil) {
    self.name = name
    self.meaning = meaning
    self.progress = progress
  }
}

/// A column of a run's log with its value in one row.
public struct Measure: Equatable, Sendable {
  /// The column.
  public var column: LogColumn
  /// The value; `nil` for an empty field.
  public var value: Value?

  /// A number in a log.
  public enum Value: Equatable, Sendable {
    /// A whole number.
    case count(Int)
    /// A number, perhaps infinite or NaN.
    case number(Double)

    /// The number.
    public var number: Double {
      switch self {
      case .count(let count): Double(count)
      case .number(let number): number
      }
    }
  }

  /// Creates a value in a column.
  public init(_ column: LogColumn, _ value: Value?) {
    self.column = column
    self.value = value
  }
}
