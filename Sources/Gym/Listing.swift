/// Writes "Did you mean 'x'?" with a space before it, or nothing if no name is close.
public func suggestion(_ name: String, _ known: [String]) -> String {
  closestMatch(to: name, in: known).map { " Did you mean '\($0)'?" } ?? ""
}

/// Writes names as "'a', 'b' and 'c'".
public func listing(_ names: [String]) -> String {
  joined(names, by: "and")
}

/// Writes names as "'a', 'b' or 'c'".
public func choice(of names: [String]) -> String {
  joined(names, by: "or")
}

private func joined(_ names: [String], by word: String) -> String {
  let quoted = names.map { "'\($0)'" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
  return quoted.dropLast().joined(separator: ", ") + " \(word) " + last
}
