/// Comparisons of decisions after an exchange of memories, summed.
struct SwapSums: Equatable, Sendable {
  /// Decisions.
  var count = 0.0
  /// Those at which donor and own memory have other most probable actions.
  var differing = 0.0
  /// Those of them at which the most probable action is the donor's.
  var following = 0.0
  /// Those of them at which it is that of the own memory.
  var keeping = 0.0
  /// Σ (choice - own) · (donor - own).
  var product = 0.0
  /// Σ |donor - own|².
  var square = 0.0
  /// Sums of distances.
  var toDonor = 0.0
  var toOwn = 0.0
  var between = 0.0

  /// Adds one decision, given by probabilities of discrete actions or a mean of continuous ones.
  mutating func add(
    choice: ArraySlice<Float>, own: ArraySlice<Float>, donor: ArraySlice<Float>, isDiscrete: Bool
  ) {
    count += 1
    if isDiscrete {
      let best = (choice.indexOfGreatest, own.indexOfGreatest, donor.indexOfGreatest)
      if best.1 != best.2 {
        differing += 1
        following += best.0 == best.2 ? 1 : 0
        keeping += best.0 == best.1 ? 1 : 0
      }
    }
    for ((choice, own), donor) in zip(zip(choice, own), donor) {
      product += (Double(choice) - Double(own)) * (Double(donor) - Double(own))
      square += (Double(donor) - Double(own)) * (Double(donor) - Double(own))
    }
    toDonor += Self.distance(choice, donor, isDiscrete)
    toOwn += Self.distance(choice, own, isDiscrete)
    between += Self.distance(own, donor, isDiscrete)
  }

  /// The total variation of probabilities, or the Euclidean distance of means.
  private static func distance(
    _ first: ArraySlice<Float>, _ second: ArraySlice<Float>, _ isDiscrete: Bool
  ) -> Double {
    let differences = zip(first, second).map { Double($0) - Double($1) }
    return isDiscrete
      ? differences.reduce(0) { $0 + abs($1) } / 2
      : differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  static func += (sums: inout SwapSums, other: SwapSums) {
    sums.count += other.count
    sums.differing += other.differing
    sums.following += other.following
    sums.keeping += other.keeping
    sums.product += other.product
    sums.square += other.square
    sums.toDonor += other.toDonor
    sums.toOwn += other.toOwn
    sums.between += other.between
  }
}

extension ArraySlice<Float> {
  /// The place of the greatest element in the slice, the first of several equals.
  fileprivate var indexOfGreatest: Int {
    let best = indices.max { self[$0] < self[$1] || self[$0] == self[$1] && $0 > $1 }
    return (best ?? startIndex) - startIndex
  }
}
