private import Numerics

/// Runs a body whose operations are not recorded, so that their inputs can be freed at once.
///
/// - Parameter body: Computes values that will not be differentiated.
/// - Returns: What the body returns.
/// - Throws: What the body throws.
public func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  let state = unsafe ThreadState.current
  let wasRecording = unsafe state.pointee.inheritedSwitch
  unsafe state.pointee.inheritedSwitch = false
  defer { unsafe state.pointee.inheritedSwitch = wasRecording }
  return try body()
}

extension ThreadContext {
  /// Whether the calling thread records operations, so that they can be differentiated.
  ///
  /// The shards of a parallel loop inherit it.
  static var isRecording: Bool { unsafe ThreadState.current.pointee.inheritedSwitch }
}

extension Tensor {
  /// Makes the result of an operation, and records its rule if it may be differentiated.
  ///
  /// The list of inputs and the rule are not even made unless recording is on.
  ///
  /// - Parameters:
  ///   - shape: The size of the result.
  ///   - inputs: What the operation reads.
  ///   - addsInPlace: Whether the rule adds to `Incoming.inputGradient`.
  ///   - fill: Writes the elements.
  ///   - pullback: Carries a gradient of the result back to the inputs, as recorded operations.
  /// - Returns: The result; a variable if any input is one and recording is on.
  @inline(__always)
  static func record(
    shape: Shape, inputs: @autoclosure () -> Operands<Scalar>, addsInPlace: Bool = false,
    fill: (Buffer<Scalar>) -> Void,
    pullback: @autoclosure () -> Node<Scalar>.Pullback
  ) -> Tensor {
    var node: Node<Scalar>?
    if ThreadContext.isRecording {
      let inputs = inputs()
      if inputs.isAnyVariable {
        node = Node(shape: shape, inputs: inputs, addsInPlace: addsInPlace, pullback: pullback())
      }
    }
    let result = Tensor(node ?? Node(shape: shape))
    fill(result.node.buffer)
    return result
  }
}
