/// A recurrent layer at given parameters, with its forward and backward passes written out.
///
/// A step is one product for all gates, [n, H] by [H, G H], and one loop over the gates. What goes through
/// the input, [B, I] by [I, G H], and the gradients of all weights are products over many steps at once:
/// as many as fit into the processor's cache with their results.
public struct RecurrentLayer<Scalar: TensorScalar>: Sendable {
  /// The equations.
  public let cell: RecurrentCell
  /// The numbers of a row that enter, I.
  public let inputSize: Int
  /// The number of units, H.
  public let width: Int
  /// The weights of the input, `[I, G H]`.
  let inputWeight: [Scalar]
  /// The weights of h, `[H, G H]`; of the gates r and z only where the reset gate multiplies h.
  let recurrentWeight: [Scalar]
  /// The weights of r h, `[H, H]`; empty for other cells.
  let candidateWeight: [Scalar]
  /// Both biases of each gate, as `GateRows` takes them.
  let bias: [Scalar]

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - cell: The equations.
  ///   - inputSize: I.
  ///   - width: H.
  ///   - parameters: The parameters.
  /// - Precondition: The arrays have the sizes that follow.
  public init(
    _ cell: RecurrentCell, inputSize: Int, width: Int, parameters: RecurrentParameters<Scalar>
  ) {
    let size = cell.gateCount * width
    precondition(
      parameters.inputWeight.count == inputSize * size && parameters.inputBias.count == size
        && parameters.recurrentWeight.count == width * size
        && parameters.recurrentBias.count == size,
      "RecurrentLayer: parameters of another size than \(inputSize) inputs and \(width) units have."
    )
    self.cell = cell
    self.inputSize = inputSize
    self.width = width
    inputWeight = parameters.inputWeight
    let sum = zip(parameters.inputBias, parameters.recurrentBias).map { $0 + $1 }
    switch cell {
    case .gru(resetsBefore: false):
      recurrentWeight = parameters.recurrentWeight
      candidateWeight = []
      bias =
        Array(sum[..<(2 * width)]) + parameters.inputBias[(2 * width)...]
        + parameters.recurrentBias[(2 * width)...]
    case .gru(resetsBefore: true):
      func columns(_ range: Range<Int>) -> [Scalar] {
        (0..<width).flatMap {
          parameters.recurrentWeight[$0 * size + range.lowerBound..<$0 * size + range.upperBound]
        }
      }
      recurrentWeight = columns(0..<2 * width)
      candidateWeight = columns(2 * width..<size)
      bias = sum
    case .lstm:
      recurrentWeight = parameters.recurrentWeight
      candidateWeight = []
      bias = sum
    }
  }

  /// G H.
  var gateSize: Int { cell.gateCount * width }

  /// The columns of `recurrentWeight`.
  var productSize: Int { recurrentWeight.count / width }

  /// Whether the reset gate of a GRU multiplies h.
  var resetsBefore: Bool { cell == .gru(resetsBefore: true) }
}

extension RecurrentLayer {
  /// Addresses of the weights, valid during a call.
  @unsafe struct Weights {
    var input: UnsafePointer<Scalar>
    var recurrent: UnsafePointer<Scalar>
    var candidate: UnsafePointer<Scalar>
    var bias: UnsafePointer<Scalar>
  }

  func withWeights(_ body: (Weights) -> Void) {
    unsafe inputWeight.withUnsafeBufferPointer { input in
      unsafe recurrentWeight.withUnsafeBufferPointer { recurrent in
        unsafe candidateWeight.withUnsafeBufferPointer { candidate in
          unsafe bias.withUnsafeBufferPointer { bias in
            guard let input = input.baseAddress, let recurrent = recurrent.baseAddress,
              let bias = bias.baseAddress
            else { return }
            unsafe body(
              Weights(
                input: input, recurrent: recurrent, candidate: candidate.baseAddress ?? recurrent,
                bias: bias))
          }
        }
      }
    }
  }

  /// Computes x W for some rows.
  @inline(__always)
  func multiplyInput(
    _ input: UnsafePointer<Scalar>, rows: Int, _ weights: Weights,
    into gates: UnsafeMutablePointer<Scalar>
  ) {
    unsafe Scalar.multiplyMatrices(
      MatrixProduct(
        left: input, right: weights.input, result: gates, rows: rows, columns: gateSize,
        inner: inputSize))
  }

  /// Goes one step forward: `rows.gates` holds x W.
  @inline(__always)
  func step(_ rows: GateRows<Scalar>, _ weights: Weights) {
    let isLSTM = cell == .lstm
    unsafe Scalar.multiplyMatrices(
      MatrixProduct(
        left: rows.before, right: weights.recurrent, result: isLSTM ? rows.gates : rows.product,
        rows: rows.rows, columns: productSize, inner: width, isAdded: isLSTM))
    switch cell {
    case .lstm: unsafe Scalar.applyGates(.lstmForward, to: rows)
    case .gru(resetsBefore: false): unsafe Scalar.applyGates(.gruForward, to: rows)
    case .gru(resetsBefore: true):
      unsafe Scalar.applyGates(.resetForward, to: rows)
      unsafe Scalar.multiplyMatrices(
        MatrixProduct(
          left: rows.kept, right: weights.candidate, result: rows.candidate, rows: rows.rows,
          columns: width, inner: width))
      unsafe Scalar.applyGates(.candidateForward, to: rows)
    }
  }
}
