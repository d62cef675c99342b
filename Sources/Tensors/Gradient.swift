/// Differentiates outputs with respect to inputs, backwards through the recorded operations.
///
/// With outputs y and cotangents u this is the vector-Jacobian product Σ uᵀ ∂y/∂x. A product of a
/// Hessian and a vector v is this function applied to its own recorded result, with v as cotangents:
///
///     let slope = gradients(of: [loss], withRespectTo: parameters, isRecorded: true)
///     let product = gradients(of: slope, withRespectTo: parameters, cotangents: v)
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
  let context = unsafe ThreadContext.current
  unsafe context.pointee.passNumber += 1
  let pass = unsafe context.pointee.passNumber
  let order = nodesLeading(from: outputs, to: inputs, pass: pass)
  for (index, output) in outputs.enumerated() where output.node.pass == pass {
    let cotangent = cotangents?[index] ?? Tensor(repeating: 1, shape: output.shape)
    precondition(
      cotangent.shape == output.shape,
      "gradients: a cotangent of shape \(cotangent.shape) for an output of \(output.shape).")
    accumulate(cotangent, into: output.node)
  }
  for node in order {
    guard let gradient = node.gradient, let history = node.history else { continue }
    if !node.isTarget { node.gradient = nil }
    var mask = InputMask()
    for index in history.inputs.indices {
      let input = history.inputs[index]
      mask[index] = input.pass == pass && input.leadsToTarget
    }
    let parts = history.pullback(
      Incoming(gradient: gradient, result: Tensor(node), isNeeded: mask))
    for index in history.inputs.indices where mask[index] {
      if let part = parts[index] { accumulate(part, into: history.inputs[index]) }
    }
  }
  let result = inputs.map { input in
    input.node.gradient ?? Tensor(repeating: 0, shape: input.shape)
  }
  for node in order { node.gradient = nil }
  return result
}

/// Finds the nodes between outputs and inputs, results before what they were computed from.
private func nodesLeading<Scalar: TensorScalar>(
  from outputs: [Tensor<Scalar>], to inputs: [Tensor<Scalar>], pass: UInt64
) -> [Node<Scalar>] {
  var found: [Node<Scalar>] = []
  for input in inputs where input.node.pass != pass {
    input.node.pass = pass
    input.node.leadsToTarget = true
    input.node.isTarget = true
    found.append(input.node)
  }
  // A target may itself be computed from another target, so its inputs are visited as well.
  var waiting = found
  func visit(_ node: Node<Scalar>) {
    guard node.pass != pass, node.history != nil else { return }
    node.pass = pass
    node.leadsToTarget = false
    node.isTarget = false
    found.append(node)
    waiting.append(node)
  }
  for output in outputs { visit(output.node) }
  while let node = waiting.popLast() {
    for input in node.history?.inputs ?? [] { visit(input) }
  }
  // Numbers are sorted, not nodes: moving nodes about counts references.
  let byAge = found.indices.map { (serialNumber: found[$0].serialNumber, index: $0) }
    .sorted { $0.serialNumber < $1.serialNumber }
  for (_, index) in byAge where !found[index].leadsToTarget {
    found[index].leadsToTarget =
      found[index].history?.inputs.contains { $0.pass == pass && $0.leadsToTarget } ?? false
  }
  return byAge.reversed().map { found[$0.index] }
}

private func accumulate<Scalar: TensorScalar>(_ part: Tensor<Scalar>, into node: Node<Scalar>) {
  node.gradient = node.gradient.map { $0 + part } ?? part
}
