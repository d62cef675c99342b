extension Tensor {
  /// Multiplies matrices, either of which may be taken transposed.
  ///
  /// - Parameters:
  ///   - left: `[m, k]`, or `[k, m]` if transposed.
  ///   - right: `[k, n]`, or `[n, k]` if transposed.
  ///   - isLeftTransposed: Whether to use the transpose of `left`.
  ///   - isRightTransposed: Whether to use the transpose of `right`.
  /// - Returns: `[m, n]`.
  public static func product(
    _ left: Tensor, _ right: Tensor, isLeftTransposed: Bool = false,
    isRightTransposed: Bool = false
  ) -> Tensor {
    let rows = isLeftTransposed ? left.shape.columns : left.shape.rows
    let columns = isRightTransposed ? right.shape.rows : right.shape.columns
    return record(
      shape: Shape(rows, columns), inputs: Operands(left, right),
      fill: { result in
        multiply(
          left, right, isLeftTransposed: isLeftTransposed, isRightTransposed: isRightTransposed,
          into: result)
      },
      pullback: { incoming in
        let gradient = incoming.gradient
        // With C = op(A) op(B): dA = dC op(B)ᵀ and dB = op(A)ᵀ dC, each transposed if op is.
        let toLeft =
          !incoming.isNeeded[0]
          ? nil
          : isLeftTransposed
            ? product(
              right, gradient, isLeftTransposed: isRightTransposed, isRightTransposed: true)
            : product(gradient, right, isRightTransposed: !isRightTransposed)
        let toRight =
          !incoming.isNeeded[1]
          ? nil
          : isRightTransposed
            ? product(gradient, left, isLeftTransposed: true, isRightTransposed: isLeftTransposed)
            : product(left, gradient, isLeftTransposed: !isLeftTransposed)
        return Operands(toLeft, toRight)
      })
  }

  /// Adds a product of matrices, either of which may be taken transposed.
  ///
  /// Where nothing is recorded and nobody else holds the matrix, it is added in place.
  ///
  /// - Parameters:
  ///   - left: `[m, k]`.
  ///   - right: `[k, n]`.
  ///   - isLeftTransposed: Whether to use the transpose of `left`, `[k, m]`.
  /// - Precondition: The shape is that of the product.
  public mutating func add(
    productOf left: Tensor, _ right: Tensor, isLeftTransposed: Bool = false
  ) {
    let rows = isLeftTransposed ? left.shape.columns : left.shape.rows
    precondition(
      shape == Shape(rows, right.shape.columns),
      "Tensor.add: a product of \(left.shape) and \(right.shape) added to \(shape).")
    // A rule may need the values of a variable as they were.
    guard !ThreadContext.isRecording, !node.isVariable, node.owner == nil,
      isKnownUniquelyReferenced(&node)
    else {
      self = self + .product(left, right, isLeftTransposed: isLeftTransposed)
      return
    }
    Tensor.multiply(
      left, right, isLeftTransposed: isLeftTransposed, isRightTransposed: false, isAdded: true,
      into: node.buffer)
  }

  /// Rows and columns exchanged.
  public var transposed: Tensor {
    Tensor.record(
      shape: Shape(shape.columns, shape.rows), inputs: Operands(self),
      fill: { result in
        unsafe Scalar.transpose(
          node.buffer.pointer, result.pointer, rows: shape.rows, columns: shape.columns)
      },
      pullback: {
        Operands($0.gradient.transposed)
      })
  }

  /// A dense layer: x W + b, in one pass over the result.
  ///
  /// - Parameters:
  ///   - input: x, `[B, n]`.
  ///   - weight: W, `[n, m]`.
  ///   - bias: b, `[1, m]`.
  /// - Returns: `[B, m]`.
  public static func affine(_ input: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
    let shape = Shape(input.shape.rows, weight.shape.columns)
    return record(
      shape: shape, inputs: Operands(input, weight, bias),
      fill: { result in
        fillAffine(input, weight, bias, thenTanh: false, into: result)
      },
      pullback: { incoming in
        affinePullback(incoming.gradient, input, weight, bias, incoming.isNeeded)
      })
  }

  /// A dense layer with hyperbolic tangent: tanh(x W + b), in one pass over the result.
  ///
  /// - Parameters:
  ///   - input: x, `[B, n]`.
  ///   - weight: W, `[n, m]`.
  ///   - bias: b, `[1, m]`.
  /// - Returns: `[B, m]`.
  public static func affineTanh(_ input: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
    let shape = Shape(input.shape.rows, weight.shape.columns)
    return record(
      shape: shape, inputs: Operands(input, weight, bias),
      fill: { result in
        fillAffine(input, weight, bias, thenTanh: true, into: result)
      },
      pullback: { incoming in
        let beforeTanh = incoming.gradient.timesTanhSlope(ofValue: incoming.result)
        return affinePullback(beforeTanh, input, weight, bias, incoming.isNeeded)
      })
  }

  private static func affinePullback(
    _ gradient: Tensor, _ input: Tensor, _ weight: Tensor, _ bias: Tensor, _ isNeeded: InputMask
  ) -> Operands<Scalar> {
    Operands(
      isNeeded[0] ? product(gradient, weight, isRightTransposed: true) : nil,
      isNeeded[1] ? product(input, gradient, isLeftTransposed: true) : nil,
      isNeeded[2] ? gradient.sum(to: bias.shape) : nil)
  }

  private static func fillAffine(
    _ input: Tensor, _ weight: Tensor, _ bias: Tensor, thenTanh isTanh: Bool,
    into result: Buffer<Scalar>
  ) {
    let (rows, columns) = (input.shape.rows, weight.shape.columns)
    precondition(
      bias.shape == Shape(1, columns),
      "Tensor.affine: a bias of shape \(bias.shape) for \(columns) outputs.")
    multiply(input, weight, isLeftTransposed: false, isRightTransposed: false, into: result)
    unsafe Scalar.addBias(
      bias.node.buffer.pointer, to: result.pointer, rows: rows, columns: columns,
      thenTanh: isTanh)
  }

  private static func multiply(
    _ left: Tensor, _ right: Tensor, isLeftTransposed: Bool, isRightTransposed: Bool,
    isAdded: Bool = false, into result: Buffer<Scalar>
  ) {
    let inner = isLeftTransposed ? left.shape.rows : left.shape.columns
    let rightInner = isRightTransposed ? right.shape.columns : right.shape.rows
    precondition(
      inner == rightInner,
      "Tensor.product: inner dimensions \(inner) and \(rightInner) of \(left.shape) and"
        + " \(right.shape) differ.")
    unsafe Scalar.multiplyMatrices(
      MatrixProduct(
        left: left.node.buffer.pointer, right: right.node.buffer.pointer, result: result.pointer,
        rows: isLeftTransposed ? left.shape.columns : left.shape.rows,
        columns: isRightTransposed ? right.shape.rows : right.shape.columns, inner: inner,
        isLeftTransposed: isLeftTransposed, isRightTransposed: isRightTransposed,
        isAdded: isAdded))
  }
}
