import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Where the parameters lie that learners treat differently from the rest.
struct ParameterRangesTests {
  private func names(_ policy: MLPPolicy, _ range: Range<Int>) -> [String] {
    policy.layout.entries.filter { range.overlaps($0.range) }.map(\.name)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withContext)
  func `the last layer is its weight and bias, whole`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let (range, last) = (policy.lastLayerRange, policy.hiddenSizes.count)
    #expect(names(policy, range) == ["layer\(last).weight", "layer\(last).bias"])
    let inputs = policy.hiddenSizes.last ?? policy.observationSize
    let outputs = policy.actionKind == .discrete(count: 3) ? 3 : 2
    #expect(range.count == (inputs + 1) * outputs)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withContext)
  func `the context is the context alone`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let found = policy.contextRange.map { names(policy, $0) }
    #expect(found == (policy.contextSize > 0 ? ["context"] : nil))
    #expect((policy.contextRange?.count ?? 0) == policy.contextSize)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withContext)
  func `only continuous actions have standard deviations`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let isContinuous = policy.actionKind == .continuous(size: 2)
    let found = policy.logStandardDeviationRange.map { names(policy, $0) }
    #expect(found == (isContinuous ? ["logStandardDeviation"] : nil))
    var parameters = [Double](repeating: 7, count: policy.layout.count)
    for (offset, index) in (policy.logStandardDeviationRange ?? 0..<0).enumerated() {
      parameters[index] = offset == 0 ? -0.5 : -100
    }
    // What is below the least counts as the least.
    let expected = [-0.5, MLPPolicy.minimumLogStandardDeviation]
    #expect(policy.logStandardDeviations(parameters) == (isContinuous ? expected : []))
    #expect(
      policy.meanLogStandardDeviation(parameters)
        == (isContinuous ? expected[0] / 2 + expected[1] / 2 : nil))
  }

  @Test func `a vector of another layout has no standard deviations`() async {
    await #expect(processExitsWith: .failure) {
      let policy = MLPPolicy(
        observationSize: 2, hiddenSizes: [], activation: .tanh, actionKind: .discrete(count: 2))
      _ = policy.logStandardDeviations([1.0, 2.0])
    }
  }
}
