/// Lists of names, and suggestions of names, as parts of sentences.
public enum NameText {
  /// Writes names as "'a', 'b' and 'c'".
  ///
  /// - Parameters:
  ///   - names: The names, in order.
  ///   - quote: What stands around each of them.
  /// - Returns: The list; "nothing" if there are no names.
  public static func list(_ names: [String], quote: String = "'") -> String {
    join(names, with: "and", quote: quote)
  }

  /// Writes names as "'a', 'b' or 'c'".
  ///
  /// - Parameter names: The names, in order.
  /// - Returns: The list; "nothing" if there are no names.
  public static func choice(of names: [String]) -> String {
    join(names, with: "or", quote: "'")
  }

  /// Writes names as "a, b, c".
  ///
  /// - Parameters:
  ///   - names: The names, in order.
  ///   - none: What stands for no names.
  /// - Returns: The list.
  public static func plainList(_ names: [String], none: String = "none") -> String {
    names.isEmpty ? none : names.joined(separator: ", ")
  }

  /// Writes " Did you mean 'x'?", with a space before it, or nothing if no name is close.
  ///
  /// - Parameters:
  ///   - name: What the user wrote.
  ///   - known: What exists.
  ///   - prefix: What the user writes before the name, such as the dashes of an option.
  /// - Returns: The question, or an empty text.
  public static func suggestion(
    for name: String, among known: [String], prefix: String = ""
  ) -> String {
    closestName(to: name, among: known).map { " Did you mean '\(prefix)\($0)'?" } ?? ""
  }

  private static func join(_ names: [String], with word: String, quote: String) -> String {
    let quoted = names.map { quote + $0 + quote }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
