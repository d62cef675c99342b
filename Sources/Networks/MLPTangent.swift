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
  ///   - gradients: What `MLPPass.gradients(of:)` gave for u.
  ///   - change: How u changes, `[B, outputs]`.
  ///   - total: A flat vector of the policy's layout; receives the sum.
  public func addPullbackChange(
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
        let biasChange = pass.addGradient(weightChange, of: change, layer: index, to: &total)
        guard index > 0, let inputChange = inputChanges[index] else {
          addContextChange(of: gradient, changingBy: biasChange, to: &total)
          return
        }
        var below = Tensor.product(change, pass.network.layers[index].transposedWeight)
        below.add(productOf: gradient, direction.layers[index].transposedWeight)
        change = pass.network.policy.activation.timesSlopeChange(
          gradients.ofValues[index - 1], changingBy: below, ofValue: pass.inputs[index],
          changingBy: inputChange)
      }
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

extension Activation {
  /// How a gradient times the slope of the nonlinearity changes as the gradient and the value that the
  /// nonlinearity took do.
  func timesSlopeChange<Scalar: TensorScalar>(
    _ gradient: Tensor<Scalar>, changingBy change: Tensor<Scalar>, ofValue value: Tensor<Scalar>,
    changingBy valueChange: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh:
      gradient.tanhSlopeTangent(ofValue: value, tangent: change, valueTangent: valueChange)
    case .relu: timesSlope(change, ofValue: value)
    }
  }
}
