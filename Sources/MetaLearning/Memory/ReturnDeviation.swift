/// Sums from which mean and deviation follow.
struct Moments: Equatable, Sendable {
  private(set) var count = 0
  private var sum = 0.0
  private var squareSum = 0.0

  mutating func add(_ number: Double) {
    count += 1
    sum += number
    squareSum += number * number
  }

  mutating func add(_ other: Moments) {
    count += other.count
    sum += other.sum
    squareSum += other.squareSum
  }

  var mean: Double { sum / Double(max(1, count)) }

  var variance: Double { max(0, squareSum / Double(max(1, count)) - mean * mean) }

  var deviation: Double { variance.squareRoot() }
}

/// The running deviation of discounted returns over all steps: the unit in which values are learned.
///
/// Values of about 1 suit Adam and Huber's loss whatever the size of rewards.
struct ReturnDeviation: Equatable, Sendable {
  /// The running mean of variances, not corrected for its start at 0, in the unit of returns squared; in
  /// single precision, as files have it.
  var runningVariance: Float = 0
  /// How many iterations it counts.
  var count = 0

  /// How much of it an iteration keeps.
  private static let decay = 0.95

  /// The deviation; 1 before any return is known or if all were equal.
  var value: Double {
    guard count > 0 else { return 1 }
    let corrected = Double(runningVariance) / (1 - power(Self.decay, count))
    return corrected > 1e-12 ? corrected.squareRoot() : 1
  }

  /// Adds the returns of an iteration.
  mutating func add(_ moments: [Moments]) {
    let total = moments.reduce(into: Moments()) { $0.add($1) }
    runningVariance = Float(
      Self.decay * Double(runningVariance) + (1 - Self.decay) * total.variance)
    count += 1
  }

  /// A power by repeated multiplication, the same bits everywhere.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    // Beyond this many iterations the correction is 1 in double precision.
    guard exponent < 1000 else { return 0 }
    return (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
