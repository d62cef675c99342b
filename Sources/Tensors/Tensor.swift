/// The size of a matrix.
public struct Shape: Hashable, Sendable, CustomStringConvertible {
  /// How many rows.
  public let rows: Int
  /// How many columns.
  public let columns: Int

  /// Creates a shape.
  ///
  /// - Precondition: Neither number is negative.
  public init(_ rows: Int, _ columns: Int) {
    precondition(
      rows >= 0 && columns >= 0, "Shape: [\(rows), \(columns)] has a negative dimension.")
    self.rows = rows
    self.columns = columns
  }

  /// How many elements a matrix of this shape has.
  public var count: Int { rows * columns }

  /// The shape as in "[20, 64]".
  public var description: String { "[\(rows), \(columns)]" }
}

/// A matrix that remembers how it was computed, so that it can be differentiated.
///
/// Elements are row-major; a number is `[1, 1]`, a row of parameters `[1, n]`, a batch `[B, n]`. A
/// tensor never changes. Operations whose inputs depend on a variable record a rule for their
/// derivative; the rules are made of operations themselves, so derivatives of any order exist.
///
///     let x = Tensor<Double>(variable: [2], shape: Shape(1, 1))
///     let slope = gradients(of: [x * x * x], withRespectTo: [x])[0]      // 3x² = 12
///
/// Tensors belong to the thread that made them. What crosses threads is `elements`.
public struct Tensor<Scalar: TensorScalar> {
  var node: Node<Scalar>

  init(_ node: Node<Scalar>) {
    self.node = node
  }

  /// Creates a matrix that is not differentiated.
  ///
  /// - Parameters:
  ///   - elements: Row-major values.
  ///   - shape: Its size; its count is that of `elements`.
  public init(_ elements: [Scalar], shape: Shape) {
    self.init(elements[...], shape: shape, isVariable: false)
  }

  /// Creates a matrix of part of an array, not differentiated.
  public init(_ elements: ArraySlice<Scalar>, shape: Shape) {
    self.init(elements, shape: shape, isVariable: false)
  }

  /// Creates a matrix with respect to which one can differentiate.
  ///
  /// - Parameters:
  ///   - elements: Row-major values.
  ///   - shape: Its size; its count is that of `elements`.
  public init(variable elements: [Scalar], shape: Shape) {
    self.init(elements[...], shape: shape, isVariable: true)
  }

  /// Creates a matrix of part of an array, with respect to which one can differentiate.
  public init(variable elements: ArraySlice<Scalar>, shape: Shape) {
    self.init(elements, shape: shape, isVariable: true)
  }

  /// Creates a matrix of equal elements.
  public init(repeating value: Scalar, shape: Shape) {
    self.init(Node(shape: shape))
    unsafe node.buffer.pointer.initialize(repeating: value, count: shape.count)
  }

  private init(_ elements: ArraySlice<Scalar>, shape: Shape, isVariable: Bool) {
    precondition(
      elements.count == shape.count,
      "Tensor: \(elements.count) elements, but the shape \(shape) needs \(shape.count).")
    self.init(Node(shape: shape, isVariable: isVariable))
    unsafe elements.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe node.buffer.pointer.initialize(from: start, count: shape.count)
    }
  }

  /// Puts matrices below each other: a constant, whatever they are.
  ///
  /// - Precondition: There is at least one, and all have as many columns.
  public init(stacking parts: [Tensor]) {
    precondition(!parts.isEmpty, "Tensor: no matrices to put below each other.")
    if parts.count == 1 {
      self = parts[0].detached
      return
    }
    let columns = parts[0].shape.columns
    precondition(
      parts.allSatisfy { $0.shape.columns == columns },
      "Tensor: matrices of \(Set(parts.map(\.shape.columns))) columns below each other.")
    let shape = Shape(parts.reduce(0) { $0 + $1.shape.rows }, columns)
    self.init(Node(shape: shape))
    var offset = 0
    for part in parts {
      let count = part.shape.count
      unsafe (node.buffer.pointer + offset).initialize(
        from: part.node.buffer.pointer, count: count)
      offset += count
    }
  }

  /// Some of the rows: a constant, whatever the matrix is.
  ///
  /// - Precondition: There are such rows.
  public func rows(_ range: Range<Int>) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape.rows,
      "Tensor.rows: \(range) of \(shape.rows) rows.")
    if range.count == shape.rows { return detached }
    let part = Shape(range.count, shape.columns)
    let result = Tensor(Node(shape: part))
    unsafe result.node.buffer.pointer.initialize(
      from: node.buffer.pointer + range.lowerBound * part.columns, count: part.count)
    return result
  }

  /// The size of the matrix.
  public var shape: Shape { node.shape }

  /// The values, row-major.
  public var elements: [Scalar] {
    unsafe Array(UnsafeBufferPointer(start: node.buffer.pointer, count: shape.count))
  }

  /// The only element of a `[1, 1]` matrix.
  public var scalar: Scalar {
    precondition(shape.count == 1, "Tensor.scalar: the shape is \(shape), not [1, 1].")
    return unsafe node.buffer.pointer[0]
  }

  /// The same values, cut off from how they were computed: a constant to every derivative.
  public var detached: Tensor {
    Tensor(Node(sharing: node, isVariable: false))
  }

  /// The same values as a variable of its own: a place to begin a derivative.
  public var variable: Tensor {
    Tensor(Node(sharing: node, isVariable: true))
  }

  /// Adds a multiple of the values to a stretch of an array.
  ///
  /// - Parameters:
  ///   - target: Receives the sum, beginning at `offset`.
  ///   - offset: Where the first element goes.
  ///   - factor: What each element is multiplied by.
  public func add(to target: inout [Scalar], at offset: Int, times factor: Scalar = 1) {
    precondition(
      offset >= 0 && offset + shape.count <= target.count,
      "Tensor.add: elements \(offset)..<\(offset + shape.count) of an array of \(target.count).")
    unsafe target.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      unsafe Scalar.addScaled(node.buffer.pointer, by: factor, to: start + offset, shape.count)
    }
  }
}

/// One recorded value: its elements and, if it depends on a variable, where it came from.
final class Node<Scalar: TensorScalar> {
  let shape: Shape
  let buffer: Buffer<Scalar>
  /// Whose memory the elements are in; `nil` if it is this node's own, from its thread's pool.
  let owner: Node?
  let isVariable: Bool
  let history: History<Scalar>?
  /// Greater than that of every input.
  let serialNumber: UInt64
  // What the gradient pass in progress knows about this node.
  var pass: UInt64 = 0
  var isTarget = false
  var gradient: Tensor<Scalar>?

  /// Creates a node whose elements are undefined until they are written.
  init(shape: Shape, isVariable: Bool = false, history: History<Scalar>? = nil) {
    self.shape = shape
    self.isVariable = isVariable
    self.history = history
    owner = nil
    let context = unsafe ThreadContext.current
    let block = unsafe context.pointee.pool.take(sizeClass: Self.sizeClass(shape.count))
    buffer = unsafe Buffer(
      pointer: block.assumingMemoryBound(to: Scalar.self), count: shape.count)
    unsafe context.pointee.serialNumber += 1
    serialNumber = unsafe context.pointee.serialNumber
  }

  /// Creates a node with the elements of another, but not its history.
  init(sharing other: Node, isVariable: Bool) {
    shape = other.shape
    buffer = other.buffer
    owner = other.owner ?? other
    self.isVariable = isVariable
    history = nil
    let context = unsafe ThreadContext.current
    unsafe context.pointee.serialNumber += 1
    serialNumber = unsafe context.pointee.serialNumber
  }

  deinit {
    guard owner == nil else { return }
    unsafe ThreadContext.current.pointee.pool.give(
      UnsafeMutableRawPointer(buffer.pointer), sizeClass: Self.sizeClass(buffer.count))
  }

  private static func sizeClass(_ count: Int) -> Int {
    BufferPool.sizeClass(byteCount: count * MemoryLayout<Scalar>.stride)
  }
}

/// How a value was computed: its inputs, and the rule that carries a gradient back to them.
struct History<Scalar: TensorScalar> {
  /// Carries the gradient of the result back: one tensor for each input, `nil` where not needed.
  typealias Pullback = (Incoming<Scalar>) -> Operands<Scalar>

  let inputs: Operands<Scalar>
  let pullback: Pullback
}

/// The inputs of an operation, at most three, or gradients with respect to them.
///
/// An array would take memory for every operation that is recorded.
struct Operands<Scalar: TensorScalar> {
  let count: Int
  private let first: Tensor<Scalar>?
  private let second: Tensor<Scalar>?
  private let third: Tensor<Scalar>?

  init(_ first: Tensor<Scalar>?) {
    (self.first, second, third) = (first, nil, nil)
    count = 1
  }

  init(_ first: Tensor<Scalar>?, _ second: Tensor<Scalar>?) {
    (self.first, self.second, third) = (first, second, nil)
    count = 2
  }

  init(_ first: Tensor<Scalar>?, _ second: Tensor<Scalar>?, _ third: Tensor<Scalar>?) {
    (self.first, self.second, self.third) = (first, second, third)
    count = 3
  }

  subscript(index: Int) -> Tensor<Scalar>? {
    switch index {
    case 0: first
    case 1: second
    default: third
    }
  }

  /// Whether any of them depends on a variable.
  var isAnyVariable: Bool {
    first?.node.isVariable ?? false || second?.node.isVariable ?? false
      || third?.node.isVariable ?? false
  }
}

/// What a rule is given when a gradient reaches its result.
struct Incoming<Scalar: TensorScalar> {
  /// The gradient with respect to the result.
  let gradient: Tensor<Scalar>
  /// The result itself; a rule must not capture it, or it would keep itself alive.
  let result: Tensor<Scalar>
  /// Which inputs a gradient is asked for.
  let isNeeded: InputMask
}

/// Which inputs of an operation a gradient is asked for.
struct InputMask {
  private var bits: UInt64 = 0

  subscript(index: Int) -> Bool {
    get { bits >> UInt64(index) & 1 == 1 }
    set { if newValue { bits |= 1 << UInt64(index) } else { bits &= ~(1 << UInt64(index)) } }
  }
}

extension Tensor {
  /// Makes the result of an operation and records its rule if anybody may ask for it.
  ///
  /// The list of inputs and the rule are not even made unless recording is on.
  ///
  /// - Parameters:
  ///   - shape: The size of the result.
  ///   - inputs: What the operation read.
  ///   - fill: Writes the elements.
  ///   - pullback: Carries a gradient of the result back to the inputs, as recorded operations.
  /// - Returns: The result; a variable if any input is one and recording is on.
  @inline(__always)
  static func record(
    shape: Shape, inputs: @autoclosure () -> Operands<Scalar>,
    fill: (Buffer<Scalar>) -> Void,
    pullback: @autoclosure () -> History<Scalar>.Pullback
  ) -> Tensor {
    var node: Node<Scalar>?
    if ThreadContext.isRecording {
      let inputs = inputs()
      if inputs.isAnyVariable {
        let history = History(inputs: inputs, pullback: pullback())
        node = Node(shape: shape, isVariable: true, history: history)
      }
    }
    let result = Tensor(node ?? Node(shape: shape))
    fill(result.node.buffer)
    return result
  }
}
