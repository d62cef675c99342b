import Gym
import Numerics

/// What an agent believes of the arms of a task, learned pull by pull.
protocol ArmBelief: Sendable {
  /// How many arms there are.
  var armCount: Int { get }

  /// Updates the belief by what a pull paid.
  mutating func learn(arm: Int, reward: Float, context: ArraySlice<Float>)

  /// What a pull of an arm is expected to pay.
  func mean(ofArm arm: Int, context: ArraySlice<Float>) -> Float

  /// Draws the mean payment of an arm from what is believed of it.
  func sample(ofArm arm: Int, context: ArraySlice<Float>, at place: DrawAddress) -> Float
}

extension ArmBelief {
  /// The arm with the highest index, the first of several equals.
  @inline(__always)
  func bestArm(by index: (Int) -> Float) -> Int {
    var best = 0
    var highest = -Float.infinity
    for arm in 0..<armCount {
      let value = index(arm)
      if value > highest { (best, highest) = (arm, value) }
    }
    return best
  }
}

/// A belief about arms that do not depend on a context, which counts pulls.
protocol CountingBelief: ArmBelief {
  /// The number of pulls so far, of all arms together.
  var pullCount: Float { get }

  /// The weight of what is believed of an arm, in pulls: those made and those the prior is worth.
  func evidence(ofArm arm: Int) -> Float
}

/// Where the random numbers of one choice are: the key of its step, and its episode.
struct DrawAddress: Sendable {
  let key: RandomKey
  let episode: UInt32

  /// Draws four words for an arm.
  func bits(ofArm arm: Int) -> SIMD4<UInt32> { key.bits(episode, UInt32(arm)) }

  /// Draws four words for the choice as a whole.
  var bits: SIMD4<UInt32> { key.bits(episode, .max) }
}
