/// The values an observation or an action may take.
public enum Space: Equatable, Sendable {
  /// Real vectors; `low` and `high` bound each coordinate and may be infinite.
  case box(low: [Float], high: [Float])
  /// One of the numbers `0..<count`, stored as a `Float`.
  case discrete(count: Int)

  /// How many numbers an element takes in a buffer.
  public var size: Int {
    switch self {
    case .box(let low, _): low.count
    case .discrete: 1
    }
  }

  /// Whether a vector lies in the space, bounds included.
  public func contains(_ element: [Float]) -> Bool {
    guard element.count == size else { return false }
    switch self {
    case .box(let low, let high):
      return element.indices.allSatisfy { low[$0] <= element[$0] && element[$0] <= high[$0] }
    case .discrete(let count):
      return element[0] >= 0 && element[0] < Float(count) && element[0] == element[0].rounded()
    }
  }
}

extension Space: CustomStringConvertible {
  /// The space in words, for instance "box[-1, 1]^2" or "discrete(5)".
  public var description: String {
    switch self {
    case .discrete(let count): return "discrete(\(count))"
    case .box(let low, let high):
      if let first = low.first, let last = high.first,
        low.allSatisfy({ $0 == first }), high.allSatisfy({ $0 == last })
      {
        return "box[\(first.inWords), \(last.inWords)]^\(low.count)"
      }
      return "box["
        + zip(low, high).map { "\($0.inWords)...\($1.inWords)" }.joined(separator: ", ") + "]"
    }
  }
}
