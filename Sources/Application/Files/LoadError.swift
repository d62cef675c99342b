/// A file that is well-formed but does not hold a learner, or a replay, of this build.
package struct LoadError: Error {
  /// The file.
  package var path: String
  /// What is wrong with it: a `Finding`, or an error of the library.
  package var cause: any Error
  /// What to do about it.
  package var advice = "Train again with 'fledge train'."

  /// What can be wrong with the content of a file.
  package enum Finding: Error {
    /// The settings cannot be decoded.
    case settings(any Error)
    /// The settings have more tasks, episodes or steps than `fledge train` allows.
    case excessiveCounts
    /// The settings are of another learner than the file.
    case otherLearner
    /// A counter of the learner is missing.
    case counter(String)
    /// An array of the policy is missing or has another shape.
    case shape(array: String, found: [Int]?, needed: [Int])
  }
}

extension LoadError: CustomStringConvertible {
  /// The error in words.
  package var description: String { "Cannot use '\(path)': \(cause) \(advice)" }
}

extension LoadError.Finding: CustomStringConvertible {
  /// The finding in words.
  package var description: String {
    switch self {
    case .settings(let error as DecodingError):
      "its settings cannot be read by this build of fledge (\(Self.words(error)))."
    case .settings: "its settings cannot be read by this build of fledge."
    case .excessiveCounts: "its settings exceed what 'fledge train' allows."
    case .otherLearner: "it names another learner than its settings do."
    case .counter(let name): "its counter '\(name)' is missing."
    case .shape(let array, nil, _): "its array '\(array)' is missing."
    case .shape(let array, let found?, let needed):
      "its array '\(array)' has the shape \(found), but its settings need \(needed)."
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(name(context))' has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "they are not JSON" : "'\(name(context))' is malformed"
    @unknown default: "they are malformed"
    }
  }

  private static func name(_ context: DecodingError.Context) -> String {
    context.codingPath.first?.stringValue ?? "settings"
  }
}
