public import Tensors

/// How a pass changes with a small change of the parameters, and how changes of gradients go back.
public struct MLPTangent<Scalar: TensorScalar> {
  let pass: MLPPass<Scalar>
  let direction: MLPNetwork<Scalar>
  /// How what entered each layer changes; `nil` for the observations, which do not.
  let inputChanges: [Tensor<Scalar>?]
  /// How the outputs change, `[B, outputs]`.
  public let outputChange: Tensor<Scalar>

  /// Adds the change of a pullback: of Jᵀ u, as parameters and u change together.
  ///
  /// - Parameters:
  ///   - gradient: u, `[B, outputs]`.
  ///   - change: How u changes.
  ///   - total: A flat vector of the policy's layout; receives the sum.
  public func addPullbackChange(
    of gradient: Tensor<Scalar>, changingBy change: Tensor<Scalar>, to total: inout [Scalar]
  ) {
    withoutRecording {
      var (gradient, change) = (gradient, change)
      for index in pass.inputs.indices.reversed() {
        let input = pass.inputs[index]
        var weightChange = Tensor.product(input, change, isLeftTransposed: true)
        if let inputChange = inputChanges[index] {
          weightChange.add(productOf: inputChange, gradient, isLeftTransposed: true)
        }
        let biasChange = pass.addGradient(weightChange, of: change, layer: index, to: &total)
        if index == 0 {
          addContextChange(of: gradient, changingBy: biasChange, to: &total)
        } else if let inputChange = inputChanges[index] {
          (gradient, change) = belowLayer(
            index, gradient, change, value: input, valueChange: inputChange)
        }
      }
    }
  }

  /// Goes from the gradient of a layer's sums to that of the sums below it.
  private func belowLayer(
    _ index: Int, _ gradient: Tensor<Scalar>, _ change: Tensor<Scalar>, value: Tensor<Scalar>,
    valueChange: Tensor<Scalar>
  ) -> (Tensor<Scalar>, Tensor<Scalar>) {
    let transposed = pass.network.layers[index].transposedWeight
    let below = Tensor.product(gradient, transposed)
    var belowChange = Tensor.product(change, transposed)
    belowChange.add(productOf: gradient, direction.layers[index].transposedWeight)
    let activation = pass.network.policy.activation
    switch activation {
    case .tanh:
      return (
        below.timesTanhSlope(ofValue: value),
        below.tanhSlopeTangent(
          ofValue: value, tangent: belowChange, valueTangent: valueChange)
      )
    case .relu:
      return (
        activation.timesSlope(below, ofValue: value),
        activation.timesSlope(belowChange, ofValue: value)
      )
    }
  }

  private func addContextChange(
    of gradient: Tensor<Scalar>, changingBy biasChange: Tensor<Scalar>, to total: inout [Scalar]
  ) {
    guard let context = pass.network.context, let change = direction.context else { return }
    let biasGradient = gradient.sum(to: biasChange.shape)
    var vector = Tensor.product(biasChange, context.layer.transposedWeight)
    vector.add(productOf: biasGradient, change.layer.transposedWeight)
    var weight = Tensor.product(context.vector, biasChange, isLeftTransposed: true)
    weight.add(productOf: change.vector, biasGradient, isLeftTransposed: true)
    pass.addContext(vector: vector, weight: weight, to: &total)
  }
}
