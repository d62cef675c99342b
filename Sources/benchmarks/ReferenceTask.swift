import Environments
import Gym

/// 2-D navigation with goals that no policy reaches, so that every episode has 100 steps and the work
/// of an iteration is known.
enum ReferenceTask {
  /// The range of the goals.
  static let range = "goalX=-10...-9,9...10"

  /// Floating-point operations of one forward pass for one transition: two numbers to two, by default
  /// through 2-64-64-2.
  static func forwardFlops(hidden: [Int] = [64, 64]) -> Double {
    let sizes = [2] + hidden + [2]
    return zip(sizes, sizes.dropFirst()).reduce(0) { $0 + Double(2 * $1.0 * $1.1) }
  }

  /// The distribution.
  static func distribution() throws -> TaskDistribution {
    try endless(Catalog.distribution(named: "point-robot/goals"))
  }

  /// Moves the goals of a distribution out of reach.
  static func endless(_ distribution: TaskDistribution) throws -> TaskDistribution {
    var distribution = distribution
    try distribution.vary(range)
    return distribution
  }
}
