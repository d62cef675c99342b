extension Tensor {
  /// Adds element by element; dimensions of 1 are repeated to the other's size.
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    zipped(.add, left, right) { incoming in
      Operands(incoming.gradient, incoming.gradient)
    }
  }

  /// Subtracts element by element; dimensions of 1 are repeated to the other's size.
  public static func - (left: Tensor, right: Tensor) -> Tensor {
    zipped(.subtract, left, right) { incoming in
      Operands(incoming.gradient, incoming.isNeeded[1] ? -incoming.gradient : nil)
    }
  }

  /// Multiplies element by element; dimensions of 1 are repeated to the other's size.
  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let (left, right) = broadcastTogether(left, right)
    return zipped(.multiply, left, right) { incoming in
      Operands(
        incoming.isNeeded[0] ? incoming.gradient * right : nil,
        incoming.isNeeded[1] ? incoming.gradient * left : nil)
    }
  }

  /// Divides element by element; dimensions of 1 are repeated to the other's size.
  public static func / (left: Tensor, right: Tensor) -> Tensor {
    left * right.reciprocal
  }

  /// Negates each element.
  public static prefix func - (operand: Tensor) -> Tensor {
    operand.mapped(.negative) { -$0.gradient }
  }

  /// Multiplies each element by a constant.
  public func scaled(by factor: Scalar) -> Tensor {
    mapped(.times(factor)) { $0.gradient.scaled(by: factor) }
  }

  /// Adds a constant to each element.
  public func adding(_ constant: Scalar) -> Tensor {
    mapped(.plus(constant)) { $0.gradient }
  }

  /// The smaller of two elements; where equal, the derivative goes to the first.
  public static func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
    let (left, right) = broadcastTogether(left, right)
    return zipped(.minimum, left, right) { incoming in
      let isRight = withoutRecording { zipped(.isBelow, right, left) { _ in Operands(nil, nil) } }
      let fromRight = incoming.gradient * isRight
      return Operands(incoming.gradient - fromRight, fromRight)
    }
  }

  /// Applies a function of one number to each element.
  func mapped(
    _ function: UnaryFunction<Scalar>, pullback: @escaping (Incoming<Scalar>) -> Tensor
  ) -> Tensor {
    Tensor.record(
      shape: shape, inputs: Operands(self),
      fill: { result in
        unsafe Scalar.apply(function, node.buffer.pointer, result.pointer, result.count)
      },
      pullback: {
        Operands(pullback($0))
      })
  }

  /// Applies a function of two numbers to each pair of elements, repeated to a common shape.
  static func zipped(
    _ function: BinaryFunction, _ left: Tensor, _ right: Tensor,
    pullback: @escaping Node<Scalar>.Pullback
  ) -> Tensor {
    let (left, right) = broadcastTogether(left, right)
    return record(
      shape: left.shape, inputs: Operands(left, right),
      fill: { result in
        unsafe Scalar.apply(
          function, left.node.buffer.pointer, right.node.buffer.pointer, result.pointer,
          result.count)
      },
      pullback: {
        pullback($0)
      })
  }

  @inline(__always)
  private static func broadcastTogether(_ left: Tensor, _ right: Tensor) -> (Tensor, Tensor) {
    if left.shape == right.shape { return (left, right) }
    func size(_ left: Int, _ right: Int) -> Int { left == 1 ? right : left }
    let shape = Shape(
      size(left.shape.stack, right.shape.stack), size(left.shape.rows, right.shape.rows),
      size(left.shape.columns, right.shape.columns))
    return (left.broadcast(to: shape), right.broadcast(to: shape))
  }
}
