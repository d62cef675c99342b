import Wording

/// An invalid request for tasks, or an invalid change to a distribution.
public enum TaskDistributionError: Error, Equatable {
  /// The distribution has no such split.
  case noSuchSplit(distribution: String, split: Split)
  /// No task was found in the region of a split.
  case emptyRegion(distribution: String, split: Split)
  /// The environment has no parameter of that name.
  case noSuchParameter(name: String, environment: String, known: [String])
  /// A parameter of a task was given twice.
  case repeatedParameter(name: String)
  /// The text does not have the form name=values.
  case malformedAssignment(text: String)
  /// The text is not a number, an interval, a union of intervals, or a list of values.
  case malformedValues(parameter: String, text: String)
  /// The text mixes intervals and single values, so their probabilities are undefined.
  case mixedValues(parameter: String, text: String)
  /// One value is needed, but there are several.
  case notOneValue(parameter: String, text: String)
  /// A value is infinite or not a number.
  case notFinite(parameter: String, text: String)
  /// The lower end of an interval lies above its upper end.
  case reversedRange(parameter: String, lower: Float, upper: Float)
  /// Both ends of an interval are the same.
  case emptyRange(parameter: String, value: Float)
  /// A normal or gamma distribution whose spread is not a positive number.
  case illegalSpread(parameter: String, text: String)
  /// Values without bounds, for a parameter with a bounded range.
  case unboundedValues(parameter: String, text: String, legal: ClosedRange<Float>)
  /// Two intervals share more than an end.
  case overlappingRanges(parameter: String, text: String)
  /// A value is listed twice.
  case repeatedValue(parameter: String, value: Float)
  /// A value is outside the legal range of its parameter.
  case illegalValue(parameter: String, value: Float, legal: ClosedRange<Float>)
  /// A value is not one of the few legal values of its parameter.
  case notAChoice(parameter: String, text: String, legal: [Float])
  /// A record was written for another version of the distribution.
  case unsupportedVersion(distribution: String, found: Int, readable: Int)
  /// A record has ranges for an unknown split, or for `test`, which has those of `train`.
  case unknownSplit(name: String)
  /// A record has no entry for a split, or for a parameter of one.
  case incompleteRecord(distribution: String, missing: String)
}

extension TaskDistributionError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .noSuchSplit(let distribution, let split):
      return "There is no split '\(split.rawValue)' of '\(distribution)': nothing would distinguish"
        + " its tasks from those of training. Use 'train' or 'test'."
    case .emptyRegion(let distribution, let split):
      return "Cannot draw a task of '\(distribution)', split '\(split.rawValue)': all tries fell"
        + " into the ranges of training. Widen the ranges."
    case .noSuchParameter(let name, let environment, let known):
      let names =
        known.count > 8 ? "'\(known[0])' to '\(known[known.count - 1])'" : NameText.list(known)
      return
        "There is no parameter '\(name)'.\(NameText.suggestion(for: name, among: known)) '\(environment)' has"
        + " \(names)."
    case .repeatedParameter(let name):
      return "The parameter '\(name)' is given twice. Name it once."
    case .malformedAssignment(let text):
      return
        "Cannot read '\(text)': it must be a parameter, '=' and a value, as in name=0.3; a range"
        + " is written name=5...15."
    case .malformedValues(let parameter, let text):
      return invalid(
        text, parameter,
        "it must be a range like 5...15, a union of ranges like 1...5,15...20, single values like"
          + " -1,1, or a distribution like normal(0,1) or gamma(0.3)")
    case .mixedValues(let parameter, let text):
      return invalid(text, parameter, "it must be ranges or single values, not both")
    case .notOneValue(let parameter, let text):
      return invalid(text, parameter, "it must be one number here")
    case .notFinite(let parameter, let text):
      return invalid(text, parameter, "every number must be finite")
    case .reversedRange(let parameter, let lower, let upper):
      return invalid(
        "\(lower.inWords)...\(upper.inWords)", parameter,
        "the lower end must come first: \(upper.inWords)...\(lower.inWords)")
    case .emptyRange(let parameter, let value):
      return invalid(
        "\(value.inWords)...\(value.inWords)", parameter,
        "the ends must differ; for one value write \(parameter)=\(value.inWords)")
    case .illegalSpread(let parameter, let text):
      return invalid(text, parameter, "its spread must be a finite number greater than 0")
    case .unboundedValues(let parameter, let text, let legal):
      return invalid(
        text, parameter,
        "its values have no bounds, but must lie in \(legal.lowerBound.inWords)...\(legal.upperBound.inWords)"
      )
    case .overlappingRanges(let parameter, let text):
      return invalid(text, parameter, "the ranges must not overlap")
    case .repeatedValue(let parameter, let value):
      return "The value '\(value.inWords)' of the parameter '\(parameter)' is listed twice, but all"
        + " values are equally likely. List it once."
    case .illegalValue(let parameter, let value, let legal):
      return invalid(
        value.inWords, parameter,
        "it must lie in \(legal.lowerBound.inWords)...\(legal.upperBound.inWords)")
    case .notAChoice(let parameter, let text, let legal):
      return invalid(
        text, parameter, "it must be " + legal.map(\.inWords).joined(separator: " or "))
    case .unsupportedVersion(let distribution, let found, let readable):
      return "Cannot rebuild '\(distribution)': it was recorded in version \(found), but this build"
        + " knows version \(readable)."
    case .unknownSplit(let name):
      return "Cannot rebuild a distribution: its record has ranges for '\(name)', but only those of"
        + " 'train' and 'shifted' can be read."
    case .incompleteRecord(let distribution, let missing):
      return "Cannot rebuild '\(distribution)': \(missing) is missing from its record."
    }
  }

  private func invalid(_ text: String, _ parameter: String, _ need: String) -> String {
    "The value '\(text)' is invalid for the parameter '\(parameter)': \(need)."
  }
}
