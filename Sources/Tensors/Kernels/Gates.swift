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
  /// A GRU whose reset gate multiplies W h + b: its forward and backward pass.
  case gruForward, gruBackward
  /// The gates of a GRU whose reset gate multiplies h, and its backward pass.
  case resetForward, resetBackward
  /// The candidate of that GRU, and its backward pass.
  case candidateForward, candidateBackward
  /// An LSTM: its forward and backward pass.
  case lstmForward, lstmBackward
}

/// The rows of one step of a recurrent cell of H units, G gates.
///
/// Gates are in PyTorch's order: r, z, n of a GRU; i, f, g, o of an LSTM. In the backward pass each array holds
/// the gradient of what it held in the forward pass.
@unsafe public struct GateRows<Scalar: TensorScalar> {
  /// The number of rows, n.
  var rows: Int
  /// H.
  var width: Int
  /// Forward x W, of an LSTM x W + h W, then the values of the gates; back their values, then the
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
    switch function {
    case .gruForward: unsafe forEach(N.self, GRUForward.self)
    case .gruBackward: unsafe forEach(N.self, GRUBackward.self)
    case .resetForward: unsafe forEach(N.self, ResetForward.self)
    case .resetBackward: unsafe forEach(N.self, ResetBackward.self)
    case .candidateForward: unsafe forEach(N.self, CandidateForward.self)
    case .candidateBackward: unsafe forEach(N.self, CandidateBackward.self)
    case .lstmForward: unsafe forEach(N.self, LSTMForward.self)
    case .lstmBackward: unsafe forEach(N.self, LSTMBackward.self)
    }
  }

  @inline(__always)
  private func forEach<N: GateNumber, Equations: GateEquations>(
    _ number: N.Type, _ equations: Equations.Type
  ) where N.Element == Scalar {
    for row in unsafe 0..<rows {
      var unit = 0
      while unsafe unit + N.count <= width {
        unsafe Equations.apply(WholeUnits<N>(row: row, unit: unit, width: width), self)
        unit += N.count
      }
      if unsafe unit < width {
        unsafe Equations.apply(
          LastUnits<N>(row: row, unit: unit, width: width, count: width - unit), self)
      }
    }
  }
}

/// Some neighbouring units of one row.
private protocol GateUnits {
  associatedtype Number: GateNumber
  var row: Int { get }
  var unit: Int { get }
  var width: Int { get }
  func load(at start: UnsafePointer<Number.Element>) -> Number
  func store(_ value: Number, at start: UnsafeMutablePointer<Number.Element>)
}

/// As many units as a number holds.
private struct WholeUnits<Number: GateNumber>: GateUnits {
  let row: Int
  let unit: Int
  let width: Int

  @inline(__always)
  func load(at start: UnsafePointer<Number.Element>) -> Number { unsafe Number.load(start) }

  @inline(__always)
  func store(_ value: Number, at start: UnsafeMutablePointer<Number.Element>) {
    unsafe value.store(start)
  }
}

/// Fewer units, at the end of a row.
private struct LastUnits<Number: GateNumber>: GateUnits {
  let row: Int
  let unit: Int
  let width: Int
  let count: Int

  @inline(__always)
  func load(at start: UnsafePointer<Number.Element>) -> Number {
    unsafe Number.load(start, first: count)
  }

  @inline(__always)
  func store(_ value: Number, at start: UnsafeMutablePointer<Number.Element>) {
    unsafe value.store(start, first: count)
  }
}

extension GateUnits {
  typealias Rows = GateRows<Number.Element>

  @inline(__always)
  func load(
    _ x: UnsafePointer<Number.Element>, _ gate: Int = 0, of gateCount: Int = 1
  ) -> Number {
    unsafe load(at: x + ((row * gateCount + gate) * width + unit))
  }

  @inline(__always)
  func load(
    _ x: UnsafeMutablePointer<Number.Element>, _ gate: Int = 0, of gateCount: Int = 1
  ) -> Number {
    unsafe load(UnsafePointer(x), gate, of: gateCount)
  }

  @inline(__always)
  func bias(_ x: UnsafePointer<Number.Element>, _ gate: Int) -> Number {
    unsafe load(at: x + (gate * width + unit))
  }

  @inline(__always)
  func store(
    _ value: Number, in y: UnsafeMutablePointer<Number.Element>, _ gate: Int = 0,
    of gateCount: Int = 1
  ) {
    unsafe store(value, at: y + ((row * gateCount + gate) * width + unit))
  }
}

extension GateUnits {
  /// What a GRU's gate r or z is the logistic function of.
  ///
  /// - Parameters:
  ///   - s: The rows.
  ///   - gate: 0 for r, 1 for z.
  ///   - productGates: The gates that the product with h has.
  /// - Returns: x W + h W + b.
  @inline(__always)
  func sum(_ s: Rows, _ gate: Int, of productGates: Int) -> Number {
    unsafe load(s.gates, gate, of: 3) + load(s.product, gate, of: productGates)
      + bias(s.bias, gate)
  }
}

/// A part of a cell's equations, for some units of one row.
private protocol GateEquations {
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>)
}

/// r = σ(…), z = σ(…), n = tanh(x W + b + r (h W + b)), h' = (1 - z) n + z h.
private enum GRUForward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let reset = unsafe u.sum(s, 0, of: 3).sigmoid
    let update = unsafe u.sum(s, 1, of: 3).sigmoid
    let kept = unsafe u.load(s.product, 2, of: 3) + u.bias(s.bias, 3)
    let candidate = unsafe (u.load(s.gates, 2, of: 3) + u.bias(s.bias, 2) + reset * kept)
      .hyperbolicTangent
    let before = unsafe u.load(s.before)
    unsafe u.store(reset, in: s.gates, 0, of: 3)
    unsafe u.store(update, in: s.gates, 1, of: 3)
    unsafe u.store(candidate, in: s.gates, 2, of: 3)
    unsafe u.store(kept, in: s.kept)
    unsafe u.store(candidate + update * (before - candidate), in: s.after)
  }
}

private enum GRUBackward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let (reset, update, candidate) = unsafe (
      u.load(s.gates, 0, of: 3), u.load(s.gates, 1, of: 3), u.load(s.gates, 2, of: 3)
    )
    let gradient = unsafe u.load(s.gradient) + u.load(s.carry)
    let ofCandidate = gradient * (.one - update) * (.one - candidate * candidate)
    let ofUpdate =
      unsafe gradient * (u.load(s.before) - candidate) * (update * (.one - update))
    let ofReset = unsafe ofCandidate * u.load(s.kept) * (reset * (.one - reset))
    unsafe u.store(ofReset, in: s.gates, 0, of: 3)
    unsafe u.store(ofUpdate, in: s.gates, 1, of: 3)
    unsafe u.store(ofCandidate, in: s.gates, 2, of: 3)
    unsafe u.store(ofReset, in: s.product, 0, of: 3)
    unsafe u.store(ofUpdate, in: s.product, 1, of: 3)
    unsafe u.store(ofCandidate * reset, in: s.product, 2, of: 3)
    unsafe u.store(gradient * update, in: s.carry)
  }
}

/// r and z as above, and r h.
private enum ResetForward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let reset = unsafe u.sum(s, 0, of: 2).sigmoid
    let update = unsafe u.sum(s, 1, of: 2).sigmoid
    unsafe u.store(reset, in: s.gates, 0, of: 3)
    unsafe u.store(update, in: s.gates, 1, of: 3)
    unsafe u.store(reset * u.load(s.before), in: s.kept)
  }
}

/// n = tanh(x W + (r h) W + b), h' = (1 - z) n + z h.
private enum CandidateForward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let candidate = unsafe (u.load(s.gates, 2, of: 3) + u.load(s.candidate) + u.bias(s.bias, 2))
      .hyperbolicTangent
    unsafe u.store(candidate, in: s.gates, 2, of: 3)
    let (update, before) = unsafe (u.load(s.gates, 1, of: 3), u.load(s.before))
    unsafe u.store(candidate + update * (before - candidate), in: s.after)
  }
}

private enum CandidateBackward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let (update, candidate) = unsafe (u.load(s.gates, 1, of: 3), u.load(s.gates, 2, of: 3))
    let gradient = unsafe u.load(s.gradient) + u.load(s.carry)
    let ofCandidate = gradient * (.one - update) * (.one - candidate * candidate)
    let ofUpdate =
      unsafe gradient * (u.load(s.before) - candidate) * (update * (.one - update))
    unsafe u.store(ofUpdate, in: s.gates, 1, of: 3)
    unsafe u.store(ofCandidate, in: s.gates, 2, of: 3)
    unsafe u.store(ofUpdate, in: s.product, 1, of: 2)
    unsafe u.store(ofCandidate, in: s.candidate)
    unsafe u.store(gradient * update, in: s.carry)
  }
}

private enum ResetBackward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let (reset, gradient) = unsafe (u.load(s.gates, 0, of: 3), u.load(s.reset))
    let ofReset = unsafe gradient * u.load(s.before) * (reset * (.one - reset))
    unsafe u.store(ofReset, in: s.gates, 0, of: 3)
    unsafe u.store(ofReset, in: s.product, 0, of: 2)
    unsafe u.store(u.load(s.carry) + gradient * reset, in: s.carry)
  }
}

/// c' = σ(f) c + σ(i) tanh(g), h' = σ(o) tanh(c').
private enum LSTMForward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let sums = unsafe (
      u.load(s.gates, 0, of: 4) + u.bias(s.bias, 0),
      u.load(s.gates, 1, of: 4) + u.bias(s.bias, 1),
      u.load(s.gates, 2, of: 4) + u.bias(s.bias, 2),
      u.load(s.gates, 3, of: 4) + u.bias(s.bias, 3)
    )
    let (input, forget) = (sums.0.sigmoid, sums.1.sigmoid)
    let (candidate, output) = (sums.2.hyperbolicTangent, sums.3.sigmoid)
    unsafe u.store(input, in: s.gates, 0, of: 4)
    unsafe u.store(forget, in: s.gates, 1, of: 4)
    unsafe u.store(candidate, in: s.gates, 2, of: 4)
    unsafe u.store(output, in: s.gates, 3, of: 4)
    let cell = unsafe forget * u.load(s.cellBefore) + input * candidate
    unsafe u.store(cell, in: s.cellAfter)
    unsafe u.store(output * cell.hyperbolicTangent, in: s.after)
  }
}

private enum LSTMBackward: GateEquations {
  @inline(__always)
  static func apply<Units: GateUnits>(_ u: Units, _ s: GateRows<Units.Number.Element>) {
    let (input, forget) = unsafe (u.load(s.gates, 0, of: 4), u.load(s.gates, 1, of: 4))
    let (candidate, output) = unsafe (u.load(s.gates, 2, of: 4), u.load(s.gates, 3, of: 4))
    let gradient = unsafe u.load(s.gradient) + u.load(s.carry)
    let squashed = unsafe u.load(s.cellAfter).hyperbolicTangent
    let ofCell =
      unsafe u.load(s.cellCarry) + gradient * output * (.one - squashed * squashed)
    unsafe u.store(ofCell * candidate * (input * (.one - input)), in: s.gates, 0, of: 4)
    unsafe u.store(
      ofCell * u.load(s.cellBefore) * (forget * (.one - forget)), in: s.gates, 1, of: 4)
    unsafe u.store(ofCell * input * (.one - candidate * candidate), in: s.gates, 2, of: 4)
    unsafe u.store(gradient * squashed * (output * (.one - output)), in: s.gates, 3, of: 4)
    unsafe u.store(ofCell * forget, in: s.cellCarry)
  }
}
