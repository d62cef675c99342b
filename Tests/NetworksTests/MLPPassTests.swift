import Networks
import Tensors
import TestSupport
import Testing

/// Derivatives that passes carry through the layers, against those of the recorded graph.
struct MLPPassTests {
  static let cases = PolicyCase.all + PolicyCase.withEmbedding

  /// A case with parameters, observations, a direction, and a gradient with respect to the outputs.
  private struct Setting {
    let policy: Policy
    let parameters: [Double]
    let direction: [Double]
    let observations: Tensor<Double>
    let outputGradient: Tensor<Double>

    init(_ policyCase: PolicyCase, rowCount: Int = 9) {
      policy = policyCase.policy
      parameters = policyCase.parameters(seed: 1)
      direction = uniformNumbers(policy.layout.count, seed: 2)
      observations = policyCase.observations(rowCount: rowCount, seed: 3)
      let size = policy.actionKind == .discrete(count: 3) ? 3 : 2
      outputGradient = Tensor(
        uniformNumbers(rowCount * size, seed: 4), shape: Shape(rowCount, size))
    }

    var pass: MLPPass<Double> {
      policy.mlpPasses(at: parameters).pass(observations)
    }

    /// The flat vector with zeros for standard deviations, which are not the network's.
    func withoutDeviations(_ vector: [Double]) -> [Double] {
      var result = vector
      for index in policy.logStandardDeviationRange ?? 0..<0 { result[index] = 0 }
      return result
    }

    /// The outputs as a recorded function of the parameters.
    func output(_ variables: [Tensor<Double>]) -> Tensor<Double> {
      policy.network.outputs(
        NetworkRows(observations), ParameterTensors(variables, layout: policy.layout))
    }
  }

  @Test(arguments: cases)
  func `outputs are those of the recorded network`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    let expected = setting.output(setting.policy.layout.constants(setting.parameters))
    #expect(setting.pass.output.elements == expected.elements)
  }

  @Test(arguments: cases)
  func `pullbacks are those of the recorded graph`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    let variables = setting.policy.layout.variables(setting.parameters)
    let slopes = gradients(
      of: [setting.output(variables)], withRespectTo: variables,
      cotangents: [setting.outputGradient])
    var found = setting.parameters.map { _ in 0.0 }
    setting.pass.addPullback(of: setting.outputGradient, to: &found)
    expectClose(
      found, setting.withoutDeviations(slopes.flatMap(\.elements)), within: .absolute(1e-13))
    // It adds to what is there.
    var twice = found
    setting.pass.addPullback(
      of: setting.pass.gradients(of: setting.outputGradient), to: &twice)
    expectClose(twice, found.map { 2 * $0 }, within: .absolute(1e-13))
  }

  @Test(arguments: cases)
  func `a change of the outputs is the transpose of a pullback`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    let direction = setting.policy.mlpPasses(at: setting.direction)
    let change = setting.pass.pushforward(direction).outputChange
    var back = setting.parameters.map { _ in 0.0 }
    setting.pass.addPullback(of: setting.outputGradient, to: &back)
    expectClose(
      VectorMath.dot(change.elements, setting.outputGradient.elements),
      VectorMath.dot(back, setting.direction), within: .relative(1e-12, floor: 1e-13))
  }

  @Test(arguments: cases)
  func `a change of the outputs is what a small step does`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    let direction = setting.policy.mlpPasses(at: setting.direction)
    // A central difference with step 1e-6 has an error of some 1e-12 · f''' and 1e-16 / 1e-6.
    let outputs = [1e-6, -1e-6].map { step in
      setting.policy.mlpPasses(
        at: VectorMath.sum(setting.parameters, setting.direction, times: step)
      ).pass(setting.observations).output.elements
    }
    expectClose(
      setting.pass.pushforward(direction).outputChange.elements,
      zip(outputs[0], outputs[1]).map { ($0 - $1) / 2e-6 }, within: .absolute(1e-7))
  }

  @Test(arguments: cases)
  func `changes of pullbacks are second derivatives of the recorded graph`(
    policyCase: PolicyCase
  ) {
    let setting = Setting(policyCase)
    let gradientChange = Tensor(
      uniformNumbers(setting.outputGradient.shape.count, seed: 5),
      shape: setting.outputGradient.shape)
    let variables = setting.policy.layout.variables(setting.parameters)
    let output = setting.output(variables)
    let slopes = gradients(
      of: [output], withRespectTo: variables, cotangents: [setting.outputGradient],
      isRecorded: true)
    let curved = gradients(
      of: slopes, withRespectTo: variables,
      cotangents: setting.policy.layout.constants(setting.direction))
    let straight = gradients(
      of: [output], withRespectTo: variables, cotangents: [gradientChange])
    let expected = zip(curved.flatMap(\.elements), straight.flatMap(\.elements)).map(+)

    let pass = setting.pass
    let tangent = pass.pushforward(setting.policy.mlpPasses(at: setting.direction))
    var found = setting.parameters.map { _ in 0.0 }
    tangent.addPullbackChange(
      of: pass.gradients(of: setting.outputGradient), changingBy: gradientChange, to: &found)
    expectClose(found, setting.withoutDeviations(expected), within: .absolute(1e-12))
  }

  @Test(arguments: cases)
  func `a stepper computes the same outputs`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    var stepper = setting.policy.network.makeStepper(setting.parameters)
    stepper.begin(copyCount: 10)
    let output = setting.pass.output
    // Room for more rows than there are, as where some episodes have ended.
    let outputSize = setting.policy.network.outputSize
    var found = [Double](repeating: -7, count: 10 * outputSize)
    stepper.step(
      setting.observations.elements + [9, 9, 9], copies: [0, 1, 2, 4, 5, 6, 7, 8, 9], into: &found)
    #expect(found.suffix(outputSize).allSatisfy { $0 == -7 })
    expectClose(
      Array(found.prefix(output.shape.count)), output.elements, within: .absolute(1e-14))
  }

  @Test(arguments: PolicyCase.all)
  func `a Fisher product is the Hessian of the divergence from itself`(policyCase: PolicyCase) {
    let setting = Setting(policyCase)
    let output = setting.pass.output.variable
    let head = setting.policy.head
    let distribution = head.distribution(
      output: output,
      parameters: head.entries.map { Tensor(setting.parameters[$0.range], shape: $0.shape) })
    let divergence = distribution.klDivergence(from: distribution.detached).sum
    let slope = gradients(of: [divergence], withRespectTo: [output], isRecorded: true)
    let expected = gradients(
      of: slope, withRespectTo: [output], cotangents: [setting.outputGradient])[0]
    expectClose(
      distribution.fisherProduct(setting.outputGradient).elements, expected.elements,
      within: .absolute(1e-13))
  }
}
