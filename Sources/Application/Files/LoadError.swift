import Wording

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
    /// The file is of a learner that the program does not have.
    case unknownLearner(String, known: [String])
    /// The settings are of another learner than the file.
    case otherLearner
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
    case .unknownLearner(let name, let known):
      "there is no learner '\(name)'.\(NameText.suggestion(for: name, among: known))"
        + " This build has \(NameText.list(known))."
    case .otherLearner: "it names another learner than its settings do."
    case .shape(let array, nil, _): "its array '\(array)' is missing."
    case .shape(let array, let found?, let needed):
      "its array '\(array)' has the shape \(found), but its settings need \(needed)."
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "'\(name(context.codingPath + [key]))' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(name(context.codingPath))' has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty
        ? "they are not JSON" : "'\(name(context.codingPath))' is malformed"
    @unknown default: "they are malformed"
    }
  }

  /// The name of a setting: its own, after those of the parts it is in.
  private static func name(_ path: [any CodingKey]) -> String {
    // Numbers in a list have no names.
    let names = path.filter { $0.intValue == nil }.map(\.stringValue)
    return names.isEmpty ? "settings" : names.joined(separator: ".")
  }
}
