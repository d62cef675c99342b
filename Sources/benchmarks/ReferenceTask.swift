import Environments
import Gym

/// 2-D navigation without an early end, so that every episode has 100 steps and the work is known.
///
/// The goals of the reference configuration lie where no policy reaches them.
enum ReferenceTask {
  /// Where they lie.
  static let range = "goalX=-10...-9,9...10"

  /// Floating-point operations of one forward pass for one transition of a policy from two numbers to
  /// two, by default 2-64-64-2.
  static func forwardFlops(hidden: [Int] = [64, 64]) -> Double {
    let sizes = [2] + hidden + [2]
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + Double(2 * $1.0 * $1.1) }
  }

  /// The distribution.
  static func distribution() throws -> TaskDistribution {
    try endless(Catalog.distribution(named: "point-robot/goals"))
  }

  /// Lets a distribution's goals lie out of reach, in one direction or another.
  static func endless(_ distribution: TaskDistribution) throws -> TaskDistribution {
    var distribution = distribution
    try distribution.vary(range)
    return distribution
  }
}
