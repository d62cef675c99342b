extension Tensor {
  /// Computes cumulative sums of a column, which begin again in each segment.
  ///
  ///     y[t] = x[first] + … + x[t]
  ///
  /// - Parameter lengths: The number of rows of each segment, in order.
  /// - Returns: `[B, 1]`.
  /// - Precondition: The tensor is a single column, and the lengths add up to its rows.
  public func runningSums(ofSegments lengths: [Int]) -> Tensor {
    runningSums(lengths, isUpwards: false)
  }

  /// The transpose of sums from the top of a segment is sums from its bottom.
  private func runningSums(_ lengths: [Int], isUpwards: Bool) -> Tensor {
    precondition(
      shape == Shape(shape.rows, 1) && lengths.reduce(0, +) == shape.rows
        && lengths.allSatisfy { $0 >= 0 },
      "Tensor.runningSums: segments of \(lengths.reduce(0, +)) rows in all for \(shape).")
    return Tensor.record(
      shape: shape, inputs: Operands(self),
      fill: { result in
        fillRunningSums(lengths, isUpwards: isUpwards, into: result)
      },
      pullback: {
        Operands($0.gradient.runningSums(lengths, isUpwards: !isUpwards))
      })
  }

  private func fillRunningSums(_ lengths: [Int], isUpwards: Bool, into result: Buffer<Scalar>) {
    var start = 0
    for length in lengths {
      var sum: Scalar = 0
      for offset in 0..<length {
        let row = start + (isUpwards ? length - 1 - offset : offset)
        unsafe sum += node.buffer.pointer[row]
        unsafe result.pointer[row] = sum
      }
      start += length
    }
  }
}
