public import Tensors

/// Where each named array lies in the one flat vector that holds all parameters.
///
/// Networks, heads and embeddings append their arrays and keep the entries, by which they find them
/// again. Gradients, tangents, optimiser moments and files share the layout.
public struct ParameterLayout: Equatable, Sendable {
  /// A named range of the vector, shaped as a matrix.
  public struct Entry: Equatable, Sendable {
    /// For instance "layer0.weight".
    public let name: String
    /// The size of the matrix, row-major in the vector.
    public let shape: Shape
    /// Its elements in the vector.
    public let range: Range<Int>
    /// Its position among the entries, from 0.
    public let index: Int
  }

  /// The entries, in order and without gaps.
  public private(set) var entries: [Entry] = []

  /// Creates an empty layout.
  public init() {}

  /// The number of parameters, P.
  public var count: Int { entries.last?.range.upperBound ?? 0 }

  /// Appends an array.
  ///
  /// - Parameters:
  ///   - name: Its name, also in files.
  ///   - shape: The size of the matrix.
  /// - Returns: The entry, by which its owner finds the array again.
  /// - Precondition: No other entry has the name.
  @discardableResult
  public mutating func append(_ name: String, _ shape: Shape) -> Entry {
    precondition(
      !entries.contains { $0.name == name }, "ParameterLayout: a second array '\(name)'.")
    let entry = Entry(
      name: name, shape: shape, range: count..<count + shape.count, index: entries.count)
    entries.append(entry)
    return entry
  }

  /// The name of one parameter, for instance "layer1.weight[3, 22]".
  public func name(ofParameter index: Int) -> String {
    guard let entry = entries.first(where: { $0.range.contains(index) }) else {
      return "parameter \(index)"
    }
    let offset = index - entry.range.lowerBound
    return "\(entry.name)[\(offset / entry.shape.columns), \(offset % entry.shape.columns)]"
  }

  func checkCount(_ found: Int) {
    precondition(
      found == count, "ParameterLayout: a vector of \(found) elements, but \(count) are needed.")
  }
}
