import Wording

extension ParserError {
  /// Words the error in one line that ends with where to read on.
  ///
  /// - Parameter path: The program and the command that was asked for, such as `fledge score`.
  /// - Returns: The line without its line break.
  func message(path: String) -> String {
    "\(sentences(path: path)) \(helpPointer(path: path))"
  }

  private func sentences(path: String) -> String {
    switch self {
    case .unknownCommand(let name, let known):
      "There is no command '\(name)'.\(NameText.suggestion(for: name, among: known))"
    case .unknownOption(let name, let known):
      "There is no option '\(name)'.\(optionSuggestion(for: name, among: known))"
    case .unknownProgramOption(let name, let known):
      "There is no option '\(name)' before a command.\(optionSuggestion(for: name, among: known))"
    case .unexpectedArgument(let text, let taken):
      "Unexpected argument '\(text)': '\(path)' takes \(only(taken))."
    case .unexpectedValue(let value, let label):
      "Unexpected value '\(value)': '\(label)' takes none."
    case .missingArgument(let label, let help):
      "Missing argument '\(label)': \(sentence(help))"
    case .missingOption(let label, let help):
      "Missing option '\(label)': \(sentence(help))"
    case .missingValue(let label, nil):
      "Missing value for '\(label)': nothing follows it."
    case .missingValue(let label, let next?):
      "Missing value for '\(label)': '\(next)' follows it, but looks like an option."
    case .repeatedOption(let label, let first, let second):
      "The option '\(label)' is given twice, as '\(first)' and '\(second)', but may be given only once."
    case .invalidValue(let value, let label, let part, let need):
      "The value '\(value)' is invalid for '\(label)': \(words(of: need, text: value, part: part))"
    }
  }

  private func words(of need: Need, text: String, part: String?) -> String {
    let subject = part.map { "'\($0)'" } ?? "it"
    return switch need {
    case .expectation(let expectation):
      "\(subject) must be \(expectation)."
    case .choice(let choices):
      "\(subject) must be \(NameText.choice(of: choices)).\(NameText.suggestion(for: part ?? text, among: choices))"
    case .reason(let reason):
      (part == nil ? "" : "in \(subject), ") + sentence(reason)
    }
  }
}

/// Points to the help of a program or command.
func helpPointer(path: String) -> String { "See '\(path) --help'." }

private func only(_ names: [String]) -> String {
  names.isEmpty ? "no arguments" : "only \(NameText.list(names))"
}

private func optionSuggestion(for text: String, among names: [String]) -> String {
  NameText.suggestion(for: String(text.drop { $0 == "-" }), among: names, prefix: "--")
}

private func sentence(_ text: String) -> String {
  text.hasSuffix(".") ? text : text + "."
}
