extension String {
  /// The text with invisible characters escaped, cut after 80 Unicode scalars.
  ///
  /// Error messages use it for text from files, which could otherwise control the terminal.
  var printable: String { printable(upTo: 80) }

  /// Escapes invisible characters, and cuts the text after `count` Unicode scalars.
  func printable(upTo count: Int) -> String {
    var shown = ""
    for scalar in unicodeScalars.prefix(count) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        shown.unicodeScalars.append(scalar)
      }
    }
    let isCut = unicodeScalars.dropFirst(count).first != nil
    return isCut ? "\(shown)…" : shown
  }

  /// The printable text in single quotes.
  var quoted: String { "'\(printable)'" }
}
