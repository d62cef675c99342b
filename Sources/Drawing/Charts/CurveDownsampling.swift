#if Viewer
/// Which values of a long curve are worth drawing.
enum CurveThinning {
  /// Finds the parts of a curve that hang together, with no more points than can be told apart.
  ///
  /// A curve with more than two values for each part is cut into that many parts, each with its lowest
  /// and its highest value: so nothing that stands out is lost.
  ///
  /// - Parameters:
  ///   - values: The curve; values that are not finite are gaps in it.
  ///   - partLimit: How many parts can be told apart, at least 1.
  /// - Returns: Numbers of values, rising, in pieces between the gaps.
  /// - Complexity: O(n).
  static func pieces(of values: [Double], partLimit: Int) -> [[Int]] {
    let count = values.count
    guard count > 2 * partLimit else {
      return values.indices.split { !values[$0].isFinite }.map(Array.init)
    }
    var pieces: [[Int]] = [[]]
    for part in 0..<partLimit {
      let range = part * count / partLimit..<(part + 1) * count / partLimit
      let extremes = extremes(of: values, in: range)
      if let extremes {
        pieces[pieces.count - 1] += extremes
      } else if pieces[pieces.count - 1] != [] {
        pieces.append([])
      }
    }
    return pieces.filter { !$0.isEmpty }
  }

  /// Where the lowest and the highest value of a range are, in the order in which they come.
  private static func extremes(of values: [Double], in range: Range<Int>) -> [Int]? {
    guard var lowest = range.first(where: { values[$0].isFinite }) else { return nil }
    var highest = lowest
    for index in lowest..<range.upperBound where values[index].isFinite {
      if values[index] < values[lowest] { lowest = index }
      if values[index] > values[highest] { highest = index }
    }
    return lowest == highest ? [lowest] : [min(lowest, highest), max(lowest, highest)]
  }
}
#endif
