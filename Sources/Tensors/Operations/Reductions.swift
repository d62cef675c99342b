extension Tensor {
  /// Repeats a row, a column or a number until it has the given shape.
  ///
  /// - Precondition: Each dimension is 1 or already right.
  public func broadcast(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      (shape.rows == 1 || shape.rows == target.rows)
        && (shape.columns == 1 || shape.columns == target.columns),
      "Tensor.broadcast: the shape \(shape) cannot be repeated to \(target).")
    return Tensor.record(
      shape: target, inputs: Operands(self),
      fill: { result in
        unsafe Scalar.broadcast(node.buffer.pointer, from: shape, result.pointer, to: target)
      },
      pullback: { [shape] in
        Operands($0.gradient.sum(to: shape))
      })
  }

  /// Sums over rows, over columns or over both, down to the given shape.
  ///
  /// - Precondition: Each dimension is 1 or already right.
  public func sum(to target: Shape) -> Tensor {
    if shape == target { return self }
    precondition(
      (target.rows == 1 || shape.rows == target.rows)
        && (target.columns == 1 || shape.columns == target.columns),
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

  /// The sum of each row, `[B, 1]`.
  public var rowSums: Tensor { sum(to: Shape(shape.rows, 1)) }

  private func sumElements(to target: Shape, into result: Buffer<Scalar>) {
    let (rows, columns) = (shape.rows, shape.columns)
    if target.rows == rows {
      unsafe Scalar.sumColumns(
        node.buffer.pointer, result.pointer, rows: rows, columns: columns)
    } else if target.columns == columns {
      unsafe Scalar.sumRows(node.buffer.pointer, result.pointer, rows: rows, columns: columns)
    } else {
      withScratch(columns) { (sums: Buffer<Scalar>) in
        unsafe Scalar.sumRows(node.buffer.pointer, sums.pointer, rows: rows, columns: columns)
        unsafe Scalar.sumColumns(sums.pointer, result.pointer, rows: 1, columns: columns)
      }
    }
  }
}
