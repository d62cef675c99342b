import Tensors

extension PolicyBatch {
  /// A batch of some of the rows, spread evenly and without a period.
  ///
  /// The fractional parts of multiples of the golden ratio are spread evenly over `0..<1`, however many
  /// are taken; rows whose fraction is below the share are kept. Every n-th row could always be the same
  /// step of an episode.
  ///
  /// - Parameters:
  ///   - share: The share of the rows or episodes that is kept, in `0...1`; at least one is kept.
  ///   - isOfEpisodes: Whether episodes are kept or left out as a whole. Otherwise each row that is kept
  ///     becomes an episode of its own.
  /// - Returns: The batch.
  /// - Source: Weyl 1916, "Über die Gleichverteilung von Zahlen mod. Eins", section 1,
  ///   <https://doi.org/10.1007/BF01475864>.
  package func thinned(to share: Double, isOfEpisodes: Bool) -> PolicyBatch {
    let segments =
      isOfEpisodes
      ? zip(offsets, offsets.dropFirst()).map { $0..<$1 } : (0..<rowCount).map { $0..<$0 + 1 }
    let goldenRatio = 0.618_033_988_749_894_9
    var chosen = segments.indices.filter { index in
      (Double(index) * goldenRatio).truncatingRemainder(dividingBy: 1) < share
    }
    if chosen.isEmpty, let last = segments.indices.last { chosen = [last] }
    let ranges = chosen.map { segments[$0] }
    func pick<Element>(_ values: [Element], _ size: Int = 1) -> [Element] {
      ranges.flatMap { values[$0.lowerBound * size..<$0.upperBound * size] }
    }
    let actions: ActionRows =
      switch self.actions {
      case .continuous(let values, let size): .continuous(pick(values, size), size: size)
      case .discrete(let choices): .discrete(pick(choices))
      }
    var result = PolicyBatch(
      observations: pick(observations, observationSize), observationSize: observationSize,
      actions: actions, advantages: pick(advantages),
      offsets: ranges.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) },
      weights: weights.map { pick($0) })
    result.advantageScale = advantageScale
    result.oldLogProbabilities = oldLogProbabilities.map { pick($0) }
    return result
  }
}
