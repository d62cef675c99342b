/// Gives the parameters of a command their values from the texts of a command line.
///
/// - Throws: The first mistake in the order of the texts, then what is missing.
func read(_ texts: [String], into parameters: [any AnyParameter]) throws(ParserError) {
  var parser = Parser(parameters)
  var rest = texts[...]
  while let text = rest.popFirst() {
    if text == "--" {
      for text in rest { try parser.takeArgument(text) }
      break
    } else if isOption(text) {
      try parser.takeOption(text, rest: &rest)
    } else {
      try parser.takeArgument(text)
    }
  }
  try parser.checkMissing()
}

/// Tells an option from a value: `-3`, `-.5` and `-` are values.
func isOption(_ text: String) -> Bool {
  guard text.hasPrefix("-"), let second = text.dropFirst().first else { return false }
  return !("0"..."9").contains(second) && second != "."
}

private struct Parser {
  private let named: [any AnyParameter]
  private let arguments: [any AnyParameter]
  private var unfilled: ArraySlice<any AnyParameter>

  init(_ parameters: [any AnyParameter]) {
    named = parameters.filter { $0.declaration.kind != .argument }
    arguments = parameters.filter { $0.declaration.kind == .argument }
    unfilled = arguments[...]
  }

  mutating func takeArgument(_ text: String) throws(ParserError) {
    guard let next = unfilled.first else {
      throw .unexpectedArgument(text, taken: arguments.map(\.declaration.label))
    }
    try next.take(text)
    if !next.declaration.isRepeatable { unfilled.removeFirst() }
  }

  func takeOption(_ text: String, rest: inout ArraySlice<String>) throws(ParserError) {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(halves[0])
    guard let parameter = named.first(where: { "--\($0.declaration.name)" == written }) else {
      throw .unknownOption(written, known: named.map(\.declaration.name) + ["help"])
    }
    let attached = halves.count > 1 ? String(halves[1]) : nil
    let declaration = parameter.declaration
    if declaration.kind == .flag {
      if let attached { throw .unexpectedValue(attached, label: declaration.label) }
      return try parameter.take(written)
    }
    let following = rest.first
    guard let value = attached ?? following.flatMap({ isOption($0) ? nil : $0 }) else {
      throw .missingValue(label: declaration.label, followedBy: following)
    }
    if attached == nil { rest.removeFirst() }
    if let first = parameter.texts.first, !declaration.isRepeatable {
      throw .repeatedOption(label: declaration.label, first: first, second: value)
    }
    try parameter.take(value)
  }

  func checkMissing() throws(ParserError) {
    for parameter in arguments + named
    where parameter.declaration.isRequired && parameter.texts.isEmpty {
      let (label, help) = (parameter.declaration.label, parameter.declaration.help)
      throw parameter.declaration.kind == .argument
        ? .missingArgument(label: label, help: help) : .missingOption(label: label, help: help)
    }
  }
}
