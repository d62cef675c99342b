/// A matrix, or a stack of matrices, that records how it was computed, so that it can be differentiated.
///
/// Elements are row-major, one matrix after the other. A number is `[1, 1]`, a row of parameters
/// `[1, n]`, a batch `[B, n]`, and a stack `[S, rows, columns]`; every matrix is a stack of one. A
/// tensor never changes. Operations on variables record a rule for their derivative; the rules are
/// made of operations themselves, so derivatives of any order exist.
///
///     let x = Tensor<Double>(variable: [2], shape: Shape(1, 1))
///     let slope = gradients(of: [x * x * x], withRespectTo: [x])[0]      // 3x² = 12
///
/// A tensor stays on the thread that made it; `elements` may cross threads.
public struct Tensor<Scalar: TensorScalar> {
  var node: Node<Scalar>

  init(_ node: Node<Scalar>) {
    self.node = node
  }

  /// Creates a constant.
  ///
  /// - Parameters:
  ///   - elements: Row-major values, one matrix after the other.
  ///   - shape: The size.
  /// - Precondition: There are `shape.count` elements.
  public init(_ elements: [Scalar], shape: Shape) {
    self.init(elements[...], shape: shape, isVariable: false)
  }

  /// Creates a constant from part of an array.
  ///
  /// - Parameters:
  ///   - elements: Row-major values, one matrix after the other.
  ///   - shape: The size.
  /// - Precondition: There are `shape.count` elements.
  public init(_ elements: ArraySlice<Scalar>, shape: Shape) {
    self.init(elements, shape: shape, isVariable: false)
  }

  /// Creates a variable: a tensor with respect to which results can be differentiated.
  ///
  /// - Parameters:
  ///   - elements: Row-major values, one matrix after the other.
  ///   - shape: The size.
  /// - Precondition: There are `shape.count` elements.
  public init(variable elements: [Scalar], shape: Shape) {
    self.init(elements[...], shape: shape, isVariable: true)
  }

  /// Creates a variable from part of an array.
  ///
  /// - Parameters:
  ///   - elements: Row-major values, one matrix after the other.
  ///   - shape: The size.
  /// - Precondition: There are `shape.count` elements.
  public init(variable elements: ArraySlice<Scalar>, shape: Shape) {
    self.init(elements, shape: shape, isVariable: true)
  }

  /// Creates a constant whose elements are all equal.
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

  /// The size of the matrix or stack.
  public var shape: Shape { node.shape }

  /// The values, row-major, one matrix after the other.
  public var elements: [Scalar] {
    unsafe Array(UnsafeBufferPointer(start: node.buffer.pointer, count: shape.count))
  }

  /// The only element of a `[1, 1]` matrix.
  ///
  /// - Precondition: There is one element.
  public var scalar: Scalar {
    precondition(shape.count == 1, "Tensor.scalar: the shape is \(shape), not [1, 1].")
    return unsafe node.buffer.pointer[0]
  }

  /// The same values as a constant: no derivative passes through it.
  ///
  /// It shares the memory of this tensor, but does not keep the graph alive from which that was computed.
  public var detached: Tensor {
    Tensor(Node(sharing: node, shape: shape))
  }

  /// The same values as a new variable, which begins a new graph.
  ///
  /// It shares the memory of this tensor, but does not keep the graph alive from which that was computed.
  public var variable: Tensor {
    Tensor(Node(sharing: node, shape: shape, isVariable: true))
  }

  /// Adds a multiple of the values to a range of an array.
  ///
  /// - Parameters:
  ///   - target: Receives the sum in `offset..<offset + shape.count`.
  ///   - offset: The index of the first element that changes.
  ///   - factor: What each element is multiplied by.
  /// - Precondition: The array contains the range.
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
