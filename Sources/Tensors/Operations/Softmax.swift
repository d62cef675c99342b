extension Tensor {
  /// Subtracts from each row the logarithm of the sum of its exponentials.
  ///
  /// The row's largest element is subtracted first, so that nothing overflows.
  ///
  /// - Returns: A tensor of the same shape.
  public var logSoftmax: Tensor {
    Tensor.record(
      shape: shape, inputs: Operands(self),
      fill: { result in
        fillLogSoftmax(result)
      },
      pullback: { incoming in
        // With p the softmax, dx = dy - p Σ dy.
        Operands(incoming.gradient - incoming.result.exponential * incoming.gradient.rowSums)
      })
  }

  /// The exponentials of each row, divided by their sum.
  ///
  /// The row's largest element is subtracted first, so that nothing overflows.
  ///
  /// - Returns: A tensor of the same shape, whose rows sum to 1.
  public var softmax: Tensor { softmax(mask: nil) }

  /// The exponentials of some elements of each row, divided by their sum; 0 for all others.
  ///
  /// A row without any such element becomes zeros. What the others hold, infinities included, makes no
  /// difference, and nothing flows back to them.
  ///
  /// - Parameter mask: 0 where an element is left out, anything else where it counts, `[S, rows,
  ///   columns]`; one matrix or one row stands for all. A constant: it has no gradient.
  /// - Returns: A tensor of the same shape, whose rows sum to 1 or, if all is left out, to 0.
  /// - Precondition: The mask has as many columns, and one or as many matrices and rows.
  public func softmax(where mask: Tensor) -> Tensor {
    precondition(
      mask.shape.canRepeat(to: shape) && mask.shape.columns == shape.columns,
      "Tensor.softmax: a mask of \(mask.shape) for \(shape).")
    return softmax(mask: mask.detached)
  }

  private func softmax(mask: Tensor?) -> Tensor {
    Tensor.record(
      shape: shape, inputs: Operands(self),
      fill: { result in
        fillSoftmax(mask, result)
      },
      pullback: { incoming in
        // With p the softmax, dx = p (dy - Σ p dy).
        let weighted = incoming.gradient * incoming.result
        return Operands(weighted - incoming.result * weighted.rowSums)
      })
  }

  private func fillSoftmax(_ mask: Tensor?, _ result: Buffer<Scalar>) {
    let (rows, columns) = (shape.rows, shape.columns)
    guard let mask else {
      unsafe Scalar.softmax(
        node.buffer.pointer, mask: nil, result.pointer, rows: shape.totalRows, columns: columns)
      return
    }
    let maskShape = mask.shape
    for matrix in 0..<shape.stack {
      let start = maskShape.stack == 1 ? 0 : matrix * maskShape.matrixCount
      let rowMask = unsafe RowMask(
        start: mask.node.buffer.pointer + start, stride: maskShape.rows == 1 ? 0 : columns)
      unsafe Scalar.softmax(
        node.buffer.pointer + matrix * shape.matrixCount, mask: rowMask,
        result.pointer + matrix * shape.matrixCount, rows: rows, columns: columns)
    }
  }

  private func fillLogSoftmax(_ result: Buffer<Scalar>) {
    let (rows, columns) = (shape.totalRows, shape.columns)
    let (x, y) = unsafe (node.buffer.pointer, result.pointer)
    for row in 0..<rows {
      var largest = unsafe x[row * columns]
      for column in 1..<max(1, columns) { largest = unsafe max(largest, x[row * columns + column]) }
      for column in 0..<columns {
        unsafe y[row * columns + column] = x[row * columns + column] - largest
      }
    }
    withScratch(shape.count + rows) { (scratch: Buffer<Scalar>) in
      let (exponentials, sums) = unsafe (scratch.pointer, scratch.pointer + shape.count)
      unsafe Scalar.apply(.exponential, y, exponentials, shape.count)
      unsafe Scalar.sumColumns(exponentials, sums, rows: rows, columns: columns)
      unsafe Scalar.apply(.logarithm, sums, sums, rows)
      for row in 0..<rows {
        for column in 0..<columns { unsafe y[row * columns + column] -= sums[row] }
      }
    }
  }
}
