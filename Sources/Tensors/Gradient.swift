/// Differentiates outputs with respect to inputs, backwards through the recorded operations.
///
/// With outputs y and cotangents u this is the vector-Jacobian product Σ uᵀ ∂y/∂x. A product of a
/// Hessian and a vector v is this function applied to its own recorded result, with v as cotangents:
///
///     let slope = gradients(of: [loss], withRespectTo: parameters, isRecorded: true)
///     let product = gradients(of: slope, withRespectTo: parameters, cotangents: v)
///
/// Takes memory on the heap only, however long the chain of operations is.
///
/// - Parameters:
///   - outputs: Values that were computed from the inputs.
///   - inputs: Variables, or recorded values on the way.
///   - cotangents: One for each output, of its shape; all ones if `nil`.
///   - isRecorded: Whether the result can be differentiated again.
/// - Returns: One tensor for each input, of its shape; zeros where no output depends on it.
/// - Precondition: No input is a constant, since what is computed from constants is not recorded.
public func gradients<Scalar: TensorScalar>(
  of outputs: [Tensor<Scalar>], withRespectTo inputs: [Tensor<Scalar>],
  cotangents: [Tensor<Scalar>]? = nil, isRecorded: Bool = false
) -> [Tensor<Scalar>] {
  if isRecorded { return backward(outputs, inputs, cotangents) }
  return withoutRecording { backward(outputs, inputs, cotangents) }
}

private func backward<Scalar: TensorScalar>(
  _ outputs: [Tensor<Scalar>], _ inputs: [Tensor<Scalar>], _ cotangents: [Tensor<Scalar>]?
) -> [Tensor<Scalar>] {
  precondition(
    cotangents.map { $0.count == outputs.count } ?? true,
    "gradients: \(cotangents?.count ?? 0) cotangents, but \(outputs.count) outputs.")
  precondition(
    inputs.allSatisfy { $0.node.isVariable },
    "gradients: input \(inputs.firstIndex { !$0.node.isVariable } ?? 0) is a constant, but only"
      + " variables and what was recorded from them have gradients. Make it with"
      + " Tensor(variable:shape:).")
  var pass = GradientPass(targets: inputs)
  for (index, output) in outputs.enumerated() where pass.reaches(output.node) {
    let cotangent = cotangents?[index] ?? Tensor(repeating: 1, shape: output.shape)
    precondition(
      cotangent.shape == output.shape,
      "gradients: a cotangent of shape \(cotangent.shape) for an output of \(output.shape).")
    pass.add(cotangent, to: output.node)
  }
  pass.run()
  defer { for input in inputs { input.node.gradient = nil } }
  return inputs.map { input in
    input.node.gradient ?? Tensor(repeating: 0, shape: input.shape)
  }
}

/// One walk back through recorded nodes, results before what they were computed from.
///
/// A node's number is greater than those of its inputs. So the waiting node with the greatest number
/// has received all of its gradient, and no node older than every target leads to one.
private struct GradientPass<Scalar: TensorScalar> {
  /// A node that has a gradient to pass on; the outputs keep it alive.
  @safe private struct Waiting {
    let serialNumber: UInt64
    let node: Unmanaged<Node<Scalar>>
  }

  private let number: UInt64
  private let oldestTarget: UInt64
  private let isRecorded = ThreadContext.isRecording
  /// By age, the oldest first.
  private var waiting: [Waiting] = []

  init(targets: [Tensor<Scalar>]) {
    let context = unsafe ThreadContext.current
    unsafe context.pointee.passNumber += 1
    number = unsafe context.pointee.passNumber
    var oldest = UInt64.max
    for target in targets {
      target.node.pass = number
      target.node.isTarget = true
      oldest = min(oldest, target.node.serialNumber)
    }
    oldestTarget = oldest
  }

  /// Whether a gradient of the node may contribute to that of a target.
  func reaches(_ node: GraphNode) -> Bool {
    guard node.isVariable, node.serialNumber >= oldestTarget else { return false }
    return node.isRecorded || (node.pass == number && node.isTarget)
  }

  /// Adds to the gradient of a node, and makes the node wait for its turn.
  mutating func add(_ part: Tensor<Scalar>, to node: Node<Scalar>) {
    begin(node)
    if let gradient = node.gradient {
      node.gradient = gradient + part
    } else {
      node.gradient = part
      enqueue(node)
    }
  }

  /// Passes a gradient on to part of the gradient of the only input, which is changed in place.
  private mutating func addInPlace(
    _ gradient: Tensor<Scalar>, of result: Node<Scalar>, to input: Node<Scalar>
  ) {
    begin(input)
    if input.gradient == nil { enqueue(input) }
    var total = input.gradient ?? Tensor(repeating: 0, shape: input.shape)
    input.gradient = nil
    total.makeWritable()
    _ = result.pullback(
      Incoming(
        gradient: gradient, result: Tensor(result), isNeeded: InputMask(), inputGradient: total))
    input.gradient = total
  }

  /// Forgets what an earlier pass knew about a node.
  private func begin(_ node: Node<Scalar>) {
    guard node.pass != number else { return }
    node.pass = number
    node.isTarget = false
  }

  private mutating func enqueue(_ node: Node<Scalar>) {
    guard node.isRecorded else { return }
    var index = waiting.count
    while index > 0, waiting[index - 1].serialNumber > node.serialNumber { index -= 1 }
    waiting.insert(
      unsafe Waiting(serialNumber: node.serialNumber, node: .passUnretained(node)), at: index)
  }

  /// Carries gradients back until no node waits.
  mutating func run() {
    while let last = waiting.popLast() {
      let node = unsafe last.node.takeUnretainedValue()
      guard let gradient = node.gradient else { continue }
      if !node.isTarget { node.gradient = nil }
      let inputs = node.inputs
      if node.addsInPlace, !isRecorded {
        if let input = inputs[0], reaches(input) {
          addInPlace(gradient, of: node, to: input.tensor().node)
        }
        continue
      }
      var mask = InputMask()
      for index in 0..<inputs.count {
        if let input = inputs[index], reaches(input) { mask.insert(index) }
      }
      let parts = node.pullback(
        Incoming(gradient: gradient, result: Tensor(node), isNeeded: mask))
      for index in 0..<inputs.count where mask[index] {
        if let part = parts[index], let input = inputs[index] {
          add(part, to: input.tensor().node)
        }
      }
    }
  }
}

extension Tensor {
  /// Copies the elements unless nothing else reads them, so that they can be changed.
  fileprivate mutating func makeWritable() {
    if isKnownUniquelyReferenced(&node), node.isMemoryItsOwn, !node.isVariable { return }
    let copy = Tensor(Node(shape: shape))
    unsafe copy.node.buffer.pointer.initialize(from: node.buffer.pointer, count: shape.count)
    self = copy
  }
}
