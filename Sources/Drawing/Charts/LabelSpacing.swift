#if Viewer
/// Labels one below the other beside what they name, moved apart where they would overlap.
public enum LabelColumn {
  /// Finds places as close as possible to those wanted.
  ///
  /// The sum of the squared distances from the wanted places is as small as it can be; the labels keep
  /// the order of what they name.
  ///
  /// - Parameters:
  ///   - wanted: Where the middle of each label should be, the most important label first.
  ///   - height: How far apart two middles have to be.
  ///   - limits: Where middles may be.
  /// - Returns: A place for each label, `nil` for the last ones if there is no room for all, and for
  ///   those whose place is not finite.
  public static func places(
    for wanted: [Double], height: Double, within limits: ClosedRange<Double>
  ) -> [Double?] {
    let room = max(1, Int((limits.upperBound - limits.lowerBound) / height + 1e-9) + 1)
    let kept = wanted.indices.filter { wanted[$0].isFinite }.prefix(room)
    let order = kept.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    let last = max(limits.lowerBound, limits.upperBound - Double(order.count - 1) * height)
    // Without the heights the task is to find rising numbers close to given ones: neighbours that do
    // not rise are pooled at their mean.
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
    var places: [Double?] = Array(repeating: nil, count: wanted.count)
    for (rank, index) in order.enumerated() {
      places[index] = max(limits.lowerBound, min(last, starts[rank])) + Double(rank) * height
    }
    return places
  }
}
#endif
