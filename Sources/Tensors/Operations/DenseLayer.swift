/// A dense layer on plain arrays: for those who act step by step and must not allocate.
public struct DenseLayer<Scalar: TensorScalar>: Sendable {
  /// What is done to each sum.
  public enum Nonlinearity: Sendable {
    /// Nothing.
    case identity
    /// The hyperbolic tangent.
    case tanh
    /// max(x, 0).
    case rectified
  }

  /// W, `[inputs, outputs]`, and behind it b, `[outputs]`: one array to hold on to, not two.
  private let numbers: [Scalar]
  private let nonlinearity: Nonlinearity
  /// How many numbers enter for each row.
  public let inputSize: Int
  /// How many numbers come out for each row.
  public let outputSize: Int

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - weight: W, `[inputs, outputs]`.
  ///   - bias: b, `[1, outputs]`.
  ///   - nonlinearity: What is done to x W + b.
  /// - Precondition: The shapes fit each other.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, nonlinearity: Nonlinearity) {
    precondition(
      bias.shape == Shape(1, weight.shape.columns),
      "DenseLayer: a bias of \(bias.shape) for weights of \(weight.shape).")
    numbers = weight.elements + bias.elements
    self.nonlinearity = nonlinearity
    inputSize = weight.shape.rows
    outputSize = weight.shape.columns
  }

  /// Computes f(x W + b).
  ///
  /// - Parameters:
  ///   - input: x, `[rows, inputs]`; what stands behind is not read.
  ///   - rows: How many rows.
  ///   - output: Receives `[rows, outputs]`; what stands behind is left alone.
  /// - Precondition: The arrays hold so many rows.
  public func apply(_ input: [Scalar], rows: Int, into output: inout [Scalar]) {
    precondition(
      input.count >= rows * inputSize && output.count >= rows * outputSize,
      "DenseLayer: \(rows) rows of \(inputSize) to \(outputSize) numbers in arrays of"
        + " \(input.count) and \(output.count).")
    unsafe input.withUnsafeBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output in
        guard let x = input.baseAddress, let y = output.baseAddress else { return }
        unsafe fill(y, from: x, rows: rows)
      }
    }
  }

  private func fill(_ y: UnsafeMutablePointer<Scalar>, from x: UnsafePointer<Scalar>, rows: Int) {
    unsafe numbers.withUnsafeBufferPointer { numbers in
      guard let weight = numbers.baseAddress else { return }
      unsafe Scalar.multiplyMatrices(
        MatrixProduct(
          left: x, right: weight, result: y, rows: rows, columns: outputSize,
          inner: inputSize))
      unsafe Scalar.addBias(
        weight + inputSize * outputSize, to: y, rows: rows, columns: outputSize,
        thenTanh: nonlinearity == .tanh)
    }
    if nonlinearity == .rectified { unsafe Scalar.apply(.rectified, y, y, rows * outputSize) }
  }
}
