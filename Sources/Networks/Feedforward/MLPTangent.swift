package import Tensors

/// How a pass changes along a small change of the parameters, and how changes of gradients go back.
package struct MLPTangent<Scalar: TensorScalar>: NetworkTangent {
  let pass: MLPPass<Scalar>
  let direction: MLPPasses<Scalar>
  /// The changes of each layer's inputs; `nil` for the rows, which do not change.
  let inputChanges: [Tensor<Scalar>?]
  package let outputChange: Tensor<Scalar>

  @_specialize(where Scalar == Float)
  package func addPullbackChange(
    of gradients: MLPGradients<Scalar>, changingBy change: Tensor<Scalar>,
    to total: inout [Scalar]
  ) {
    withoutRecording {
      var change = change
      for index in pass.inputs.indices.reversed() {
        let gradient = gradients.ofSums[index]
        var weightChange = Tensor.product(pass.inputs[index], change, isLeftTransposed: true)
        if let inputChange = inputChanges[index] {
          weightChange.add(productOf: inputChange, gradient, isLeftTransposed: true)
        }
        let biasChange = pass.addGradients(
          weight: weightChange, sums: change, ofLayer: index, to: &total)
        guard index > 0, let inputChange = inputChanges[index] else {
          addEmbeddingChange(of: gradient, changingBy: biasChange, to: &total)
          return
        }
        var below = Tensor.product(change, pass.passes.layers[index].transposedWeight)
        below.add(productOf: gradient, direction.layers[index].transposedWeight)
        change = pass.passes.network.activation.timesSlopeChange(
          gradients.ofValues[index - 1], changingBy: below, ofValue: pass.inputs[index],
          changingBy: inputChange)
      }
    }
  }

  private func addEmbeddingChange(
    of gradient: Tensor<Scalar>, changingBy biasChange: Tensor<Scalar>, to total: inout [Scalar]
  ) {
    guard let embedding = pass.passes.embedding, let change = direction.embedding else { return }
    embedding.addPullbackChange(
      of: gradient.sum(to: biasChange.shape), changingBy: biasChange, along: change, to: &total)
  }
}
