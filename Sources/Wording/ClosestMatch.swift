/// Finds the known name that a mistyped one most likely stands for.
///
/// - Parameters:
///   - name: What was typed.
///   - candidates: The known names.
/// - Returns: The candidate with the fewest edits, the first of several, if it takes at most a third
///   as many edits as the longer of the two has letters; otherwise `nil`.
public func closestMatch(to name: String, in candidates: [String]) -> String? {
  let distances = candidates.map { editDistance(name.lowercased(), $0.lowercased()) }
  let ranked = zip(candidates, distances).filter { candidate, distance in
    3 * distance <= max(name.count, candidate.count)
  }
  return ranked.min { $0.1 < $1.1 }?.0
}

/// Counts the fewest insertions, deletions, replacements and swaps of neighbours between two texts.
///
/// - Complexity: O(a · b).
/// - Source: Damerau 1964, in the restricted form that edits no letter twice.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in a.indices {
    var current = [i + 1]
    for j in b.indices {
      var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        best = min(best, beforePrevious[j - 1] + 1)
      }
      current.append(best)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[b.count]
}
