extension Tensor {
  /// Takes one element of each row, or any number of elements of a single row.
  ///
  /// - Parameter columns: Which columns to take, `[B]`.
  /// - Returns: `[B, 1]`.
  public func selecting(columns: [Int32]) -> Tensor {
    checkSelection(columns)
    return Tensor.record(
      shape: Shape(columns.count, 1), inputs: Operands(self),
      fill: { result in
        // From a single row to itself is no way.
        unsafe Scalar.gather(
          node.buffer.pointer, columns: columns, result.pointer,
          width: shape.rows == 1 ? 0 : shape.columns)
      },
      pullback: { [shape] in
        Operands($0.gradient.scattered(columns: columns, to: shape))
      })
  }

  /// Puts each element in a column of its row and zeros elsewhere; adds up what goes to one place of a
  /// single row.
  private func scattered(columns: [Int32], to target: Shape) -> Tensor {
    Tensor.record(
      shape: target, inputs: Operands(self),
      fill: { result in
        if target.rows == 1 {
          unsafe result.pointer.update(repeating: 0, count: result.count)
          for (row, column) in columns.enumerated() {
            unsafe result.pointer[Int(column)] += node.buffer.pointer[row]
          }
        } else {
          unsafe Scalar.scatter(
            node.buffer.pointer, columns: columns, result.pointer, width: target.columns)
        }
      },
      pullback: {
        Operands($0.gradient.selecting(columns: columns))
      })
  }

  /// Subtracts from each row the logarithm of the sum of its exponentials.
  ///
  /// The row's largest element is taken out first, so that nothing overflows.
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

  private func fillLogSoftmax(_ result: Buffer<Scalar>) {
    let (rows, columns) = (shape.rows, shape.columns)
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

  private func checkSelection(_ columns: [Int32]) {
    precondition(
      shape.rows == 1 || columns.count == shape.rows,
      "Tensor.selecting: \(columns.count) columns for \(shape.rows) rows.")
    let width = shape.columns
    precondition(
      columns.allSatisfy { $0 >= 0 && $0 < width },
      "Tensor.selecting: a column lies outside 0..<\(width).")
  }
}
