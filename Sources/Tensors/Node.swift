/// The place of a value in a recorded graph, whatever the type of its elements.
///
/// Graphs are freed by code of this class rather than of `Node`, since what generic classes do when an
/// object is freed cannot be specialised.
///
/// A node belongs to one thread, and no access to a property lasts longer than a read or a write. So
/// exclusive access is not checked, which would take a fifth of the time of a small operation.
@safe class GraphNode {
  final let shape: Shape
  /// Greater than that of every input.
  final let serialNumber: UInt64
  final fileprivate let memory: UnsafeMutableRawPointer
  final let isVariable: Bool
  /// Whether the rule can add to the gradient of the only input in place; see `Incoming`.
  final let addsInPlace: Bool
  private final let sizeClass: UInt8
  @exclusivity(unchecked) private final var storedIsTarget = false
  @exclusivity(unchecked) private final var storedPass: UInt64 = 0
  @exclusivity(unchecked) private final var storedInputs: NodeList
  /// The owner of the memory if other nodes have used it, too; `nil` if it is this node's alone.
  @exclusivity(unchecked) private final var sharedMemory: SharedMemory?

  /// Creates a node whose elements are undefined until they are written.
  fileprivate init(
    shape: Shape, sizeClass: Int, isVariable: Bool, inputs: NodeList, addsInPlace: Bool = false
  ) {
    self.shape = shape
    self.isVariable = isVariable
    self.addsInPlace = addsInPlace
    self.sizeClass = UInt8(truncatingIfNeeded: sizeClass)
    unsafe storedInputs = inputs
    let context = unsafe ThreadContext.current
    unsafe memory = context.pointee.pool.take(sizeClass: sizeClass)
    unsafe context.pointee.serialNumber += 1
    serialNumber = unsafe context.pointee.serialNumber
  }

  /// Creates a node with the elements of another.
  fileprivate init(sharing other: GraphNode, shape: Shape, isVariable: Bool, inputs: NodeList) {
    self.shape = shape
    self.isVariable = isVariable
    addsInPlace = false
    sizeClass = other.sizeClass
    unsafe storedInputs = inputs
    unsafe memory = other.memory
    let shared = unsafe other.sharedMemory ?? SharedMemory(memory, sizeClass: sizeClass)
    unsafe other.sharedMemory = shared
    unsafe sharedMemory = shared
    let context = unsafe ThreadContext.current
    unsafe context.pointee.serialNumber += 1
    serialNumber = unsafe context.pointee.serialNumber
  }

  /// Gives the memory back, and frees the nodes that only this one keeps alive in a loop.
  ///
  /// If each node released its inputs itself, a chain of n nodes would be freed by a recursion n deep.
  deinit {
    let context = unsafe ThreadContext.current
    if unsafe sharedMemory == nil {
      unsafe context.pointee.pool.give(memory, sizeClass: Int(sizeClass))
    }
    guard isRecorded else { return }
    unsafe storedInputs.forEachPlace { input in
      unsafe Self.release(&input, later: &context.pointee.nodesToFree)
    }
    guard unsafe !context.pointee.isFreeingNodes else { return }
    unsafe context.pointee.isFreeingNodes = true
    // Freeing one may add others.
    while unsafe context.pointee.nodesToFree.popLast() != nil {}
    unsafe context.pointee.isFreeingNodes = false
  }

  /// Releases a node; later, by a list, if that frees it and may free others.
  private static func release(_ node: inout GraphNode?, later list: inout [GraphNode]) {
    if let isRecorded = node?.isRecorded, isRecorded, isKnownUniquelyReferenced(&node),
      let node = node.take()
    {
      list.append(node)
    } else {
      node = nil
    }
  }

  /// Whether no other node uses the memory.
  final var isMemoryItsOwn: Bool {
    unsafe sharedMemory == nil || isKnownUniquelyReferenced(&sharedMemory)
  }
}

/// Memory that several nodes use, given back with the last of them.
///
/// A node that shares the memory of another does not keep the graph of the other alive.
@safe private final class SharedMemory {
  private let memory: UnsafeMutableRawPointer
  private let sizeClass: UInt8

  init(_ memory: UnsafeMutableRawPointer, sizeClass: UInt8) {
    unsafe self.memory = memory
    self.sizeClass = sizeClass
  }

  deinit {
    unsafe ThreadContext.current.pointee.pool.give(memory, sizeClass: Int(sizeClass))
  }
}

extension GraphNode {
  /// The nodes this one was computed from; none for constants, and for variables that begin a graph.
  final var inputs: NodeList { unsafe storedInputs }

  /// Whether the node was computed from others.
  final var isRecorded: Bool { unsafe !storedInputs.isEmpty }

  /// The last gradient pass that came to this node.
  final var pass: UInt64 {
    get { unsafe storedPass }
    set { unsafe storedPass = newValue }
  }

  /// Whether that pass computes the gradient with respect to this node.
  final var isTarget: Bool {
    get { unsafe storedIsTarget }
    set { unsafe storedIsTarget = newValue }
  }
}

/// One value in a recorded graph: its elements and, if it depends on a variable, how it was computed.
final class Node<Scalar: TensorScalar>: GraphNode {
  /// How to carry the gradient of the value back.
  ///
  /// A rule may hold inputs, but nothing else that was recorded, so that graphs can be freed in a loop.
  typealias Pullback = (Incoming<Scalar>) -> Operands<Scalar>

  /// `nil` for nodes without inputs.
  @exclusivity(unchecked) private var rule: Pullback?
  @exclusivity(unchecked) private var storedGradient: Tensor<Scalar>?

  /// Creates a node without inputs whose elements are undefined until they are written.
  init(shape: Shape, isVariable: Bool = false) {
    super.init(
      shape: shape, sizeClass: Buffer<Scalar>.sizeClass(shape.count), isVariable: isVariable,
      inputs: NodeList())
  }

  /// Creates a variable computed from others, whose elements are undefined until they are written.
  init(
    shape: Shape, inputs: Operands<Scalar>, addsInPlace: Bool = false,
    pullback: @escaping Pullback
  ) {
    unsafe rule = pullback
    super.init(
      shape: shape, sizeClass: Buffer<Scalar>.sizeClass(shape.count), isVariable: true,
      inputs: inputs.nodes, addsInPlace: addsInPlace)
  }

  /// Creates a node without inputs that has the elements of another.
  ///
  /// - Precondition: The shape has as many elements.
  init(sharing other: Node, shape: Shape, isVariable: Bool = false) {
    super.init(sharing: other, shape: shape, isVariable: isVariable, inputs: NodeList())
  }

  /// Creates a variable that has the elements of another, which is its only input.
  ///
  /// - Precondition: The shape has as many elements.
  init(sharing other: Node, shape: Shape, pullback: @escaping Pullback) {
    unsafe rule = pullback
    super.init(
      sharing: other, shape: shape, isVariable: true, inputs: Operands(Tensor(other)).nodes)
  }

  /// Frees the rule before the inputs, which it may hold: what only a rule holds would be freed by a
  /// recursion.
  deinit {
    unsafe rule = nil
  }

  /// Carries the gradient of the value back: one for each input, `nil` where not needed.
  func pullback(_ incoming: Incoming<Scalar>) -> Operands<Scalar> {
    unsafe rule?(incoming) ?? Operands(nil)
  }

  /// The gradient in the pass in progress.
  var gradient: Tensor<Scalar>? {
    get { unsafe storedGradient }
    set { unsafe storedGradient = newValue }
  }

  /// The elements.
  var buffer: Buffer<Scalar> {
    unsafe Buffer(pointer: memory.assumingMemoryBound(to: Scalar.self), count: shape.count)
  }
}

/// A list of nodes, of which up to three take no memory of their own.
///
/// An array for every recorded operation would. Four words can be returned in registers.
struct NodeList {
  private var first: GraphNode?
  private var second: GraphNode?
  private var third: GraphNode?
  /// Those from the fourth on; `nil` if there are none.
  private var others: [GraphNode?]?

  init(_ first: GraphNode? = nil, _ second: GraphNode? = nil, _ third: GraphNode? = nil) {
    (self.first, self.second, self.third) = (first, second, third)
  }

  init(_ all: [GraphNode?]) {
    first = all.first ?? nil
    second = all.dropFirst().first ?? nil
    third = all.dropFirst(2).first ?? nil
    others = all.count > 3 ? Array(all[3...]) : nil
  }

  /// Whether there is none.
  var isEmpty: Bool { first == nil }

  /// The number of nodes in a list that has no gaps.
  var count: Int {
    if let others { return 3 + others.count }
    return third != nil ? 3 : second != nil ? 2 : first != nil ? 1 : 0
  }

  subscript(index: Int) -> GraphNode? {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: others?[index - 3]
    }
  }

  /// Passes each place of the list to a body that may empty it.
  mutating func forEachPlace(_ body: (inout GraphNode?) -> Void) {
    body(&first)
    body(&second)
    body(&third)
    guard var others = others.take() else { return }
    for index in others.indices { body(&others[index]) }
  }

  /// Whether any of them depends on a variable.
  var isAnyVariable: Bool {
    first?.isVariable ?? false || second?.isVariable ?? false || third?.isVariable ?? false
      || others?.contains { $0?.isVariable ?? false } ?? false
  }
}

/// The inputs of an operation, or gradients with respect to them.
struct Operands<Scalar: TensorScalar> {
  fileprivate let nodes: NodeList

  init(_ first: Tensor<Scalar>?) {
    nodes = NodeList(first?.node)
  }

  init(_ first: Tensor<Scalar>?, _ second: Tensor<Scalar>?) {
    nodes = NodeList(first?.node, second?.node)
  }

  init(_ first: Tensor<Scalar>?, _ second: Tensor<Scalar>?, _ third: Tensor<Scalar>?) {
    nodes = NodeList(first?.node, second?.node, third?.node)
  }

  init(_ all: [Tensor<Scalar>?]) {
    nodes = NodeList(all.map { $0?.node })
  }

  subscript(index: Int) -> Tensor<Scalar>? { nodes[index]?.tensor() }

  /// Whether any of them depends on a variable.
  var isAnyVariable: Bool { nodes.isAnyVariable }
}

extension GraphNode {
  /// The node as a tensor.
  ///
  /// Nodes of one graph have elements of one type.
  final func tensor<Scalar>() -> Tensor<Scalar> {
    unsafe Tensor(unsafeDowncast(self, to: Node<Scalar>.self))
  }
}

/// What a rule receives when a gradient reaches its result.
struct Incoming<Scalar: TensorScalar> {
  /// The gradient with respect to the result.
  let gradient: Tensor<Scalar>
  /// The result itself.
  ///
  /// A rule must not capture it: it would never be freed.
  let result: Tensor<Scalar>
  /// Which inputs need a gradient.
  let isNeeded: InputMask
  /// The gradient of the only input so far, which the rule adds to in place if this is not `nil`.
  ///
  /// For operations that take a part of their input, where nothing is recorded: a gradient of the
  /// input's size for each of n parts would take n times the memory traffic.
  var inputGradient: Tensor<Scalar>?
}

/// Which inputs of an operation need a gradient.
struct InputMask {
  private var bits: UInt64 = 0
  /// Those from the 65th on; `nil` if none of them needs one.
  private var others: [Bool]?

  subscript(index: Int) -> Bool {
    if index < 64 { return bits >> UInt64(index) & 1 == 1 }
    guard let others, index - 64 < others.count else { return false }
    return others[index - 64]
  }

  mutating func insert(_ index: Int) {
    guard index >= 64 else {
      bits |= 1 << UInt64(index)
      return
    }
    var others = others.take() ?? []
    while others.count <= index - 64 { others.append(false) }
    others[index - 64] = true
    self.others = others
  }
}
