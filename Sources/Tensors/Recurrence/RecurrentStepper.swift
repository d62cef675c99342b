/// A recurrent layer that acts: it goes on step by step with rows that run side by side.
///
/// It allocates nothing after `begin`.
public struct RecurrentStepper<Scalar: TensorScalar>: Sendable {
  private let layer: RecurrentLayer<Scalar>
  /// h of each copy, `[E, H]`.
  private var hidden: [Scalar] = []
  /// c of each copy, `[E, H]`, of an LSTM.
  private var cells: [Scalar] = []
  /// h of the copies that run, `[n, H]`, unless all do.
  private var runningHidden: [Scalar] = []
  private var runningCells: [Scalar] = []
  /// Gates, products and what only training keeps of the running copies.
  private var scratch: [Scalar] = []
  private var copyCount = 0

  /// Prepares a layer.
  public init(_ layer: RecurrentLayer<Scalar>) {
    self.layer = layer
  }

  /// Makes room for copies, and sets their memory to 0.
  public mutating func begin(copyCount: Int) {
    let width = layer.width
    self.copyCount = copyCount
    hidden = Array(repeating: 0, count: copyCount * width)
    cells = layer.cell == .lstm ? hidden : []
    runningHidden = hidden
    runningCells = cells
    scratch = Array(
      repeating: 0, count: copyCount * (layer.gateSize + layer.productSize + 2 * width))
  }

  /// What each copy remembers, `[E, M]` row-major.
  public var memory: [Scalar] {
    get {
      let width = layer.width
      return (0..<copyCount).flatMap { copy in
        let range = copy * width..<(copy + 1) * width
        return hidden[range] + (cells.isEmpty ? [] : cells[range])
      }
    }
    set {
      let (width, size) = (layer.width, layer.cell.memorySize(width: layer.width))
      precondition(
        newValue.count == copyCount * size,
        "RecurrentStepper: a memory of \(newValue.count) numbers for \(copyCount) copies of \(size)."
      )
      for copy in 0..<copyCount {
        for unit in 0..<width {
          hidden[copy * width + unit] = newValue[copy * size + unit]
          if !cells.isEmpty { cells[copy * width + unit] = newValue[copy * size + width + unit] }
        }
      }
    }
  }

  /// Goes one step on with some copies; the others keep their memory.
  ///
  /// - Parameters:
  ///   - input: `[n, I]` in front.
  ///   - copies: The numbers of the copies, ascending, `[n]`.
  ///   - output: Receives h after the step, `[n, H]` in front.
  @_specialize(where Scalar == Float)
  public mutating func step(_ input: [Scalar], copies: [Int], into output: inout [Scalar]) {
    let (count, width) = (copies.count, layer.width)
    precondition(
      count <= copyCount && input.count >= count * layer.inputSize
        && output.count >= count * width,
      "RecurrentStepper: \(count) copies of \(copyCount) with \(input.count) numbers of input and"
        + " room for \(output.count) of output.")
    if count == copyCount {
      Self.step(layer, input, count, &hidden, &cells, &scratch)
      for index in 0..<count * width { output[index] = hidden[index] }
      return
    }
    Self.gather(hidden, copies, width: width, into: &runningHidden)
    if !cells.isEmpty { Self.gather(cells, copies, width: width, into: &runningCells) }
    Self.step(layer, input, count, &runningHidden, &runningCells, &scratch)
    Self.scatter(runningHidden, copies, width: width, into: &hidden)
    if !cells.isEmpty { Self.scatter(runningCells, copies, width: width, into: &cells) }
    for index in 0..<count * width { output[index] = runningHidden[index] }
  }

  @inline(__always)
  private static func step(
    _ layer: RecurrentLayer<Scalar>, _ input: [Scalar], _ count: Int, _ hidden: inout [Scalar],
    _ cells: inout [Scalar], _ scratch: inout [Scalar]
  ) {
    unsafe layer.withWeights { weights in
      unsafe input.withUnsafeBufferPointer { input in
        unsafe hidden.withUnsafeMutableBufferPointer { hidden in
          unsafe cells.withUnsafeMutableBufferPointer { cells in
            unsafe scratch.withUnsafeMutableBufferPointer { scratch in
              guard let x = input.baseAddress, let h = hidden.baseAddress,
                let gates = scratch.baseAddress
              else { return }
              let c = unsafe cells.baseAddress ?? h
              let product = unsafe gates + count * layer.gateSize
              let kept = unsafe product + count * layer.productSize
              let candidate = unsafe kept + count * layer.width
              unsafe layer.multiplyInput(x, rows: count, weights, into: gates)
              unsafe layer.step(
                GateRows(
                  rows: count, width: layer.width, gates: gates, product: product, kept: kept,
                  candidate: candidate, reset: candidate, bias: weights.bias, before: h, after: h,
                  cellBefore: c, cellAfter: c, gradient: h, carry: candidate,
                  cellCarry: candidate),
                weights)
            }
          }
        }
      }
    }
  }

  private static func gather(
    _ rows: [Scalar], _ copies: [Int], width: Int, into target: inout [Scalar]
  ) {
    var index = 0
    for copy in copies {
      for unit in 0..<width {
        target[index] = rows[copy * width + unit]
        index += 1
      }
    }
  }

  private static func scatter(
    _ rows: [Scalar], _ copies: [Int], width: Int, into target: inout [Scalar]
  ) {
    var index = 0
    for copy in copies {
      for unit in 0..<width {
        target[copy * width + unit] = rows[index]
        index += 1
      }
    }
  }
}
