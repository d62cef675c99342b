extension Tensor {
  /// Takes one element of each row.
  ///
  /// - Parameter columns: Which column to take in each row, `[B]`.
  /// - Returns: `[B, 1]`.
  public func selecting(columns: [Int32]) -> Tensor {
    checkSelection(columns, rows: shape.rows, width: shape.columns)
    return Tensor.record(
      shape: Shape(shape.rows, 1), inputs: [self],
      fill: { result in
        unsafe Scalar.gather(
          node.buffer.pointer, columns: columns, result.pointer, width: shape.columns)
      },
      pullback: { [width = shape.columns] in
        [$0.gradient.scattered(columns: columns, width: width)]
      })
  }

  /// Puts the only element of each row in a column of its own and zeros elsewhere.
  private func scattered(columns: [Int32], width: Int) -> Tensor {
    Tensor.record(
      shape: Shape(shape.rows, width), inputs: [self],
      fill: { result in
        unsafe Scalar.scatter(node.buffer.pointer, columns: columns, result.pointer, width: width)
      },
      pullback: {
        [$0.gradient.selecting(columns: columns)]
      })
  }

  /// Subtracts from each row the logarithm of the sum of its exponentials.
  ///
  /// The row's largest element is taken out first, so that nothing overflows.
  public var logSoftmax: Tensor {
    let largest = Tensor.record(
      shape: Shape(shape.rows, 1), inputs: [],
      fill: { result in
        unsafe Scalar.rowMaxima(
          node.buffer.pointer, result.pointer, rows: shape.rows, columns: shape.columns)
      },
      pullback: { _ in
        []
      })
    let shifted = self - largest
    return shifted - shifted.exponential.rowSums.logarithm
  }

  private func checkSelection(_ columns: [Int32], rows: Int, width: Int) {
    precondition(
      columns.count == rows, "Tensor.selecting: \(columns.count) columns for \(rows) rows.")
    precondition(
      columns.allSatisfy { $0 >= 0 && $0 < width },
      "Tensor.selecting: a column lies outside 0..<\(width).")
  }
}
