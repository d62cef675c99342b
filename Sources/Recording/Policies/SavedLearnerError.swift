/// Invalid content of a policy or a checkpoint.
public struct SavedLearnerError: Error, Equatable, Sendable {
  /// The operation that failed.
  public enum Operation: String, Sendable {
    /// Reading a file.
    case read
    /// Writing a file.
    case write
  }

  /// What is wrong.
  public enum Problem: Equatable, Sendable {
    /// An entry of the metadata is missing.
    case missing(key: String)
    /// An entry of the metadata cannot be read.
    case malformed(key: String, text: String)
    /// An array has another type of elements.
    case notSinglePrecision(array: String)
    /// An array has elements that are infinite or not a number.
    case notFinite(array: String, count: Int)
  }

  /// The operation that failed.
  public let operation: Operation
  /// The file.
  public let path: String
  /// What is wrong.
  public let problem: Problem

  /// Creates an error.
  public init(operation: Operation = .read, path: String, problem: Problem) {
    self.operation = operation
    self.path = path
    self.problem = problem
  }
}

extension SavedLearnerError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    let finding =
      switch problem {
      case .missing(let key): "its metadata has no '\(key)'"
      case .malformed(let key, let text):
        "its metadata has \(text.quoted) as '\(key)', which cannot be read"
      case .notSinglePrecision(let array):
        "its array \(array.quoted) is not of 32-bit floating-point numbers"
      case .notFinite(let array, let count):
        "its array \(array.quoted) has \(count) \(count == 1 ? "element" : "elements") that"
          + " \(count == 1 ? "is" : "are") not finite"
      }
    let advice =
      operation == .write
      ? "Nothing was written; train again with smaller steps."
      : "The file is damaged; train again with 'fledge train'."
    return "Cannot \(operation.rawValue) '\(path)': \(finding). \(advice)"
  }
}
