private import Glibc
import Gym
import Numerics

/// Chooses an arm by what is believed of all of them.
protocol PullRule<Belief>: Sendable {
  associatedtype Belief: ArmBelief

  /// Chooses the arm to pull in a context.
  func arm(_ belief: Belief, context: ArraySlice<Float>, at place: DrawAddress) -> Int
}

/// Pulls the arm with the highest posterior mean, or with probability ε any arm.
struct GreedyRule<Belief: ArmBelief>: PullRule {
  /// How likely a pull is uniformly random instead, ε.
  var explorationRate: Float = 0

  func arm(_ belief: Belief, context: ArraySlice<Float>, at place: DrawAddress) -> Int {
    if explorationRate > 0 {
      let words = place.bits
      if RandomKey.unitInterval(words[0]) < explorationRate {
        return Int((UInt64(words[1]) * UInt64(belief.armCount)) >> 32)
      }
    }
    return belief.bestArm { belief.mean(ofArm: $0, context: context) }
  }
}

/// Pulls the arm with the highest upper confidence bound on its mean.
///
///     mean + c √(2 ln t / evidence)
///
/// t is the number of this pull, from 1. The mean is that of the belief, and evidence counts what
/// the prior is worth: an arm never pulled has a bound like any other, so no round of all arms is
/// needed to begin with.
///
/// - Source: Auer et al. 2002, "Finite-time analysis of the multiarmed bandit problem", figure 1,
///   <https://doi.org/10.1023/A:1013689704352>, with a factor c where theirs is 1.
struct UpperBoundRule<Belief: CountingBelief>: PullRule {
  /// The factor c.
  let width: Float

  func arm(_ belief: Belief, context: ArraySlice<Float>, at place: DrawAddress) -> Int {
    let numerator = 2 * log(belief.pullCount + 1)
    return belief.bestArm { arm in
      belief.mean(ofArm: arm, context: context)
        + width * (numerator / belief.evidence(ofArm: arm)).squareRoot()
    }
  }
}

/// Pulls the arm that is best in a draw from what is believed.
///
/// - Source: Thompson 1933, "On the likelihood that one unknown probability exceeds another in view
///   of the evidence of two samples", <https://doi.org/10.1093/biomet/25.3-4.285>.
struct SamplingRule<Belief: ArmBelief>: PullRule {
  func arm(_ belief: Belief, context: ArraySlice<Float>, at place: DrawAddress) -> Int {
    belief.bestArm { belief.sample(ofArm: $0, context: context, at: place) }
  }
}

/// Pulls the arm with the highest Gittins index.
struct GittinsRule: PullRule {
  let indices: GittinsIndices

  func arm(_ belief: BernoulliBelief, context: ArraySlice<Float>, at place: DrawAddress) -> Int {
    belief.bestArm { indices.index(wins: belief.wins[$0], pulls: belief.pulls[$0]) }
  }
}
