/// Episodes as ranges of the rows of a batch.
struct EpisodeRows {
  /// The first row of each episode, and the number of rows at the end, `[E + 1]`.
  let offsets: [Int]

  /// The lengths of the episodes that make up a range of rows.
  ///
  /// - Precondition: The range begins and ends at episode boundaries.
  func lengths(in rows: Range<Int>) -> [Int] {
    let first = boundary(atOrAfter: rows.lowerBound)
    let last = boundary(atOrAfter: rows.upperBound)
    precondition(
      offsets[first] == rows.lowerBound && offsets[last] == rows.upperBound,
      "EpisodeRows: rows \(rows) cut an episode.")
    return (first..<last).map { offsets[$0 + 1] - offsets[$0] }
  }

  /// Blocks of whole episodes, each ending with the first episode that reaches a given row.
  ///
  /// - Parameter ends: The rows to reach, ascending.
  /// - Returns: The blocks, in order.
  func blocks(endingNear ends: some Sequence<Int>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = 0
    for end in ends where end > start {
      let found = offsets[boundary(atOrAfter: end)]
      blocks.append(start..<found)
      start = found
    }
    return blocks
  }

  /// The index of the first offset that is not below a row, by binary search.
  private func boundary(atOrAfter row: Int) -> Int {
    var (low, high) = (0, offsets.count)
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] >= row { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
