private import Glibc
import Gym
import Numerics

/// A normal distribution for each arm's weights, standard normal before the first pull.
///
/// A pull in context x multiplies the density of the arm's weights with the likelihood of what it
/// paid, r; the product is replaced by a normal one with the likelihood's curvature at the old mean
/// m:
///
///     p = sigmoid(m · x),  v = p (1 - p)
///     C ← C - v C x xᵀ C / (1 + v xᵀ C x)
///     m ← m + (r - p) C x
///
/// One Newton step for each pull, taken once: online logistic regression of second order.
struct LogisticBelief: ArmBelief {
  private static let size = ContextualBandit.contextSize

  private struct Weights {
    var mean: SIMD4<Float> = .zero
    /// The rows of the covariance C.
    var covariance = [SIMD4<Float>(1, 0, 0, 0), [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]

    func spread(along context: SIMD4<Float>) -> SIMD4<Float> {
      SIMD4(
        (covariance[0] * context).sum(), (covariance[1] * context).sum(),
        (covariance[2] * context).sum(), (covariance[3] * context).sum())
    }
  }

  private var arms: [Weights]

  init(armCount: Int) {
    arms = Array(repeating: Weights(), count: armCount)
  }

  var armCount: Int { arms.count }

  mutating func learn(arm: Int, reward: Float, context: ArraySlice<Float>) {
    let x = SIMD4(context)
    let p = sigmoid((arms[arm].mean * x).sum())
    let curvature = p * (1 - p)
    let spread = arms[arm].spread(along: x)
    let shrinkage = curvature / (1 + curvature * (spread * x).sum())
    for row in 0..<Self.size { arms[arm].covariance[row] -= shrinkage * spread[row] * spread }
    arms[arm].mean += (reward - p) * arms[arm].spread(along: x)
  }

  func mean(ofArm arm: Int, context: ArraySlice<Float>) -> Float {
    sigmoid((arms[arm].mean * SIMD4(context)).sum())
  }

  /// Draws w · x, which is normal, and gives its sigmoid.
  func sample(ofArm arm: Int, context: ArraySlice<Float>, at place: DrawAddress) -> Float {
    let x = SIMD4(context)
    let words = place.bits(ofArm: arm)
    let variance = max(0, (arms[arm].spread(along: x) * x).sum())
    let deviation = RandomKey.normals(words[0], words[1])[0] * variance.squareRoot()
    return sigmoid((arms[arm].mean * x).sum() + deviation)
  }
}

private func sigmoid(_ logit: Float) -> Float { 1 / (1 + exp(-logit)) }
