import Gym

/// 2-D navigation without an early end, so that every episode has 100 steps and the work is known.
///
/// The goals of the reference configuration lie where no policy reaches them.
enum ReferenceTask {
  /// Floating-point operations of one forward pass of the policy 2-64-64-2 for one transition.
  static let forwardFlops = Double(2 * (2 * 64 + 64 * 64 + 64 * 2))

  /// Lets a distribution's goals lie out of reach, in one direction or another.
  static func endless(_ distribution: TaskDistribution) throws -> TaskDistribution {
    var distribution = distribution
    try distribution.vary("goalX=-10...-9,9...10")
    return distribution
  }
}
