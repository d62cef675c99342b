import Networks
import Tensors
import TestSupport
import Testing

/// The passes of any network, from its recorded form, against those that an MLP has written out.
struct RecordedPassTests {
  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding)
  func `recorded passes carry the derivatives that written ones do`(policyCase: PolicyCase) {
    let policy = policyCase.policy
    let parameters = policyCase.parameters(seed: 1)
    let direction = uniformNumbers(policy.layout.count, seed: 2)
    let rows = policyCase.observations(rowCount: 9, seed: 3)
    func results<Passes: NetworkPasses<Double>>(_ passes: Passes) -> [[Double]] {
      let pass = passes.pass(rows)
      let shape = pass.output.shape
      let gradients = pass.gradients(
        of: Tensor(uniformNumbers(shape.count, seed: 4), shape: shape))
      let change = Tensor(uniformNumbers(shape.count, seed: 5), shape: shape)
      let tangent = pass.pushforward(passes.replacing(by: direction, isForwardOnly: false))
      var (pullback, pullbackChange) = (parameters, parameters)
      pass.addPullback(of: gradients, to: &pullback)
      tangent.addPullbackChange(of: gradients, changingBy: change, to: &pullbackChange)
      return [pass.output.elements, tangent.outputChange.elements, pullback, pullbackChange]
    }
    let written = results(policy.mlpPasses(at: parameters))
    let recorded = results(
      RecordedPasses(policy.network, layout: policy.layout, parameters: parameters))
    #expect(written[0] == recorded[0])
    for (written, recorded) in zip(written, recorded) {
      // Sums of up to nine terms of moderate size in another order.
      expectClose(written, recorded, within: .absolute(1e-12))
    }
  }

  @Test func `a policy takes the written passes of an MLP and the recorded ones of others`() {
    let mlp = PolicyCase.all[0].policy
    guard case .mlp = mlp.passes(at: [Float](repeating: 0, count: mlp.layout.count)) else {
      Issue.record("An MLP has written passes.")
      return
    }
    let other = Policy(
      input: PolicyInput(observationSize: 2), actionKind: .discrete(count: 3)
    ) { inputSize, outputSize, layout in
      ElmanNetwork(inputSize: inputSize, memorySize: 4, outputSize: outputSize, in: &layout)
    }
    guard case .recorded = other.passes(at: [Float](repeating: 0, count: other.layout.count))
    else {
      Issue.record("An Elman network has no written passes.")
      return
    }
  }

  @Test func `a gradient does not go back through forward-only layers`() async {
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [3], activation: .tanh,
        actionKind: .discrete(count: 2))
      let parameters = [Double](repeating: 1, count: policy.layout.count)
      let pass = MLPPasses(policy.mlp, parameters: parameters, isForwardOnly: true)
        .pass(Tensor(repeating: 1, shape: Shape(1, 2)))
      _ = pass.gradients(of: pass.output)
    }
  }
}
