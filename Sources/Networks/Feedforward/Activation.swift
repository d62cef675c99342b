package import Tensors

/// The nonlinearity of hidden layers.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// The hyperbolic tangent.
  case tanh
  /// The rectifier, max(x, 0).
  case relu
}

extension Activation {
  func nonlinearity<Scalar: TensorScalar>() -> DenseNetwork<Scalar>.Nonlinearity {
    switch self {
    case .tanh: .tanh
    case .relu: .rectified
    }
  }

  /// A dense layer with the nonlinearity, f(x W + b).
  package func apply<Scalar: TensorScalar>(
    _ input: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh: Tensor.affineTanh(input, weight: weight, bias: bias)
    case .relu: Tensor.affine(input, weight: weight, bias: bias).rectified
    }
  }

  /// A gradient times the slope of the nonlinearity, given the value y = f(x).
  func timesSlope<Scalar: TensorScalar>(
    _ gradient: Tensor<Scalar>, ofValue value: Tensor<Scalar>
  ) -> Tensor<Scalar> {
    switch self {
    case .tanh: gradient.timesTanhSlope(ofValue: value)
    case .relu: gradient.timesRectifierSlope(ofValue: value)
    }
  }

  /// The change of `timesSlope` as the gradient and the value y change.
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
