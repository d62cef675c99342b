import Foundation
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// A policy's embedding is further input, the same for every observation.
struct EmbeddingTests {
  private func policy(embeddingSize: Int, hiddenSizes: [Int] = [8, 6]) -> Policy {
    Policy(
      input: PolicyInput(observationSize: 4, embeddingSize: embeddingSize),
      hiddenSizes: hiddenSizes, activation: .tanh, actionKind: .continuous(size: 2))
  }

  @Test func `an embedding and its weights come after everything else`() {
    let (plain, with) = (policy(embeddingSize: 0), policy(embeddingSize: 3))
    #expect(Array(with.layout.entries.dropLast(2)) == plain.layout.entries)
    #expect(with.layout.entries.suffix(2).map(\.name) == ["context", "context.weight"])
    #expect(with.layout.entries.suffix(2).map(\.shape) == [Shape(1, 3), Shape(3, 8)])
    #expect(with.layout.count == plain.layout.count + 3 + 24)
    #expect(plain != with)
    let linear = policy(embeddingSize: 3, hiddenSizes: [])
    #expect(linear.layout.entries.last?.shape == Shape(3, 2))
  }

  @Test func `a policy without an embedding has no arrays for one`() {
    let names = policy(embeddingSize: 0).layout.entries.map(\.name)
    #expect(
      names == [
        "layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias", "layer2.weight",
        "layer2.bias", "logStandardDeviation",
      ])
    #expect(policy(embeddingSize: 0).embeddingRange == nil)
  }

  @Test(arguments: PolicyCase.withEmbedding)
  func `an embedding is what further numbers of the observation would be`(policyCase: PolicyCase) {
    let (policy, parameters) = (policyCase.policy, policyCase.parameters(seed: 1))
    let observations = policyCase.observations(rowCount: 7, seed: 2)
    let actions = policyCase.actions(rowCount: 7, seed: 3)
    let (wide, wideParameters) = unfolded(policy, parameters)
    let embedding = parameters[policy.embeddingRange ?? 0..<0]
    let appended = (0..<7).flatMap { observations.elements[3 * $0..<3 * $0 + 3] + embedding }
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

  /// The policy that sees the embedding as part of the observation, and its parameters.
  private func unfolded(_ policy: Policy, _ parameters: [Double]) -> (Policy, [Double]) {
    func values(_ name: String) -> ArraySlice<Double> {
      policy.layout.entries.first { $0.name == name }.map { parameters[$0.range] } ?? []
    }
    let wide = Policy(
      input: PolicyInput(
        observationSize: policy.input.observationSize + policy.input.embeddingSize),
      hiddenSizes: policy.mlp.hiddenSizes, activation: policy.mlp.activation,
      actionKind: policy.actionKind)
    let wideParameters = wide.layout.entries.flatMap { entry in
      values(entry.name) + (entry.name == "layer0.weight" ? values("context.weight") : [])
    }
    return (wide, wideParameters)
  }

  @Test func `an embedding of zeros changes nothing`() {
    let (plain, with) = (policy(embeddingSize: 0), policy(embeddingSize: 3))
    let key = RandomKey(seed: 5)
    let (without, parameters): ([Float], [Float]) = (
      plain.initialParameters(key: key), with.initialParameters(key: key)
    )
    let observations = Tensor<Float>(
      uniformNumbers(20, seed: 6).map { Float($0) }, shape: Shape(5, 4))
    func means(_ policy: Policy, _ parameters: [Float]) -> [Float] {
      policy.distribution(
        observations, parameters: policy.layout.constants(parameters)
      ).location
    }
    #expect(means(with, parameters) == means(plain, without))
    var other = parameters
    for index in with.embeddingRange ?? 0..<0 { other[index] = 0.5 }
    #expect(means(with, other) != means(plain, without))
  }

  @Test func `an embedding begins at zero, with weights within the bound of Glorot`() throws {
    let (plain, with) = (policy(embeddingSize: 0), policy(embeddingSize: 64, hiddenSizes: [64]))
    #expect(plain.layout.count > 0)
    let parameters: [Double] = with.initialParameters(key: RandomKey(seed: 11))
    let range = try #require(with.embeddingRange)
    #expect(parameters[range].allSatisfy { $0 == 0 })
    let weights = parameters[range.upperBound...]
    let bound = (6.0 / 128).squareRoot()
    #expect(weights.count == 64 * 64)
    #expect(weights.allSatisfy { abs($0) <= bound })
    #expect((weights.max() ?? 0) > 0.95 * bound && (weights.min() ?? 0) < -0.95 * bound)
    #expect(Set(weights).count > 4000)
  }

  @Test func `an embedding of negative size is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = PolicyInput(observationSize: 2, embeddingSize: -1)
    }
  }
}
