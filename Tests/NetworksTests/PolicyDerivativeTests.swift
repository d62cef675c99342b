import Networks
import Tensors
import TestSupport
import Testing

/// Derivatives of what learners make of a policy, through the network, against differences.
struct PolicyDerivativeTests {
  /// A quantity of a distribution, one number for each row.
  enum Quantity: String, CaseIterable {
    case logProbability
    case entropy
    case divergence
    case ratio
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding, Quantity.allCases)
  func `derivatives through a network agree with finite differences`(
    policyCase: PolicyCase, quantity: Quantity
  ) {
    let policy = policyCase.policy
    let observations = policyCase.observations(rowCount: 3, seed: 5)
    let actions = policyCase.actions(rowCount: 3, seed: 6)
    let old = policy.distribution(
      observations, parameters: policy.layout.constants(policyCase.parameters(seed: 7)))
    let check = DerivativeCheck(policy.layout.entries.map(\.shape)) { parameters in
      let distribution = policy.distribution(observations, parameters: parameters)
      switch quantity {
      case .logProbability: return distribution.logProbability(of: actions)
      case .entropy: return distribution.entropy
      case .divergence: return distribution.klDivergence(from: old)
      case .ratio:
        let change =
          distribution.logProbability(of: actions) - old.logProbability(of: actions).detached
        return change.scaled(by: 0.25).exponential
      }
    }
    for order in 1...3 {
      // With halved parameters derivatives up to the eighth stay below 1e4: the differences' error
      // is 1e4 / (30 · 1024⁴), about 3e-10, and rounding 1024 · 1e-16 times sums of some hundreds.
      check.expectMatch(
        order: order, at: policyCase.parameters(seed: 8), step: 1 / 1024,
        within: .relative(1e-9, floor: 1e-9), "\(quantity.rawValue)")
    }
  }
}
