extension Tensor {
  /// Repeats matrices, rows, columns or a number until the tensor has the given shape.
  ///
  /// - Parameter target: The shape of the result.
  /// - Returns: A tensor of that shape.
  /// - Precondition: Each dimension is 1 or already right.
  public func broadcast(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      shape.canRepeat(to: target),
      "Tensor.broadcast: the shape \(shape) cannot be repeated to \(target).")
    return Tensor.record(
      shape: target, inputs: Operands(self),
      fill: { result in
        repeatElements(to: target, into: result)
      },
      pullback: { [shape] in
        Operands($0.gradient.sum(to: shape))
      })
  }

  /// Sums over matrices, rows or columns, or over several of these, down to the given shape.
  ///
  /// - Parameter target: The shape of the result.
  /// - Returns: A tensor of that shape.
  /// - Precondition: Each dimension of the target is 1 or already right.
  public func sum(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      target.canRepeat(to: shape),
      "Tensor.sum: the shape \(shape) cannot be summed to \(target).")
    return Tensor.record(
      shape: target, inputs: Operands(self),
      fill: { result in
        sumElements(to: target, into: result)
      },
      pullback: { [shape] in
        Operands($0.gradient.broadcast(to: shape))
      })
  }

  /// The sum of all elements, `[1, 1]`.
  public var sum: Tensor { sum(to: Shape(1, 1)) }

  /// The sum of each row, `[S, rows, 1]`.
  public var rowSums: Tensor { sum(to: Shape(shape.stack, shape.rows, 1)) }

  /// The mean of each row, `[S, rows, 1]`.
  ///
  /// - Precondition: There is a column.
  public var rowMeans: Tensor {
    precondition(shape.columns > 0, "Tensor.rowMeans: \(shape) has no columns.")
    return rowSums.scaled(by: 1 / Scalar(shape.columns))
  }

  /// Shifts and scales each row to mean 0 and variance 1, as layer normalisation does before its gain
  /// and bias.
  ///
  ///     y = (x - mean(x)) / √(mean((x - mean(x))²) + ε)
  ///
  /// - Parameter epsilon: ε, added to the variance, which is that of the population; above 0, so that
  ///   rows of equal elements become zeros and have a derivative.
  /// - Returns: A tensor of the same shape.
  /// - Precondition: There is a column, and ε is above 0.
  /// - Source: Ba, Kiros and Hinton 2016, equation 4, <https://arxiv.org/abs/1607.06450>.
  public func normalizedRows(epsilon: Scalar = 1e-5) -> Tensor {
    precondition(epsilon > 0, "Tensor.normalizedRows: ε is \(epsilon), but must be above 0.")
    let centered = self - rowMeans
    return centered / centered.squared.rowMeans.adding(epsilon).squareRoot
  }

  private func repeatElements(to target: Shape, into result: Buffer<Scalar>) {
    let all = Shape(target.totalRows, target.columns)
    if shape.stack == target.stack && shape.rows == target.rows {
      unsafe Scalar.broadcast(
        node.buffer.pointer, from: Shape(shape.totalRows, shape.columns), result.pointer, to: all)
    } else if shape.totalRows == 1 {
      unsafe Scalar.broadcast(
        node.buffer.pointer, from: Shape(1, shape.columns), result.pointer, to: all)
    } else {
      for matrix in 0..<target.stack {
        unsafe Scalar.broadcast(
          node.buffer.pointer + (shape.stack == 1 ? 0 : matrix * shape.matrixCount),
          from: Shape(shape.rows, shape.columns), result.pointer + matrix * target.matrixCount,
          to: Shape(target.rows, target.columns))
      }
    }
  }

  private func sumElements(to target: Shape, into result: Buffer<Scalar>) {
    let source = unsafe UnsafePointer(node.buffer.pointer)
    if target.stack == shape.stack && target.rows == shape.rows {
      unsafe Scalar.sumColumns(
        source, result.pointer, rows: shape.totalRows, columns: shape.columns)
    } else if target.totalRows == 1 {
      unsafe sumMatrix(source, Shape(shape.totalRows, shape.columns), to: target, result.pointer)
    } else if target.stack == shape.stack {
      for matrix in 0..<shape.stack {
        unsafe sumMatrix(
          source + matrix * shape.matrixCount, Shape(shape.rows, shape.columns),
          to: Shape(1, target.columns), result.pointer + matrix * target.columns)
      }
    } else if target.columns == shape.columns {
      unsafe Scalar.sumRows(
        source, result.pointer, rows: shape.stack, columns: shape.matrixCount)
    } else {
      withScratch(shape.matrixCount) { (sums: Buffer<Scalar>) in
        unsafe Scalar.sumRows(
          source, sums.pointer, rows: shape.stack, columns: shape.matrixCount)
        unsafe Scalar.sumColumns(
          sums.pointer, result.pointer, rows: shape.rows, columns: shape.columns)
      }
    }
  }

  /// Sums the rows of a matrix, and their sum's columns if the target has one.
  private func sumMatrix(
    _ x: UnsafePointer<Scalar>, _ shape: Shape, to target: Shape,
    _ y: UnsafeMutablePointer<Scalar>
  ) {
    let (rows, columns) = (shape.rows, shape.columns)
    if target.columns == columns {
      unsafe Scalar.sumRows(x, y, rows: rows, columns: columns)
    } else {
      withScratch(columns) { (sums: Buffer<Scalar>) in
        unsafe Scalar.sumRows(x, sums.pointer, rows: rows, columns: columns)
        unsafe Scalar.sumColumns(sums.pointer, y, rows: 1, columns: columns)
      }
    }
  }
}
