/// Finds the name a user most likely meant, for "Did you mean '…'?".
///
/// The nearest name by edit distance wins (one edit inserts, removes or replaces a letter or swaps
/// two neighbours), if the edits are at most a third of the longer name, or a single one in a name
/// of two letters. Otherwise the first name that contains the given one, or is contained in it, as
/// `learning-rate` is in `inner-learning-rate`. Upper and lower case are the same.
///
/// - Parameters:
///   - name: What the user wrote.
///   - names: What exists. Earlier names win ties.
/// - Returns: One of `names`, or `nil` when none is near.
public func closestName(to name: String, among names: [String]) -> String? {
  let given = name.lowercased()
  var best: (name: String, distance: Int)?
  for candidate in names {
    let distance = editDistance(Array(given), Array(candidate.lowercased()))
    let length = max(given.count, candidate.count)
    guard distance < length, distance <= max(1, length / 3) else { continue }
    if distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  if let best { return best.name }
  // Shorter pieces occur in names by chance.
  let shortestPiece = 3
  return names.first { candidate in
    min(given.count, candidate.count) >= shortestPiece
      && (candidate.lowercased().contains(given) || given.contains(candidate.lowercased()))
  }
}

/// Counts the edits between two texts: the optimal string alignment distance.
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...second.count)
  for row in first.indices {
    var current = [row + 1]
    for column in second.indices {
      let isEqual = first[row] == second[column]
      var distance = min(
        last[column] + (isEqual ? 0 : 1), last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
        distance = min(distance, beforeLast[column - 1] + 1)
      }
      current.append(distance)
    }
    (beforeLast, last) = (last, current)
  }
  return last[second.count]
}
