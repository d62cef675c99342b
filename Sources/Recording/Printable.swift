extension String {
  /// The text made harmless for a terminal, for text out of a file that may be hostile.
  ///
  /// Invisible characters are escaped, and what is longer than 80 Unicode scalars is cut.
  var printable: String { printable(upTo: 80) }

  /// The text made harmless for a terminal, cut after so many Unicode scalars.
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

  /// The text made printable, in single quotes.
  var quoted: String { "'\(printable)'" }
}
