extension Tensor {
  /// Takes rows of each matrix in any order and any number of times: `y[i] = x[rows[i]]`.
  ///
  /// - Parameter rows: Which rows, n of them, the same in every matrix.
  /// - Returns: `[S, n, columns]`.
  /// - Precondition: Each index lies within the rows.
  public func gathering(rows: [Int32]) -> Tensor {
    Self.check(rows, within: shape.rows, "gathering")
    return Tensor.record(
      shape: Shape(shape.stack, rows.count, shape.columns), inputs: Operands(self),
      addsInPlace: true,
      fill: { result in
        Self.forEachRow(rows, of: shape) { start, wholeStart in
          unsafe (result.pointer + start).initialize(
            from: node.buffer.pointer + wholeStart, count: shape.columns)
        }
      },
      pullback: { [shape] incoming in
        guard let total = incoming.inputGradient else {
          return Operands(incoming.gradient.scatterAdding(rows: rows, of: shape.rows))
        }
        incoming.gradient.addRows(rows, to: total.node.buffer, shape)
        return Operands(nil)
      })
  }

  /// Adds each row of each matrix to a row of a result that begins with zeros: `y[rows[i]] += x[i]`.
  ///
  /// Rows are added in order. This is the transpose of `gathering(rows:)`.
  ///
  /// - Parameters:
  ///   - rows: Which row of the result each row is added to, the same in every matrix.
  ///   - rowCount: The number of rows of the result, n.
  /// - Returns: `[S, n, columns]`.
  /// - Precondition: There is an index for each row, and each lies in `0..<rowCount`.
  public func scatterAdding(rows: [Int32], of rowCount: Int) -> Tensor {
    precondition(
      rows.count == shape.rows,
      "Tensor.scatterAdding: \(rows.count) indices for \(shape.rows) rows.")
    Self.check(rows, within: rowCount, "scatterAdding")
    let target = Shape(shape.stack, rowCount, shape.columns)
    return Tensor.record(
      shape: target, inputs: Operands(self),
      fill: { result in
        unsafe result.pointer.initialize(repeating: 0, count: result.count)
        addRows(rows, to: result, target)
      },
      pullback: {
        Operands($0.gradient.gathering(rows: rows))
      })
  }

  /// Adds each row to a row of a whole.
  private func addRows(_ rows: [Int32], to whole: Buffer<Scalar>, _ wholeShape: Shape) {
    Self.forEachRow(rows, of: wholeShape) { start, wholeStart in
      unsafe Scalar.addScaled(
        node.buffer.pointer + start, by: 1, to: whole.pointer + wholeStart, wholeShape.columns)
    }
  }

  /// Calls a body with the first element of each gathered row, and of the row of the whole it is.
  private static func forEachRow(
    _ rows: [Int32], of whole: Shape, _ body: (_ start: Int, _ wholeStart: Int) -> Void
  ) {
    for matrix in 0..<whole.stack {
      for (index, row) in rows.enumerated() {
        body(
          (matrix * rows.count + index) * whole.columns,
          (matrix * whole.rows + Int(row)) * whole.columns)
      }
    }
  }

  private static func check(_ rows: [Int32], within count: Int, _ operation: String) {
    precondition(
      rows.allSatisfy { $0 >= 0 && $0 < count },
      "Tensor.\(operation): a row lies outside 0..<\(count).")
  }
}
