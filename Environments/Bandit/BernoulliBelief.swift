import Gym
import Numerics

/// A beta distribution for each arm's probability, uniform before the first pull: Beta(1, 1).
///
/// After s payments in n pulls it is Beta(s + 1, n - s + 1).
struct BernoulliBelief: CountingBelief {
  /// How often each arm paid.
  private(set) var wins: [Float]
  /// How often each arm was pulled.
  private(set) var pulls: [Float]
  private(set) var pullCount: Float = 0

  init(armCount: Int) {
    wins = Array(repeating: 0, count: armCount)
    pulls = wins
  }

  var armCount: Int { pulls.count }

  mutating func learn(arm: Int, reward: Float, context: ArraySlice<Float>) {
    wins[arm] += reward
    pulls[arm] += 1
    pullCount += 1
  }

  func mean(ofArm arm: Int, context: ArraySlice<Float>) -> Float {
    (wins[arm] + 1) / (pulls[arm] + 2)
  }

  func evidence(ofArm arm: Int) -> Float { pulls[arm] + 2 }

  func sample(ofArm arm: Int, context: ArraySlice<Float>, at place: DrawAddress) -> Float {
    let (first, second) = (Double(wins[arm]) + 1, Double(pulls[arm] - wins[arm]) + 1)
    return Float(place.key.beta(first, second, place.episode, UInt32(arm)))
  }
}
