import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Where the parameters lie that learners treat differently from the rest.
struct ParameterRangesTests {
  private func names(_ policy: Policy, _ range: Range<Int>) -> [String] {
    policy.layout.entries.filter { range.overlaps($0.range) }.map(\.name)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding)
  func `the last layer is its weight and bias, whole`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let (range, last) = (policy.lastLayerRange, policy.mlp.hiddenSizes.count)
    #expect(names(policy, range) == ["layer\(last).weight", "layer\(last).bias"])
    let inputs = policy.mlp.hiddenSizes.last ?? policy.input.observationSize
    let outputs = policy.actionKind == .discrete(count: 3) ? 3 : 2
    #expect(range.count == (inputs + 1) * outputs)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding)
  func `the embedding is the context alone`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let found = policy.embeddingRange.map { names(policy, $0) }
    #expect(found == (policy.input.embeddingSize > 0 ? ["context"] : nil))
    #expect((policy.embeddingRange?.count ?? 0) == policy.input.embeddingSize)
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding)
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
    let expected = [-0.5, GaussianHead.minimumLogStandardDeviation]
    #expect(policy.logStandardDeviations(parameters) == (isContinuous ? expected : []))
  }

  @Test func `a vector of another layout has no standard deviations`() async {
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [], activation: .tanh,
        actionKind: .discrete(count: 2))
      _ = policy.logStandardDeviations([1.0, 2.0])
    }
  }
}
