import Tensors

extension PolicyBatch {
  /// A batch of some of the rows, spread evenly and without a period.
  ///
  /// Multiples of the golden ratio fall evenly on `0..<1` however many are taken; rows whose multiple
  /// falls below the share are kept. Every so-many-th row would always be of the same step of an
  /// episode.
  ///
  /// - Parameters:
  ///   - share: How many of the rows or episodes are kept, in `0...1`; at least one is.
  ///   - isOfEpisodes: Whether episodes are kept or left out as a whole. Otherwise each row that is kept
  ///     is an episode of its own.
  /// - Returns: The batch.
  public func thinned(to share: Double, isOfEpisodes: Bool) -> PolicyBatch {
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
