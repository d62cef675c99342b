import Foundation
import Networks
import Tensors
import TestSupport
import Testing

struct PolicyTests {
  @Test func `arrays are named and ordered by layer`() {
    let policy = Policy(
      input: PolicyInput(observationSize: 4), hiddenSizes: [8, 6], activation: .tanh,
      actionKind: .continuous(size: 2))
    #expect(
      policy.layout.entries.map(\.name) == [
        "layer0.weight", "layer0.bias", "layer1.weight", "layer1.bias", "layer2.weight",
        "layer2.bias", "logStandardDeviation",
      ])
    #expect(
      policy.layout.entries.map(\.shape) == [
        Shape(4, 8), Shape(1, 8), Shape(8, 6), Shape(1, 6), Shape(6, 2), Shape(1, 2), Shape(1, 2),
      ])
    #expect(policy.layout.count == 32 + 8 + 48 + 6 + 12 + 2 + 2)
  }

  @Test func `a policy over choices has no standard deviation`() {
    let policy = Policy(
      input: PolicyInput(observationSize: 4), hiddenSizes: [], activation: .relu,
      actionKind: .discrete(count: 5))
    #expect(policy.layout.entries.map(\.name) == ["layer0.weight", "layer0.bias"])
    #expect(policy.layout.count == 25)
    #expect(policy.logStandardDeviations([Float](repeating: 3, count: 25)).isEmpty)
  }

  @Test(arguments: PolicyCase.all)
  func `the network computes what loops compute`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let parameters = policyCase.parameters(seed: 1)
    let observations = policyCase.observations(rowCount: 7, seed: 2)
    let expected = naiveOutput(policy, observations, parameters)
    expectClose(
      policy.distribution(observations, parameters: policy.layout.constants(parameters)).location,
      expected.elements, within: .absolute(1e-14), "Double")
    let single = policy.distribution(
      Tensor(observations.elements.map(Float.init), shape: observations.shape),
      parameters: policy.layout.constants(parameters.map(Float.init)))
    // Four layers of up to seven terms of up to 2, and tanh with an error of 4e-7.
    expectClose(single.location, expected.elements, within: .absolute(5e-6), "Float")
    #expect(single.rowCount == 7)
  }

  @Test(arguments: PolicyCase.all)
  func `a batch computes what its rows compute one by one`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let parameters = policy.layout.constants(policyCase.parameters(seed: 3))
    let observations = policyCase.observations(rowCount: 17, seed: 4)
    let batch = policy.distribution(observations, parameters: parameters).location
    let rows = (0..<17).flatMap { row -> [Double] in
      let observation = Tensor(
        observations.elements[3 * row..<3 * row + 3], shape: Shape(1, 3))
      return policy.distribution(observation, parameters: parameters).location
    }
    expectClose(batch, rows, within: .absolute(1e-14))
  }

  @Test func `the standard deviation is kept above its bound`() {
    let policy = Policy(
      input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
      actionKind: .continuous(size: 4))
    let bound = GaussianHead.minimumLogStandardDeviation
    expectClose(exp(bound), 1e-6, within: .relative(1e-14))
    let parameters = [Double](repeating: 0.5, count: 8) + [bound - 1, bound, bound + 1, -50]
    let variables = policy.layout.variables(parameters)
    let distribution = policy.distribution(
      Tensor([1], shape: Shape(1, 1)), parameters: variables)
    guard case .gaussian(let normal) = distribution else {
      Issue.record("Continuous actions are normal.")
      return
    }
    let log = normal.logStandardDeviation
    #expect(log.elements == [bound, bound, bound + 1, bound])
    #expect(normal.mean.elements == [1, 1, 1, 1])
    // The slope is 0 up to the bound, for every quantity made of it.
    for value in [log.sum, distribution.entropy, log.exponential.sum] {
      let slope = gradients(of: [value], withRespectTo: [variables[2]])[0].elements
      #expect(slope[2] > 0)
      #expect([slope[0], slope[1], slope[3]] == [0, 0, 0])
    }
    #expect(policy.logStandardDeviations(parameters) == [bound, bound, bound + 1, bound])
  }

  @Test(arguments: [[0, 4, 2], [3, 0, 2], [3, -4, 2], [3, 4, 0]])
  func `sizes are at least one`(sizes: [Int]) async {
    await #expect(processExitsWith: .failure) { [sizes] in
      _ = Policy(
        input: PolicyInput(observationSize: sizes[0]), hiddenSizes: [sizes[1]], activation: .tanh,
        actionKind: .discrete(count: sizes[2]))
    }
  }

  @Test func `tensors that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [3], activation: .tanh,
        actionKind: .discrete(count: 2))
      let parameters = policy.layout.constants([Float](repeating: 1, count: policy.layout.count))
      _ = policy.distribution(Tensor(repeating: 1, shape: Shape(5, 3)), parameters: parameters)
    }
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [3], activation: .tanh,
        actionKind: .discrete(count: 2))
      let parameters = policy.layout.constants([Float](repeating: 1, count: policy.layout.count))
      _ = policy.distribution(
        Tensor(repeating: 1, shape: Shape(5, 2)), parameters: parameters.dropLast())
    }
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [], activation: .tanh,
        actionKind: .continuous(size: 2))
      _ = policy.logStandardDeviations([1.0])
    }
  }

  /// The network in loops, `[B, outputs]`.
  private func naiveOutput(
    _ policy: Policy, _ observations: Tensor<Double>, _ parameters: [Double]
  ) -> NaiveMatrix {
    var hidden = NaiveMatrix(
      observations.elements, observations.shape.rows, observations.shape.columns)
    for layer in 0...policy.mlp.hiddenSizes.count {
      let weight = policy.layout.entries[2 * layer]
      let bias = policy.layout.entries[2 * layer + 1]
      hidden = hidden.times(
        NaiveMatrix(Array(parameters[weight.range]), weight.shape.rows, weight.shape.columns)
      ).plus(row: Array(parameters[bias.range]))
      if layer < policy.mlp.hiddenSizes.count {
        hidden = hidden.map(policy.mlp.activation == .tanh ? { tanh($0) } : { max($0, 0) })
      }
    }
    return hidden
  }
}
