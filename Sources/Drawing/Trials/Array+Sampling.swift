#if Viewer
extension Array {
  /// Returns at most `count` elements: the first, the last, and others at even distances between them.
  ///
  /// If `count` is 1, it is the last.
  func evenlySampled(atMost count: Int) -> [Element] {
    guard count < self.count else { return self }
    guard count > 1 else { return suffix(1) }
    return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
  }
}
#endif
