/// Pieces of sentences that error messages share.
public enum Phrases {
  /// Writes " Did you mean 'x'?", with a space before it, or nothing if no name is close.
  public static func suggestion(for name: String, among known: [String]) -> String {
    closestMatch(to: name, in: known).map { " Did you mean '\($0)'?" } ?? ""
  }

  /// Writes names as "'a', 'b' and 'c'".
  public static func list(_ names: [String]) -> String {
    join(names, with: "and")
  }

  /// Writes names as "'a', 'b' or 'c'".
  public static func choice(of names: [String]) -> String {
    join(names, with: "or")
  }

  private static func join(_ names: [String], with word: String) -> String {
    let quoted = names.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}
