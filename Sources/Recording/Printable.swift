extension String {
  /// The text made harmless for a terminal, for text out of a file that may be hostile.
  ///
  /// Invisible characters are escaped, and what is longer than 80 Unicode scalars is cut.
  var printable: String {
    var shown = ""
    for scalar in unicodeScalars.prefix(80) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
        .unassigned:
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      default:
        shown.unicodeScalars.append(scalar)
      }
    }
    let isCut = unicodeScalars.dropFirst(80).first != nil
    return isCut ? "\(shown)…" : shown
  }

  /// The text made printable, in single quotes.
  var quoted: String { "'\(printable)'" }
}
