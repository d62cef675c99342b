package import Tensors

/// The passes of any network, from its recorded form: several times slower than passes written out.
package struct RecordedPasses<Scalar: TensorScalar>: NetworkPasses {
  let network: any Network
  let layout: ParameterLayout
  let parameters: ParameterTensors<Scalar>

  /// Prepares a network at given parameters.
  ///
  /// - Parameters:
  ///   - network: The architecture.
  ///   - layout: The layout that has its entries.
  ///   - parameters: A flat vector of the layout.
  package init(_ network: any Network, layout: ParameterLayout, parameters: [Scalar]) {
    self.network = network
    self.layout = layout
    self.parameters = ParameterTensors(variables: parameters, layout: layout)
  }

  /// Goes forward with a batch of rows, recording unless the caller has switched that off.
  package func pass(_ rows: Tensor<Scalar>) -> RecordedPass<Scalar> {
    RecordedPass(passes: self, recorded: network.outputs(NetworkRows(rows), parameters))
  }

  package func replacing(by parameters: [Scalar], isForwardOnly: Bool) -> RecordedPasses {
    RecordedPasses(network, layout: layout, parameters: parameters)
  }
}

/// One recorded pass.
package struct RecordedPass<Scalar: TensorScalar>: NetworkPass {
  /// A gradient with respect to the outputs.
  package struct Gradients {
    fileprivate let ofOutput: Tensor<Scalar>
  }

  fileprivate let passes: RecordedPasses<Scalar>
  fileprivate let recorded: Tensor<Scalar>

  package var output: Tensor<Scalar> { recorded.detached }

  package func gradients(of outputGradient: Tensor<Scalar>) -> Gradients {
    Gradients(ofOutput: outputGradient)
  }

  package func addPullback(of gradients: Gradients, to total: inout [Scalar]) {
    let slopes = pullback(of: gradients.ofOutput, isRecorded: false)
    passes.layout.add(slopes, to: &total)
  }

  /// The pullback Jᵀ u is linear in u, so the derivative of its product with t by u is J t.
  package func pushforward(_ direction: RecordedPasses<Scalar>) -> RecordedTangent<Scalar> {
    let cotangent = Tensor<Scalar>(repeating: 0, shape: recorded.shape).variable
    let changes = derivatives(
      of: pullback(of: cotangent, isRecorded: true), along: direction, by: [cotangent])
    return RecordedTangent(pass: self, direction: direction, outputChange: changes[0])
  }

  /// Jᵀ u, one tensor for each entry.
  fileprivate func pullback(of gradient: Tensor<Scalar>, isRecorded: Bool) -> [Tensor<Scalar>] {
    Tensors.gradients(
      of: [recorded], withRespectTo: passes.parameters.tensors, cotangents: [gradient],
      isRecorded: isRecorded)
  }

  /// The derivatives by some tensors of a recorded pullback's product with a direction.
  fileprivate func derivatives(
    of pullback: [Tensor<Scalar>], along direction: RecordedPasses<Scalar>,
    by inputs: [Tensor<Scalar>]
  ) -> [Tensor<Scalar>] {
    Tensors.gradients(
      of: pullback, withRespectTo: inputs,
      cotangents: direction.parameters.tensors.map(\.detached))
  }
}

/// How a recorded pass changes along a small change of the parameters.
package struct RecordedTangent<Scalar: TensorScalar>: NetworkTangent {
  fileprivate let pass: RecordedPass<Scalar>
  fileprivate let direction: RecordedPasses<Scalar>
  package let outputChange: Tensor<Scalar>

  package func addPullbackChange(
    of gradients: RecordedPass<Scalar>.Gradients, changingBy change: Tensor<Scalar>,
    to total: inout [Scalar]
  ) {
    let curved = pass.derivatives(
      of: pass.pullback(of: gradients.ofOutput, isRecorded: true), along: direction,
      by: pass.passes.parameters.tensors)
    pass.passes.layout.add(curved, to: &total)
    pass.addPullback(of: pass.gradients(of: change), to: &total)
  }
}
