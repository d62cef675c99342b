/// Dense layers on plain arrays, for policies that act step by step without allocating memory.
///
/// All weights are in one array, since retaining an array during a call costs as much as about a hundred
/// multiplications.
public struct DenseNetwork<Scalar: TensorScalar>: Sendable {
  /// The function applied to each sum.
  public enum Nonlinearity: Sendable {
    /// x.
    case identity
    /// tanh(x).
    case tanh
    /// max(x, 0).
    case rectified
  }

  fileprivate struct Layer {
    let inputSize: Int
    let outputSize: Int
    let nonlinearity: Nonlinearity
    /// The index of its first weight.
    let start: Int
  }

  private var layers: [Layer] = []
  /// Of each layer W, `[inputs, outputs]`, and b, `[outputs]`.
  private var numbers: [Scalar] = []
  /// The outputs of the inner layers, in two halves that are written in turn.
  private var hidden: [Scalar] = []
  /// The outputs of the widest inner layer, at least 1.
  private var hiddenSize = 1

  /// Creates a network without layers.
  public init() {}

  /// The number of outputs for each row; 0 without layers.
  public var outputSize: Int { layers.last?.outputSize ?? 0 }

  /// Adds a layer at the end.
  ///
  /// - Parameters:
  ///   - weight: W, `[inputs, outputs]`.
  ///   - bias: b, `[1, outputs]`.
  ///   - nonlinearity: The function applied to x W + b.
  /// - Precondition: The shapes fit each other and the layer before, and neither is a stack.
  public mutating func append(
    weight: Tensor<Scalar>, bias: Tensor<Scalar>, nonlinearity: Nonlinearity
  ) {
    precondition(
      bias.shape == Shape(1, weight.shape.columns) && weight.shape.stack == 1,
      "DenseNetwork: a bias of \(bias.shape) for weights of \(weight.shape).")
    precondition(
      layers.isEmpty || outputSize == weight.shape.rows,
      "DenseNetwork: weights of \(weight.shape) after a layer of \(outputSize) outputs.")
    hiddenSize = max(hiddenSize, outputSize)
    layers.append(
      Layer(
        inputSize: weight.shape.rows, outputSize: weight.shape.columns,
        nonlinearity: nonlinearity, start: numbers.count))
    numbers += weight.elements + bias.elements
  }

  /// Allocates memory for the outputs of the inner layers; call it after the last layer was added.
  ///
  /// - Parameter rowCount: The most rows of a call of `apply`.
  /// - Precondition: `rowCount` is not negative.
  public mutating func reserve(rowCount: Int) {
    precondition(rowCount >= 0, "DenseNetwork: memory for \(rowCount) rows.")
    hidden = Array(repeating: 0, count: 2 * rowCount * hiddenSize)
  }

  /// Computes the outputs.
  ///
  /// - Parameters:
  ///   - input: x, `[rows, inputs]`; further elements are not read.
  ///   - rows: The number of rows.
  ///   - output: Receives `[rows, outputs]`; further elements are left alone.
  /// - Precondition: There is a layer, memory was reserved for the rows, and the arrays hold them.
  /// - Complexity: Allocates nothing.
  public mutating func apply(_ input: [Scalar], rows: Int, into output: inout [Scalar]) {
    precondition(
      !layers.isEmpty && rows >= 0 && rows * 2 * hiddenSize <= hidden.count
        && rows * layers[0].inputSize <= input.count && rows * outputSize <= output.count,
      "DenseNetwork: \(rows) rows of \(layers.first?.inputSize ?? 0) to \(outputSize) numbers in"
        + " arrays of \(input.count) and \(output.count), with memory for"
        + " \(hidden.count / 2 / hiddenSize).")
    unsafe input.withUnsafeBufferPointer { input in
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe hidden.withUnsafeMutableBufferPointer { hidden in
          unsafe output.withUnsafeMutableBufferPointer { output in
            guard let x = input.baseAddress, let weights = numbers.baseAddress,
              let inner = hidden.baseAddress, let outer = output.baseAddress
            else { return }
            var (source, target) = unsafe (x, inner)
            for index in layers.indices {
              if index == layers.count - 1 {
                unsafe target = outer
              } else {
                unsafe target = inner + index % 2 * rows * hiddenSize
              }
              unsafe layers[index].apply(source, rows, to: target, weights)
              unsafe source = UnsafePointer(target)
            }
          }
        }
      }
    }
  }
}

extension DenseNetwork.Layer {
  /// y ← f(x W + b).
  fileprivate func apply(
    _ x: UnsafePointer<Scalar>, _ rows: Int, to y: UnsafeMutablePointer<Scalar>,
    _ numbers: UnsafePointer<Scalar>
  ) {
    let weight = unsafe numbers + start
    unsafe Scalar.multiplyMatrices(
      MatrixProduct(
        left: x, right: weight, result: y, rows: rows, columns: outputSize, inner: inputSize))
    unsafe Scalar.addBias(
      weight + inputSize * outputSize, to: y, rows: rows, columns: outputSize,
      thenTanh: nonlinearity == .tanh)
    if nonlinearity == .rectified { unsafe Scalar.apply(.rectified, y, y, rows * outputSize) }
  }
}
