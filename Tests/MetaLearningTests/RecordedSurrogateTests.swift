import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// A surrogate of a policy whose network has its recorded form only, against the same network with
/// passes written out.
struct RecordedSurrogateTests {
  /// An MLP that keeps its written passes to itself.
  private struct PlainNetwork: Network {
    var base: MLP

    var inputSize: Int { base.inputSize }
    var outputSize: Int { base.outputSize }
    var hiddenSizes: [Int] { base.hiddenSizes }
    var memorySize: Int { 0 }
    var lastLayerRange: Range<Int> { base.lastLayerRange }

    mutating func appendEmbedding(
      _ embedding: ParameterLayout.Entry, to layout: inout ParameterLayout
    ) {
      base.appendEmbedding(embedding, to: &layout)
    }

    func fillInitialParameters<Scalar: TensorScalar>(
      _ parameters: inout [Scalar], key: RandomKey
    ) {
      base.fillInitialParameters(&parameters, key: key)
    }

    func outputs<Scalar: TensorScalar>(
      _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
    ) -> Tensor<Scalar> {
      base.outputs(rows, parameters)
    }

    func makeStepper<Scalar: TensorScalar>(_ parameters: [Scalar]) -> any NetworkStepper<Scalar> {
      base.makeStepper(parameters)
    }
  }

  /// A network with a memory, which rows in any cut cannot train.
  private struct RememberingNetwork: Network {
    let inputSize: Int
    let outputSize: Int
    let memorySize = 1
    let hiddenSizes: [Int] = []
    let lastLayerRange = 0..<0

    func fillInitialParameters<Scalar: TensorScalar>(
      _ parameters: inout [Scalar], key: RandomKey
    ) {}

    func outputs<Scalar: TensorScalar>(
      _ rows: NetworkRows<Scalar>, _ parameters: ParameterTensors<Scalar>
    ) -> Tensor<Scalar> {
      Tensor(repeating: 0, shape: Shape(rows.inputs.shape.rows, outputSize))
    }

    func makeStepper<Scalar: TensorScalar>(_ parameters: [Scalar]) -> any NetworkStepper<Scalar> {
      preconditionFailure("No test acts with this network.")
    }
  }

  private func plain(_ kind: PolicyCase) -> Policy {
    Policy(
      input: kind.policy.input, actionKind: kind.policy.actionKind
    ) { inputSize, outputSize, layout in
      PlainNetwork(
        base: MLP(
          inputSize: inputSize, hiddenSizes: kind.hiddenSizes, outputSize: outputSize,
          activation: kind.activation, in: &layout))
    }
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding, InnerEstimator.allCases)
  func `values and derivatives are those of written passes`(
    kind: PolicyCase, estimator: InnerEstimator
  ) {
    let old = kind.parameters()
    let parameters = kind.neighbour(of: old)
    let direction = kind.parameters(seed: 5, scale: 1)
    func results(_ policy: Policy) -> [(name: String, numbers: [Double])] {
      var surrogate = Surrogate(
        policy: policy, batch: kind.batch(rowCount: 700), estimator: estimator)
      surrogate.fixOldPolicy(at: old)
      let both = surrogate.gradientAndHessian(at: parameters)
      return [
        ("value", [surrogate.value(at: parameters)]),
        ("gradient", surrogate.gradient(at: parameters)),
        ("gradient beside the Hessian", both.gradient),
        ("Hessian", both.hessian(direction)),
        ("Fisher matrix", surrogate.fisherVectorProduct(at: parameters, times: direction)),
        ("divergence", [surrogate.klDivergence(from: old, to: parameters)]),
        ("its gradient", surrogate.klDivergenceGradient(from: old, to: parameters)),
      ]
    }
    let policy = plain(kind)
    #expect(policy.layout == kind.policy.layout)
    #expect(policy != kind.policy)
    for (recorded, written) in zip(results(policy), results(kind.policy)) {
      // Hundreds of terms of up to some tens, summed in another order.
      expectClose(
        recorded.numbers, written.numbers, within: .relative(1e-11, floor: 1e-11), written.name)
    }
  }

  @Test func `equal observations go through any network once`() {
    let kind = PolicyCase.gaussian
    var batch = kind.batch(rowCount: 50)
    for index in batch.observations.indices {
      batch.observations[index] = index % 2 == 0 ? 0.3 : -1
    }
    let parameters = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    let written = Surrogate(policy: kind.policy, batch: batch)
    let recorded = Surrogate(policy: plain(kind), batch: batch)
    expectClose(
      recorded.gradient(at: parameters), written.gradient(at: parameters),
      within: .relative(1e-11, floor: 1e-11))
    expectClose(
      recorded.hessianVectorProduct(at: parameters, times: direction),
      written.hessianVectorProduct(at: parameters, times: direction),
      within: .relative(1e-11, floor: 1e-11))
  }

  @Test func `a network with a memory is refused`() async {
    await #expect(processExitsWith: .failure) {
      let policy = Policy(
        input: PolicyInput(observationSize: 2), actionKind: .discrete(count: 3)
      ) { inputSize, outputSize, _ in
        RememberingNetwork(inputSize: inputSize, outputSize: outputSize)
      }
      _ = Surrogate(
        policy: policy, batch: PolicyCase.categorical.batch(rowCount: 4) as PolicyBatch<Double>)
    }
  }
}
