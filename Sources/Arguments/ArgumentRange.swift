/// A range of allowed values that can say what it allows: `1...`, `0...1`, `..<10`, `GreaterThan(0)`.
public protocol ArgumentRange<Bound> {
  /// The type of the values.
  associatedtype Bound

  /// What a value has to be, worded to follow "it must be": "at least 1".
  var expectation: String { get }

  /// Tells whether a value is allowed.
  func contains(_ value: Bound) -> Bool
}

/// All values above a bound, which is not allowed itself.
public struct GreaterThan<Bound: ArgumentValue & Comparable>: ArgumentRange {
  /// The value that all allowed ones are above.
  public let bound: Bound

  /// Allows all values above a bound.
  public init(_ bound: Bound) {
    self.bound = bound
  }

  /// "greater than" and the bound.
  public var expectation: String { "greater than \(bound.argument)" }

  /// Tells whether a value is above the bound.
  public func contains(_ value: Bound) -> Bool { value > bound }
}

extension PartialRangeFrom: ArgumentRange where Bound: ArgumentValue {
  /// "at least" and the lower bound.
  public var expectation: String { "at least \(lowerBound.argument)" }
}

extension PartialRangeThrough: ArgumentRange where Bound: ArgumentValue {
  /// "at most" and the upper bound.
  public var expectation: String { "at most \(upperBound.argument)" }
}

extension PartialRangeUpTo: ArgumentRange where Bound: ArgumentValue {
  /// "less than" and the upper bound.
  public var expectation: String { "less than \(upperBound.argument)" }
}

extension ClosedRange: ArgumentRange where Bound: ArgumentValue {
  /// "between" both bounds.
  public var expectation: String { "between \(lowerBound.argument) and \(upperBound.argument)" }
}

extension Range: ArgumentRange where Bound: ArgumentValue {
  /// "at least" the lower bound "and less than" the upper bound.
  public var expectation: String {
    "at least \(lowerBound.argument) and less than \(upperBound.argument)"
  }
}
