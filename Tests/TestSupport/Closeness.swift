public import Testing

/// Records an issue unless numbers are close to what they should be, and reports the worst of them.
///
/// - Parameters:
///   - actual: What was computed.
///   - expected: What it should be, in double precision.
///   - tolerance: How far it may lie from that.
///   - what: What the numbers are, for the report.
///   - sourceLocation: Where the test is.
public func expectClose<Number: BinaryFloatingPoint>(
  _ actual: [Number], _ expected: [Double], within tolerance: Tolerance, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what) \(actual.count) numbers, but \(expected.count) were expected",
      sourceLocation: sourceLocation)
    return
  }
  let errors = zip(actual, expected).map { abs(Double($0) - $1) }
  // How many times the allowed error; a result that is not a number is infinitely wrong.
  let excesses = zip(errors, expected).map { error, expected in
    error.isNaN ? .infinity : error / tolerance.allowed(at: expected)
  }
  guard let worst = excesses.indices.max(by: { excesses[$0] < excesses[$1] }) else { return }
  guard excesses[worst] > 1 else { return }
  let badCount = excesses.count { $0 > 1 }
  Issue.record(
    """
    \(what) \(badCount) of \(actual.count) numbers are off; the worst is number \(worst): \
    got \(actual[worst]), expected \(expected[worst]), error \(errors[worst]), \
    tolerance \(tolerance)
    """,
    sourceLocation: sourceLocation)
}

/// Records an issue unless a number is close to what it should be.
public func expectClose<Number: BinaryFloatingPoint>(
  _ actual: Number, _ expected: Double, within tolerance: Tolerance, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose([actual], [expected], within: tolerance, what, sourceLocation: sourceLocation)
}
