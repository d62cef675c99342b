#if Viewer
/// Spaces labels in a column, so that they do not overlap.
public enum LabelSpacing {
  /// Finds positions as close as possible to the wanted ones.
  ///
  /// Minimises the sum of squared distances from the wanted positions, and keeps their order.
  ///
  /// - Parameters:
  ///   - wanted: The wanted position of the middle of each label, the most important label first.
  ///   - height: The minimum distance between two middles.
  ///   - limits: The range of positions for middles, in the same unit.
  /// - Returns: A position for each label; `nil` for the last ones if there is not enough space, and for
  ///   those whose wanted position is not finite.
  /// - Source: The pool adjacent violators algorithm; Barlow et al. 1972, "Statistical inference under
  ///   order restrictions", <https://en.wikipedia.org/wiki/Isotonic_regression>.
  public static func positions(
    for wanted: [Double], height: Double, within limits: ClosedRange<Double>
  ) -> [Double?] {
    let room = max(1, Int((limits.upperBound - limits.lowerBound) / height + 1e-9) + 1)
    let kept = wanted.indices.filter { wanted[$0].isFinite }.prefix(room)
    let order = kept.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    let last = max(limits.lowerBound, limits.upperBound - Double(order.count - 1) * height)
    // After subtracting the heights this is isotonic regression: neighbours in the wrong order are pooled
    // at their mean.
    var pools: [(sum: Double, count: Int)] = []
    for (rank, index) in order.enumerated() {
      var pool = (sum: wanted[index] - Double(rank) * height, count: 1)
      while let previous = pools.last,
        previous.sum / Double(previous.count) > pool.sum / Double(pool.count)
      {
        pool = (previous.sum + pool.sum, previous.count + pool.count)
        pools.removeLast()
      }
      pools.append(pool)
    }
    let starts = pools.flatMap { pool in
      Array(repeating: pool.sum / Double(pool.count), count: pool.count)
    }
    var positions: [Double?] = Array(repeating: nil, count: wanted.count)
    for (rank, index) in order.enumerated() {
      positions[index] = max(limits.lowerBound, min(last, starts[rank])) + Double(rank) * height
    }
    return positions
  }
}
#endif
