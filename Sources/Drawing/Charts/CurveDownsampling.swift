#if Viewer
/// Selects the values of a long curve that are drawn.
enum CurveDownsampling {
  /// Finds the connected pieces of a curve, with at most two values for each part.
  ///
  /// A curve with more than `2 * partLimit` values is divided into `partLimit` parts, and each keeps its
  /// lowest and its highest value, so that no peak is lost.
  ///
  /// - Parameters:
  ///   - values: The curve; infinities and NaN are gaps.
  ///   - partLimit: The number of parts that can be distinguished, at least 1.
  /// - Returns: Ascending indices of values, in pieces between the gaps.
  /// - Complexity: O(n) for n values.
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

  /// The indices of the lowest and the highest value of a range, in ascending order.
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
