extension Tensor {
  /// Takes one element of each row, or any number of elements of a single row.
  ///
  /// - Parameter columns: Which column to take in each row, `[S · rows]`; any number of them if there
  ///   is a single row.
  /// - Returns: `[S, rows, 1]`, or `[n, 1]` if n elements of a single row are taken.
  /// - Precondition: There is an index for each row, and each lies within the columns.
  public func selecting(columns: [Int32]) -> Tensor {
    checkSelection(columns)
    let isSingleRow = shape.totalRows == 1
    return Tensor.record(
      shape: isSingleRow ? Shape(columns.count, 1) : Shape(shape.stack, shape.rows, 1),
      inputs: Operands(self),
      fill: { result in
        // All elements come from the same row if the distance of rows is 0.
        unsafe Scalar.gather(
          node.buffer.pointer, columns: columns, result.pointer,
          width: isSingleRow ? 0 : shape.columns)
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
        if target.totalRows == 1 {
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

  private func checkSelection(_ columns: [Int32]) {
    precondition(
      shape.totalRows == 1 || columns.count == shape.totalRows,
      "Tensor.selecting: \(columns.count) columns for \(shape.totalRows) rows.")
    let width = shape.columns
    precondition(
      columns.allSatisfy { $0 >= 0 && $0 < width },
      "Tensor.selecting: a column lies outside 0..<\(width).")
  }
}
