extension Tensor {
  /// Multiplies matrices, either of which may be taken transposed; of stacks, matrix by matrix.
  ///
  /// - Parameters:
  ///   - left: `[S, m, k]`, or `[S, k, m]` if transposed. One matrix stands for all.
  ///   - right: `[S, k, n]`, or `[S, n, k]` if transposed. One matrix stands for all.
  ///   - isLeftTransposed: Whether to use the transpose of `left`.
  ///   - isRightTransposed: Whether to use the transpose of `right`.
  /// - Returns: `[S, m, n]`.
  /// - Precondition: The inner dimensions are equal, and so are the stacks unless one is 1.
  public static func product(
    _ left: Tensor, _ right: Tensor, isLeftTransposed: Bool = false,
    isRightTransposed: Bool = false
  ) -> Tensor {
    record(
      shape: productShape(left, right, isLeftTransposed, isRightTransposed),
      inputs: Operands(left, right),
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
              right, gradient, isLeftTransposed: isRightTransposed, isRightTransposed: true,
              summedTo: left.shape)
            : product(
              gradient, right, isRightTransposed: !isRightTransposed, summedTo: left.shape)
        let toRight =
          !incoming.isNeeded[1]
          ? nil
          : isRightTransposed
            ? product(
              gradient, left, isLeftTransposed: true, isRightTransposed: isLeftTransposed,
              summedTo: right.shape)
            : product(
              left, gradient, isLeftTransposed: !isLeftTransposed, summedTo: right.shape)
        return Operands(toLeft, toRight)
      })
  }

  /// Adds a product of matrices, either of which may be taken transposed.
  ///
  /// Adds in place where nothing is recorded and nothing else uses the tensor's memory.
  ///
  /// - Parameters:
  ///   - left: `[S, m, k]`, or `[S, k, m]` if transposed. One matrix stands for all.
  ///   - right: `[S, k, n]`. One matrix stands for all.
  ///   - isLeftTransposed: Whether to use the transpose of `left`.
  /// - Precondition: The shape is that of the product.
  public mutating func add(
    productOf left: Tensor, _ right: Tensor, isLeftTransposed: Bool = false
  ) {
    precondition(
      shape == Tensor.productShape(left, right, isLeftTransposed, false),
      "Tensor.add: a product of \(left.shape) and \(right.shape) added to \(shape).")
    // A rule may need the values of a variable as they were.
    guard !ThreadContext.isRecording, !node.isVariable, isKnownUniquelyReferenced(&node),
      node.isMemoryItsOwn
    else {
      self = self + .product(left, right, isLeftTransposed: isLeftTransposed)
      return
    }
    Tensor.multiply(
      left, right, isLeftTransposed: isLeftTransposed, isRightTransposed: false, isAdded: true,
      into: node.buffer)
  }

  /// Each matrix with rows and columns exchanged, `[S, columns, rows]`.
  public var transposed: Tensor {
    Tensor.record(
      shape: Shape(shape.stack, shape.columns, shape.rows), inputs: Operands(self),
      fill: { result in
        for matrix in 0..<shape.stack {
          let start = matrix * shape.matrixCount
          unsafe Scalar.transpose(
            node.buffer.pointer + start, result.pointer + start, rows: shape.rows,
            columns: shape.columns)
        }
      },
      pullback: {
        Operands($0.gradient.transposed)
      })
  }

  private static func productShape(
    _ left: Tensor, _ right: Tensor, _ isLeftTransposed: Bool, _ isRightTransposed: Bool
  ) -> Shape {
    let (left, right) = (left.shape, right.shape)
    let inner = isLeftTransposed ? left.rows : left.columns
    let rightInner = isRightTransposed ? right.columns : right.rows
    precondition(
      inner == rightInner,
      "Tensor.product: inner dimensions \(inner) and \(rightInner) of \(left) and \(right) differ.")
    precondition(
      left.stack == right.stack || left.stack == 1 || right.stack == 1,
      "Tensor.product: \(left) and \(right) are stacks of \(left.stack) and \(right.stack) matrices."
    )
    return Shape(
      left.stack == 1 ? right.stack : left.stack, isLeftTransposed ? left.columns : left.rows,
      isRightTransposed ? right.rows : right.columns)
  }

  /// A product, summed over the stack if the target is one matrix.
  private static func product(
    _ left: Tensor, _ right: Tensor, isLeftTransposed: Bool = false,
    isRightTransposed: Bool = false, summedTo target: Shape
  ) -> Tensor {
    if target.stack == 1, left.shape.stack > 1, left.shape.stack == right.shape.stack,
      isLeftTransposed, !isRightTransposed
    {
      // Σ Aᵀ B over a stack is Aᵀ B of all its rows.
      return product(left.joined, right.joined, isLeftTransposed: true)
    }
    return product(
      left, right, isLeftTransposed: isLeftTransposed, isRightTransposed: isRightTransposed
    ).sum(to: target)
  }

  /// The matrices of a stack below each other, as one matrix.
  private var joined: Tensor { reshaped(to: Shape(shape.totalRows, shape.columns)) }

  private static func multiply(
    _ left: Tensor, _ right: Tensor, isLeftTransposed: Bool, isRightTransposed: Bool,
    isAdded: Bool = false, into result: Buffer<Scalar>
  ) {
    let shape = productShape(left, right, isLeftTransposed, isRightTransposed)
    var product = unsafe MatrixProduct(
      left: left.node.buffer.pointer, right: right.node.buffer.pointer, result: result.pointer,
      rows: shape.rows, columns: shape.columns,
      inner: isLeftTransposed ? left.shape.rows : left.shape.columns,
      isLeftTransposed: isLeftTransposed, isRightTransposed: isRightTransposed,
      isAdded: isAdded)
    if right.shape.stack == 1 && !isLeftTransposed {
      // The rows of all matrices are multiplied by the same one.
      unsafe product.rows = shape.totalRows
      unsafe Scalar.multiplyMatrices(product)
      return
    }
    for _ in 0..<shape.stack {
      unsafe Scalar.multiplyMatrices(product)
      unsafe product.left += left.shape.stack == 1 ? 0 : left.shape.matrixCount
      unsafe product.right += right.shape.stack == 1 ? 0 : right.shape.matrixCount
      unsafe product.result += shape.matrixCount
    }
  }
}

extension Tensor {
  /// Computes a dense layer, x W + b, in one pass over the result.
  ///
  /// - Parameters:
  ///   - input: x, `[S, B, n]`.
  ///   - weight: W, `[S, n, m]`. One matrix stands for all.
  ///   - bias: b, `[S, 1, m]`. One row stands for all.
  /// - Returns: `[S, B, m]`.
  /// - Precondition: The shapes fit.
  public static func affine(_ input: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
    record(
      shape: productShape(input, weight, false, false), inputs: Operands(input, weight, bias),
      fill: { result in
        fillAffine(input, weight, bias, thenTanh: false, into: result)
      },
      pullback: { incoming in
        affinePullback(incoming.gradient, input, weight, bias, incoming.isNeeded)
      })
  }

  /// Computes a dense layer with hyperbolic tangent, tanh(x W + b), in one pass over the result.
  ///
  /// - Parameters:
  ///   - input: x, `[S, B, n]`.
  ///   - weight: W, `[S, n, m]`. One matrix stands for all.
  ///   - bias: b, `[S, 1, m]`. One row stands for all.
  /// - Returns: `[S, B, m]`.
  /// - Precondition: The shapes fit.
  public static func affineTanh(_ input: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
    record(
      shape: productShape(input, weight, false, false), inputs: Operands(input, weight, bias),
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
      isNeeded[0]
        ? product(gradient, weight, isRightTransposed: true, summedTo: input.shape) : nil,
      isNeeded[1]
        ? product(input, gradient, isLeftTransposed: true, summedTo: weight.shape) : nil,
      isNeeded[2] ? gradient.sum(to: bias.shape) : nil)
  }

  private static func fillAffine(
    _ input: Tensor, _ weight: Tensor, _ bias: Tensor, thenTanh isTanh: Bool,
    into result: Buffer<Scalar>
  ) {
    let shape = productShape(input, weight, false, false)
    precondition(
      bias.shape.rows == 1 && bias.shape.columns == shape.columns
        && (bias.shape.stack == 1 || bias.shape.stack == shape.stack),
      "Tensor.affine: a bias of shape \(bias.shape) for outputs of \(shape).")
    multiply(input, weight, isLeftTransposed: false, isRightTransposed: false, into: result)
    let isShared = bias.shape.stack == 1
    for matrix in 0..<(isShared ? 1 : shape.stack) {
      unsafe Scalar.addBias(
        bias.node.buffer.pointer + matrix * shape.columns,
        to: result.pointer + matrix * shape.matrixCount,
        rows: isShared ? shape.totalRows : shape.rows, columns: shape.columns, thenTanh: isTanh)
    }
  }
}
