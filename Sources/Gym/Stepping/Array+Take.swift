extension Array {
  /// Takes the elements out and leaves an empty array, so that they can be changed without a copy or a check.
  @inlinable @inline(__always)
  mutating func take() -> [Element] {
    var result: [Element] = []
    swap(&result, &self)
    return result
  }
}
