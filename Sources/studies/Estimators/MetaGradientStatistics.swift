/// The spread of independent samples of a vector, and their direction in comparison with another kind of
/// samples from the same meta-batches.
struct MetaGradientStatistics {
  private let count: Double
  private let squares: [Double]
  /// For each sample, the sum of the other kind's samples of all other meta-batches: its inner product
  /// with the sample, and its squared length.
  private var productsWithRest: [Double] = []
  private var squaresOfRest: [Double] = []
  private let own: PairProducts
  private let other: PairProducts
  private let mixed: PairProducts

  /// Compares samples with those of another kind, or with themselves; `[N][P]` each.
  ///
  /// - Precondition: The counts are equal, and at least 3.
  init(_ samples: [[Double]], against others: [[Double]]) {
    precondition(
      samples.count == others.count && samples.count > 2,
      "MetaGradientStatistics: \(samples.count) samples against \(others.count), but at least 3 are"
        + " needed, and equally many.")
    count = Double(samples.count)
    squares = samples.map { Self.dot($0, $0) }
    own = PairProducts(samples, samples)
    other = PairProducts(others, others)
    mixed = PairProducts(samples, others)
    let otherSum = Self.sum(others)
    let otherSquare = Self.dot(otherSum, otherSum)
    for (sample, vector) in zip(samples, others) {
      productsWithRest.append(Self.dot(sample, otherSum) - Self.dot(sample, vector))
      squaresOfRest.append(
        otherSquare - 2 * Self.dot(vector, otherSum) + Self.dot(vector, vector))
    }
  }

  /// The variance of a sample, summed over parameters, relative to the squared length of its
  /// expectation.
  ///
  /// The squared length is estimated by the mean product of two different samples, so that noise does
  /// not count as length. `nil` if the standard error is as large as the value.
  var relativeVariance: Estimate? {
    let square = squares.reduce(0, +)
    let estimate = Estimate.jackknife(squares.count) { left in
      let samples = left == nil ? count : count - 1
      let squareOfMean = own[leavingOut: left] / (samples * (samples - 1))
      guard squareOfMean > 0 else { return nil }
      let meanSquare = (square - (left.map { squares[$0] } ?? 0)) / samples
      return meanSquare / squareOfMean - 1
    }
    return estimate.flatMap { $0.standardError < $0.value ? $0 : nil }
  }

  /// The mean cosine of a sample with the mean of the other kind over all other meta-batches.
  ///
  /// The mean never includes the rollouts of the sample itself.
  var cosine: Estimate {
    let cosines = squares.indices.map {
      productsWithRest[$0] / (squares[$0] * squaresOfRest[$0]).squareRoot()
    }
    let mean = cosines.reduce(0, +) / count
    let variance = cosines.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return Estimate(value: mean, standardError: (variance / count).squareRoot())
  }

  /// The cosine of the two expectations, from products of different samples alone.
  ///
  /// This is the difference in direction without noise. `nil` if the standard error is 0.5 or more.
  var cosineOfMeans: Estimate? {
    let estimate = Estimate.jackknife(squares.count) { left in
      let (ownSquare, otherSquare) = (own[leavingOut: left], other[leavingOut: left])
      guard ownSquare > 0, otherSquare > 0 else { return nil }
      return mixed[leavingOut: left] / (ownSquare * otherSquare).squareRoot()
    }
    return estimate.flatMap { $0.standardError < 0.5 ? $0 : nil }
  }

  /// The sum, over all ordered pairs of different meta-batches, of the inner product of the first vector
  /// of one with the second vector of the other.
  private struct PairProducts {
    var total: Double
    /// The part of the total that includes a meta-batch.
    var parts: [Double]

    init(_ first: [[Double]], _ second: [[Double]]) {
      let (firstSum, secondSum) = (sum(first), sum(second))
      var diagonal = 0.0
      parts = zip(first, second).map { one, other in
        let product = dot(one, other)
        diagonal += product
        return dot(one, secondSum) + dot(firstSum, other) - 2 * product
      }
      total = dot(firstSum, secondSum) - diagonal
    }

    subscript(leavingOut index: Int?) -> Double { total - (index.map { parts[$0] } ?? 0) }
  }

  private static func sum(_ vectors: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: vectors[0].count)
    for vector in vectors { for index in sum.indices { sum[index] += vector[index] } }
    return sum
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    var result = 0.0
    for index in x.indices { result += x[index] * y[index] }
    return result
  }
}

/// A number and its standard error.
struct Estimate: Encodable {
  var value: Double
  var standardError: Double

  /// Estimates the standard error from the changes when one sample is left out.
  ///
  /// - Parameters:
  ///   - count: The number of samples, N.
  ///   - statistic: The number without the sample of an index, or of all samples for `nil`; `nil` if
  ///     noise leaves no number.
  /// - Returns: The estimate, or `nil` if the statistic has no value for all samples or without one.
  static func jackknife(_ count: Int, _ statistic: (Int?) -> Double?) -> Estimate? {
    guard let value = statistic(nil) else { return nil }
    let others = (0..<count).compactMap { statistic($0) }
    guard others.count == count else { return nil }
    let mean = others.reduce(0, +) / Double(count)
    let squares = others.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares * Double(count - 1) / Double(count)).squareRoot()
    return Estimate(value: value, standardError: error)
  }
}
