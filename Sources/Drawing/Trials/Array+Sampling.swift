#if Viewer
extension Array {
  /// At most so many elements: the last and the first among them, the others evenly between.
  func spread(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    guard count > 1 else { return suffix(1) }
    return (0..<count).map { self[$0 * (self.count - 1) / (count - 1)] }
  }
}
#endif
