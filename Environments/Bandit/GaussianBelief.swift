import Gym
import Numerics

/// A normal distribution for each arm's mean, where payments have variance 1.
///
/// Before the first pull it has mean 1/2 and variance 1/12, as means uniform on [0, 1] have; a
/// prior worth 12 pulls. After n pulls that paid s in all its mean is (6 + s) / (12 + n), its
/// variance 1 / (12 + n).
struct GaussianBelief: CountingBelief {
  private static let priorMean: Float = 0.5
  private static let priorEvidence: Float = 12

  /// What each arm paid in all.
  private var sums: [Float]
  /// How often each arm was pulled.
  private var pulls: [Float]
  private(set) var pullCount: Float = 0

  init(armCount: Int) {
    sums = Array(repeating: 0, count: armCount)
    pulls = sums
  }

  var armCount: Int { pulls.count }

  mutating func learn(arm: Int, reward: Float, context: ArraySlice<Float>) {
    sums[arm] += reward
    pulls[arm] += 1
    pullCount += 1
  }

  func mean(ofArm arm: Int, context: ArraySlice<Float>) -> Float {
    (Self.priorMean * Self.priorEvidence + sums[arm]) / evidence(ofArm: arm)
  }

  func evidence(ofArm arm: Int) -> Float { Self.priorEvidence + pulls[arm] }

  func sample(ofArm arm: Int, context: ArraySlice<Float>, at place: DrawAddress) -> Float {
    let words = place.bits(ofArm: arm)
    let deviation = RandomKey.normals(words[0], words[1])[0]
    return mean(ofArm: arm, context: context) + deviation / evidence(ofArm: arm).squareRoot()
  }
}
