extension Tensor {
  /// Sums a column from the first row of each segment down to every row of it.
  ///
  ///     y[t] = x[first] + … + x[t]
  ///
  /// - Parameter lengths: The rows of each segment, in order.
  /// - Returns: `[B, 1]`.
  /// - Precondition: The tensor has one column, and the lengths add up to its rows.
  public func runningSums(ofSegments lengths: [Int]) -> Tensor {
    runningSums(lengths, isUpwards: false)
  }

  /// The transpose of sums down to a row are sums up to it, and the other way round.
  private func runningSums(_ lengths: [Int], isUpwards: Bool) -> Tensor {
    precondition(
      shape.columns == 1 && lengths.reduce(0, +) == shape.rows && lengths.allSatisfy { $0 >= 0 },
      "Tensor.runningSums: segments of \(lengths.reduce(0, +)) rows together for \(shape).")
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
