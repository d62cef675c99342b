/// What can be wrong with a request for tasks, or with a change to a distribution.
public enum TaskDistributionError: Error, Equatable {
  /// The distribution has no such split.
  case noSuchSplit(distribution: String, split: Split)
  /// No task was found in the region of a split.
  case emptyRegion(distribution: String, split: Split)
  /// The environment has no parameter of that name.
  case noSuchParameter(name: String, environment: String, known: [String])
  /// The text is not a number, an interval or a union of intervals.
  case malformedRange(parameter: String, text: String)
  /// The lower end of an interval lies above its upper end.
  case reversedRange(parameter: String, lower: Float, upper: Float)
  /// A value is infinite or not a number.
  case notFinite(parameter: String, text: String)
  /// A value makes no physical sense.
  case illegalValue(parameter: String, value: Float, legal: ClosedRange<Float>)
  /// A task to act on was given without one of its parameters.
  case repeatedParameter(name: String)
}
