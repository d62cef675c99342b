import Numerics

// The equations of recurrent cells without their matrix products, written once for both precisions.

/// A number on which gates are computed: one `Double`, or sixteen `Float`s at once.
protocol GateNumber {
  associatedtype Element: TensorScalar
  /// How many elements it holds.
  static var count: Int { get }
  static var one: Self { get }
  static func + (first: Self, second: Self) -> Self
  static func - (first: Self, second: Self) -> Self
  static func * (first: Self, second: Self) -> Self
  /// 1 / (1 + e⁻ˣ).
  var sigmoid: Self { get }
  var hyperbolicTangent: Self { get }
  static func load(_ x: UnsafePointer<Element>) -> Self
  /// Reads fewer elements than it holds; the others are 0.
  static func load(_ x: UnsafePointer<Element>, first count: Int) -> Self
  func store(_ y: UnsafeMutablePointer<Element>)
  /// Writes fewer elements than it holds.
  func store(_ y: UnsafeMutablePointer<Element>, first count: Int)
}

extension Double: GateNumber {
  static var count: Int { 1 }
  static var one: Double { 1 }
  var sigmoid: Double { 1 / (1 + Double.exponential(-self)) }
  var hyperbolicTangent: Double { Double.hyperbolicTangent(self) }
  static func load(_ x: UnsafePointer<Double>) -> Double { unsafe x[0] }
  static func load(_ x: UnsafePointer<Double>, first count: Int) -> Double { unsafe x[0] }
  func store(_ y: UnsafeMutablePointer<Double>) { unsafe y[0] = self }
  func store(_ y: UnsafeMutablePointer<Double>, first count: Int) { unsafe y[0] = self }
}

extension SIMD16<Float>: GateNumber {
  typealias Element = Float

  @inline(__always) static var count: Int { 16 }
  @inline(__always) static var one: Self { Self(repeating: 1) }

  /// ½ + ½ tanh(x / 2), which needs no exponential.
  @inline(__always) var sigmoid: Self { VectorFunctions.tanh(self * 0.5) * 0.5 + 0.5 }
  @inline(__always) var hyperbolicTangent: Self { VectorFunctions.tanh(self) }

  @inline(__always)
  static func load(_ x: UnsafePointer<Float>) -> Self {
    unsafe UnsafeRawPointer(x).loadUnaligned(as: Self.self)
  }

  @inline(__always)
  static func load(_ x: UnsafePointer<Float>, first count: Int) -> Self {
    var result = Self()
    for lane in 0..<count { unsafe result[lane] = x[lane] }
    return result
  }

  @inline(__always)
  func store(_ y: UnsafeMutablePointer<Float>) {
    unsafe UnsafeMutableRawPointer(y).storeBytes(of: self, as: Self.self)
  }

  @inline(__always)
  func store(_ y: UnsafeMutablePointer<Float>, first count: Int) {
    for lane in 0..<count { unsafe y[lane] = self[lane] }
  }
}

/// Which part of a recurrent cell's equations is computed.
public enum GateFunction: Sendable {
  /// A GRU whose reset gate multiplies W h + b: its step, and the way back.
  case gruForward, gruBackward
  /// The gates of a GRU whose reset gate multiplies h, and the way back through them.
  case resetForward, resetBackward
  /// The candidate of that GRU, and the way back through it.
  case candidateForward, candidateBackward
  /// An LSTM: its step, and the way back.
  case lstmForward, lstmBackward
}

/// The rows of one step of a recurrent cell of H units, G gates.
///
/// Gates are in PyTorch's order: r, z, n of a GRU; i, f, g, o of an LSTM. On the way back each array holds
/// the gradient of what it held on the way forward.
@unsafe public struct GateRows<Scalar: TensorScalar> {
  /// The number of rows, n.
  var rows: Int
  /// H.
  var width: Int
  /// Forward: x W, of an LSTM x W + h W, then the values of the gates. Back: their values, then the
  /// gradients of their sums, `[n, G H]`.
  var gates: UnsafeMutablePointer<Scalar>
  /// Of a GRU: h W, or the gradient of h W + b, `[n, 3 H]`; `[n, 2 H]` where the reset gate multiplies h.
  var product: UnsafeMutablePointer<Scalar>
  /// Of a GRU: the candidate's part of h W + b, or r h, `[n, H]`.
  var kept: UnsafeMutablePointer<Scalar>
  /// (r h) W where the reset gate multiplies h, or the gradient of the candidate's sum, `[n, H]`.
  var candidate: UnsafeMutablePointer<Scalar>
  /// The gradient of r h, `[n, H]`.
  var reset: UnsafeMutablePointer<Scalar>
  /// The sums of both biases of each gate, `[G H]`; of a GRU whose reset gate multiplies W h + b, the
  /// candidate's biases are apart, `[4 H]`.
  var bias: UnsafePointer<Scalar>
  /// h before the step, `[n, H]`.
  var before: UnsafePointer<Scalar>
  /// h after it, `[n, H]`; may be the same memory.
  var after: UnsafeMutablePointer<Scalar>
  /// An LSTM's c before the step, `[n, H]`.
  var cellBefore: UnsafePointer<Scalar>
  /// c after it, `[n, H]`; may be the same memory.
  var cellAfter: UnsafeMutablePointer<Scalar>
  /// The gradient of h after the step that does not come from later steps, `[n, H]`.
  var gradient: UnsafePointer<Scalar>
  /// The gradient that comes from later steps, then the part of the gradient of h before the step that
  /// does not pass through a product, `[n, H]`.
  var carry: UnsafeMutablePointer<Scalar>
  /// The gradient of c, after the step and then before it, `[n, H]`.
  var cellCarry: UnsafeMutablePointer<Scalar>
}

extension GateRows {
  /// Computes a part of the equations for every row.
  @inline(__always)
  func apply<N: GateNumber>(_ function: GateFunction, by number: N.Type)
  where N.Element == Scalar {
    // A closure for each function, chosen once for all rows.
    switch function {
    case .gruForward: unsafe forEach(N.self) { unsafe $0.gruForward(self) }
    case .gruBackward: unsafe forEach(N.self) { unsafe $0.gruBackward(self) }
    case .resetForward: unsafe forEach(N.self) { unsafe $0.resetForward(self) }
    case .resetBackward: unsafe forEach(N.self) { unsafe $0.resetBackward(self) }
    case .candidateForward: unsafe forEach(N.self) { unsafe $0.candidateForward(self) }
    case .candidateBackward: unsafe forEach(N.self) { unsafe $0.candidateBackward(self) }
    case .lstmForward: unsafe forEach(N.self) { unsafe $0.lstmForward(self) }
    case .lstmBackward: unsafe forEach(N.self) { unsafe $0.lstmBackward(self) }
    }
  }

  @inline(__always)
  private func forEach<N: GateNumber>(_ number: N.Type, _ body: (GatePlace<N>) -> Void)
  where N.Element == Scalar {
    for row in unsafe 0..<rows {
      var unit = 0
      while unsafe unit + N.count <= width {
        unsafe body(GatePlace(row: row, unit: unit, width: width, count: N.count))
        unit += N.count
      }
      if unsafe unit < width {
        unsafe body(GatePlace(row: row, unit: unit, width: width, count: width - unit))
      }
    }
  }
}

/// Some neighbouring units of one row.
private struct GatePlace<N: GateNumber> {
  let row: Int
  let unit: Int
  let width: Int
  /// How many units; fewer than `N` holds at the end of a row.
  let count: Int

  typealias Rows = GateRows<N.Element>

  @inline(__always)
  func load(_ x: UnsafePointer<N.Element>, _ gate: Int = 0, of gateCount: Int = 1) -> N {
    let start = unsafe x + ((row * gateCount + gate) * width + unit)
    return unsafe count == N.count ? N.load(start) : N.load(start, first: count)
  }

  @inline(__always)
  func load(_ x: UnsafeMutablePointer<N.Element>, _ gate: Int = 0, of gateCount: Int = 1) -> N {
    unsafe load(UnsafePointer(x), gate, of: gateCount)
  }

  @inline(__always)
  func bias(_ x: UnsafePointer<N.Element>, _ gate: Int) -> N {
    let start = unsafe x + (gate * width + unit)
    return unsafe count == N.count ? N.load(start) : N.load(start, first: count)
  }

  @inline(__always)
  func store(
    _ value: N, in y: UnsafeMutablePointer<N.Element>, _ gate: Int = 0, of gateCount: Int = 1
  ) {
    let start = unsafe y + ((row * gateCount + gate) * width + unit)
    if count == N.count { unsafe value.store(start) } else { unsafe value.store(start, first: count) }
  }

  /// r = σ(…), z = σ(…), n = tanh(x W + b + r (h W + b)), h' = (1 - z) n + z h.
  @inline(__always)
  func gruForward(_ s: Rows) {
    let reset = unsafe (load(s.gates, 0, of: 3) + load(s.product, 0, of: 3) + bias(s.bias, 0))
      .sigmoid
    let update = unsafe (load(s.gates, 1, of: 3) + load(s.product, 1, of: 3) + bias(s.bias, 1))
      .sigmoid
    let kept = unsafe load(s.product, 2, of: 3) + bias(s.bias, 3)
    let candidate = unsafe (load(s.gates, 2, of: 3) + bias(s.bias, 2) + reset * kept)
      .hyperbolicTangent
    let before = unsafe load(s.before)
    unsafe store(reset, in: s.gates, 0, of: 3)
    unsafe store(update, in: s.gates, 1, of: 3)
    unsafe store(candidate, in: s.gates, 2, of: 3)
    unsafe store(kept, in: s.kept)
    unsafe store(candidate + update * (before - candidate), in: s.after)
  }

  @inline(__always)
  func gruBackward(_ s: Rows) {
    let (reset, update, candidate) = unsafe (
      load(s.gates, 0, of: 3), load(s.gates, 1, of: 3), load(s.gates, 2, of: 3)
    )
    let gradient = unsafe load(s.gradient) + load(s.carry)
    let ofCandidate = gradient * (.one - update) * (.one - candidate * candidate)
    let ofUpdate =
      unsafe gradient * (load(s.before) - candidate) * (update * (.one - update))
    let ofReset = unsafe ofCandidate * load(s.kept) * (reset * (.one - reset))
    unsafe store(ofReset, in: s.gates, 0, of: 3)
    unsafe store(ofUpdate, in: s.gates, 1, of: 3)
    unsafe store(ofCandidate, in: s.gates, 2, of: 3)
    unsafe store(ofReset, in: s.product, 0, of: 3)
    unsafe store(ofUpdate, in: s.product, 1, of: 3)
    unsafe store(ofCandidate * reset, in: s.product, 2, of: 3)
    unsafe store(gradient * update, in: s.carry)
  }

  /// r and z as above, and r h.
  @inline(__always)
  func resetForward(_ s: Rows) {
    let reset = unsafe (load(s.gates, 0, of: 3) + load(s.product, 0, of: 2) + bias(s.bias, 0))
      .sigmoid
    let update = unsafe (load(s.gates, 1, of: 3) + load(s.product, 1, of: 2) + bias(s.bias, 1))
      .sigmoid
    unsafe store(reset, in: s.gates, 0, of: 3)
    unsafe store(update, in: s.gates, 1, of: 3)
    unsafe store(reset * load(s.before), in: s.kept)
  }

  /// n = tanh(x W + (r h) W + b), h' = (1 - z) n + z h.
  @inline(__always)
  func candidateForward(_ s: Rows) {
    let candidate = unsafe (load(s.gates, 2, of: 3) + load(s.candidate) + bias(s.bias, 2))
      .hyperbolicTangent
    unsafe store(candidate, in: s.gates, 2, of: 3)
    let (update, before) = unsafe (load(s.gates, 1, of: 3), load(s.before))
    unsafe store(candidate + update * (before - candidate), in: s.after)
  }

  @inline(__always)
  func candidateBackward(_ s: Rows) {
    let (update, candidate) = unsafe (load(s.gates, 1, of: 3), load(s.gates, 2, of: 3))
    let gradient = unsafe load(s.gradient) + load(s.carry)
    let ofCandidate = gradient * (.one - update) * (.one - candidate * candidate)
    let ofUpdate =
      unsafe gradient * (load(s.before) - candidate) * (update * (.one - update))
    unsafe store(ofUpdate, in: s.gates, 1, of: 3)
    unsafe store(ofCandidate, in: s.gates, 2, of: 3)
    unsafe store(ofUpdate, in: s.product, 1, of: 2)
    unsafe store(ofCandidate, in: s.candidate)
    unsafe store(gradient * update, in: s.carry)
  }

  @inline(__always)
  func resetBackward(_ s: Rows) {
    let (reset, gradient) = unsafe (load(s.gates, 0, of: 3), load(s.reset))
    let ofReset = unsafe gradient * load(s.before) * (reset * (.one - reset))
    unsafe store(ofReset, in: s.gates, 0, of: 3)
    unsafe store(ofReset, in: s.product, 0, of: 2)
    unsafe store(load(s.carry) + gradient * reset, in: s.carry)
  }

  /// c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c').
  @inline(__always)
  func lstmForward(_ s: Rows) {
    let sums = unsafe (
      load(s.gates, 0, of: 4) + bias(s.bias, 0),
      load(s.gates, 1, of: 4) + bias(s.bias, 1),
      load(s.gates, 2, of: 4) + bias(s.bias, 2),
      load(s.gates, 3, of: 4) + bias(s.bias, 3)
    )
    let (input, forget) = (sums.0.sigmoid, sums.1.sigmoid)
    let (candidate, output) = (sums.2.hyperbolicTangent, sums.3.sigmoid)
    unsafe store(input, in: s.gates, 0, of: 4)
    unsafe store(forget, in: s.gates, 1, of: 4)
    unsafe store(candidate, in: s.gates, 2, of: 4)
    unsafe store(output, in: s.gates, 3, of: 4)
    let cell = unsafe forget * load(s.cellBefore) + input * candidate
    unsafe store(cell, in: s.cellAfter)
    unsafe store(output * cell.hyperbolicTangent, in: s.after)
  }

  @inline(__always)
  func lstmBackward(_ s: Rows) {
    let (input, forget) = unsafe (load(s.gates, 0, of: 4), load(s.gates, 1, of: 4))
    let (candidate, output) = unsafe (load(s.gates, 2, of: 4), load(s.gates, 3, of: 4))
    let gradient = unsafe load(s.gradient) + load(s.carry)
    let squashed = unsafe load(s.cellAfter).hyperbolicTangent
    let ofCell =
      unsafe load(s.cellCarry) + gradient * output * (.one - squashed * squashed)
    unsafe store(ofCell * candidate * (input * (.one - input)), in: s.gates, 0, of: 4)
    unsafe store(
      ofCell * load(s.cellBefore) * (forget * (.one - forget)), in: s.gates, 1, of: 4)
    unsafe store(ofCell * input * (.one - candidate * candidate), in: s.gates, 2, of: 4)
    unsafe store(gradient * squashed * (output * (.one - output)), in: s.gates, 3, of: 4)
    unsafe store(ofCell * forget, in: s.cellCarry)
  }
}
