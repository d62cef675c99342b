private import Glibc
import Gym

// Exact posterior means of how likely each arm pays, for each kind of bandit as its tasks are drawn.

extension Bandit {
  /// The belief before the first pull, if a region is a prior with a closed form.
  ///
  /// - Parameters:
  ///   - parameterization: What the task parameters are.
  ///   - region: Where tasks come from.
  /// - Returns: The belief; `nil` for other ranges than those of the distributions, except of the good arm's
  ///   and the others' probabilities.
  static func belief(
    for parameterization: Parameterization, in region: TaskRegion
  ) -> (any TaskBelief)? {
    guard region.excludedBox == nil else { return nil }
    switch parameterization {
    case .independent(let arms):
      guard region.values == Array(repeating: .uniform(0...1), count: arms) else { return nil }
      return IndependentArms(belief: BernoulliBelief(armCount: arms))
    case .opposite:
      return region.values == [.uniform(0...1)] ? OppositeArms() : nil
    case .oneGood(let arms): return OneGoodArm(arms: arms, region)
    }
  }

  private static func names(_ armCount: Int) -> [String] { (0..<armCount).map { "arm \($0)" } }

  /// Arms with independent probabilities, each uniform at first.
  private struct IndependentArms: TaskBelief {
    var belief: BernoulliBelief

    var names: [String] { Bandit.names(belief.armCount) }

    var means: [Double] {
      zip(belief.wins, belief.pulls).map { (Double($0) + 1) / (Double($1) + 2) }
    }

    mutating func learn(
      observation: ArraySlice<Float>, action: ArraySlice<Float>, reward: Float
    ) {
      for arm in action { belief.learn(arm: Int(arm), reward: reward, context: observation) }
    }
  }

  /// Two arms whose probabilities sum to 1, the first one's uniform at first.
  ///
  /// A payment of the second arm says what a failure of the first would.
  private struct OppositeArms: TaskBelief {
    private var signs = 0.0
    private var pulls = 0.0

    var names: [String] { Bandit.names(2) }

    var means: [Double] {
      let first = (signs + 1) / (pulls + 2)
      return [first, 1 - first]
    }

    mutating func learn(
      observation: ArraySlice<Float>, action: ArraySlice<Float>, reward: Float
    ) {
      for arm in action {
        signs += Double(arm == 0 ? reward : 1 - reward)
        pulls += 1
      }
    }
  }

  /// One good arm, each of some arms equally likely at first; both probabilities are known.
  private struct OneGoodArm: TaskBelief {
    private let good: Double
    private let other: Double
    /// The logarithm of each arm's posterior probability to be the good one, up to a constant; -∞ for
    /// arms that no task has.
    private var logWeights: [Double]

    /// Takes the prior; `nil` if it is another one, or a payment could rule arms out.
    init?(arms: Int, _ region: TaskRegion) {
      guard region.values.count == 3, case .choices(let candidates) = region.values[0],
        let good = region.values[1].onlyValue, let other = region.values[2].onlyValue,
        0 < good, good < 1, 0 < other, other < 1
      else { return nil }
      (self.good, self.other) = (Double(good), Double(other))
      logWeights = (0..<arms).map { arm in
        log(Double(candidates.count { $0 == Float(arm) }))
      }
    }

    var names: [String] { Bandit.names(logWeights.count) }

    var means: [Double] {
      let highest = logWeights.max() ?? 0
      let weights = logWeights.map { exp($0 - highest) }
      let total = weights.reduce(0, +)
      return weights.map { other + (good - other) * $0 / total }
    }

    mutating func learn(
      observation: ArraySlice<Float>, action: ArraySlice<Float>, reward: Float
    ) {
      for arm in action {
        logWeights[Int(arm)] += reward > 0 ? log(good / other) : log((1 - good) / (1 - other))
      }
    }
  }
}
