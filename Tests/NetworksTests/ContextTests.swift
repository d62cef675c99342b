import Foundation
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// A policy's context is further input, the same for every observation.
struct ContextTests {
  private func policy(contextSize: Int, hiddenSizes: [Int] = [8, 6]) -> MLPPolicy {
    MLPPolicy(
      observationSize: 4, hiddenSizes: hiddenSizes, activation: .tanh,
      actionKind: .continuous(size: 2), contextSize: contextSize)
  }

  @Test func `context and its weights come after everything else`() {
    let (plain, with) = (policy(contextSize: 0), policy(contextSize: 3))
    #expect(Array(with.layout.entries.dropLast(2)) == plain.layout.entries)
    #expect(with.layout.entries.suffix(2).map(\.name) == ["context", "context.weight"])
    #expect(with.layout.entries.suffix(2).map(\.shape) == [Shape(1, 3), Shape(3, 8)])
    #expect(with.layout.count == plain.layout.count + 3 + 24)
    #expect(plain != with)
    let linear = policy(contextSize: 3, hiddenSizes: [])
    #expect(linear.layout.entries.last?.shape == Shape(3, 2))
  }

  @Test func `a policy without a context is what it was before there were any`() {
    let names = policy(contextSize: 0).layout.entries.map(\.name)
    #expect(
      names == [
        "layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias", "layer2.weight",
        "layer2.bias", "logStandardDeviation",
      ])
    #expect(policy(contextSize: 0).contextRange == nil)
  }

  @Test(arguments: PolicyCase.withContext)
  func `a context is what further numbers of the observation would be`(policyCase: PolicyCase) {
    let (policy, parameters) = (policyCase.policy, policyCase.parameters(seed: 1))
    let observations = policyCase.observations(rowCount: 7, seed: 2)
    let actions = policyCase.actions(rowCount: 7, seed: 3)
    let (wide, wideParameters) = unfolded(policy, parameters)
    let context = parameters[policy.contextRange ?? 0..<0]
    let appended = (0..<7).flatMap { observations.elements[3 * $0..<3 * $0 + 3] + context }
    let found = policy.distribution(observations, parameters: policy.layout.constants(parameters))
    let expected = wide.distribution(
      Tensor(appended, shape: Shape(7, 5)), parameters: wide.layout.constants(wideParameters))
    // Sums of a few terms of up to 2, added in another order.
    expectClose(
      found.logProbability(of: actions).elements, expected.logProbability(of: actions).elements,
      within: .relative(1e-13, floor: 1e-14))
    expectClose(
      found.klDivergence(from: expected).elements, [Double](repeating: 0, count: 7),
      within: .absolute(1e-14))
    #expect(found.entropy.elements != [Double](repeating: 0, count: 7))
  }

  /// The policy that sees the context as part of the observation, and its parameters.
  private func unfolded(_ policy: MLPPolicy, _ parameters: [Double]) -> (MLPPolicy, [Double]) {
    func values(_ name: String) -> ArraySlice<Double> {
      policy.layout.entries.first { $0.name == name }.map { parameters[$0.range] } ?? []
    }
    let wide = MLPPolicy(
      observationSize: policy.observationSize + policy.contextSize,
      hiddenSizes: policy.hiddenSizes, activation: policy.activation, actionKind: policy.actionKind)
    let wideParameters = wide.layout.entries.flatMap { entry in
      values(entry.name) + (entry.name == "layer0.weight" ? values("context.weight") : [])
    }
    return (wide, wideParameters)
  }

  @Test func `a context of zeros changes nothing`() {
    let (plain, with) = (policy(contextSize: 0), policy(contextSize: 3))
    let key = RandomKey(seed: 5)
    let (without, parameters): ([Float], [Float]) = (
      plain.initialParameters(key: key), with.initialParameters(key: key)
    )
    let observations = Tensor<Float>(
      uniformNumbers(20, seed: 6).map { Float($0) }, shape: Shape(5, 4))
    func means(_ policy: MLPPolicy, _ parameters: [Float]) -> [Float] {
      guard
        case .gaussian(let mean, _) = policy.distribution(
          observations, parameters: policy.layout.constants(parameters))
      else { return [] }
      return mean.elements
    }
    #expect(means(with, parameters) == means(plain, without))
    var other = parameters
    for index in with.contextRange ?? 0..<0 { other[index] = 0.5 }
    #expect(means(with, other) != means(plain, without))
  }

  @Test func `a context begins at zero, with weights within the bound of Glorot`() throws {
    let (plain, with) = (policy(contextSize: 0), policy(contextSize: 64, hiddenSizes: [64]))
    #expect(plain.layout.count > 0)
    let parameters: [Double] = with.initialParameters(key: RandomKey(seed: 11))
    let range = try #require(with.contextRange)
    #expect(parameters[range].allSatisfy { $0 == 0 })
    let weights = parameters[range.upperBound...]
    let bound = (6.0 / 128).squareRoot()
    #expect(weights.count == 64 * 64)
    #expect(weights.allSatisfy { abs($0) <= bound })
    #expect((weights.max() ?? 0) > 0.95 * bound && (weights.min() ?? 0) < -0.95 * bound)
    #expect(Set(weights).count > 4000)
  }

  @Test func `a context of negative size is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = MLPPolicy(
        observationSize: 2, hiddenSizes: [3], activation: .tanh, actionKind: .discrete(count: 2),
        contextSize: -1)
    }
  }
}
