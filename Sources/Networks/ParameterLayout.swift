public import Tensors

/// Where each named array lies in the one flat vector that holds all parameters.
///
/// Gradients, tangents, optimiser moments and files share the layout.
public struct ParameterLayout: Equatable, Sendable {
  /// A named stretch of the vector, shaped as a matrix.
  public struct Entry: Equatable, Sendable {
    /// For instance "layer0.weight".
    public let name: String
    /// The size of the matrix, row-major in the vector.
    public let shape: Shape
    /// Where it lies.
    public let range: Range<Int>
  }

  /// The stretches, in order and without gaps.
  public private(set) var entries: [Entry] = []

  /// Creates an empty layout.
  public init() {}

  /// How many parameters there are, P.
  public var count: Int { entries.last?.range.upperBound ?? 0 }

  /// Adds an array at the end.
  public mutating func append(_ name: String, _ shape: Shape) {
    entries.append(Entry(name: name, shape: shape, range: count..<count + shape.count))
  }

  /// The name of one parameter, for instance "layer1.weight[3, 22]".
  public func name(ofParameter index: Int) -> String {
    guard let entry = entries.first(where: { $0.range.contains(index) }) else {
      return "parameter \(index)"
    }
    let offset = index - entry.range.lowerBound
    return "\(entry.name)[\(offset / entry.shape.columns), \(offset % entry.shape.columns)]"
  }

  /// Cuts a flat vector into variables, one for each entry.
  ///
  /// - Precondition: The vector has `count` elements.
  public func variables<Scalar: TensorScalar>(_ vector: [Scalar]) -> [Tensor<Scalar>] {
    checkCount(vector.count)
    return entries.map { Tensor(variable: vector[$0.range], shape: $0.shape) }
  }

  /// Cuts a flat vector into constants, one for each entry.
  ///
  /// - Precondition: The vector has `count` elements.
  public func constants<Scalar: TensorScalar>(_ vector: [Scalar]) -> [Tensor<Scalar>] {
    checkCount(vector.count)
    return entries.map { Tensor(vector[$0.range], shape: $0.shape) }
  }

  /// Adds tensors of this layout to a flat vector.
  ///
  /// - Precondition: The shapes are those of the entries; the vector has `count` elements.
  public func add<Scalar: TensorScalar>(_ tensors: [Tensor<Scalar>], to vector: inout [Scalar]) {
    checkCount(vector.count)
    precondition(
      tensors.count == entries.count,
      "ParameterLayout: \(tensors.count) tensors, but \(entries.count) entries.")
    for (tensor, entry) in zip(tensors, entries) {
      precondition(
        tensor.shape == entry.shape,
        "ParameterLayout: a tensor of \(tensor.shape) for '\(entry.name)' of \(entry.shape).")
      tensor.add(to: &vector, at: entry.range.lowerBound)
    }
  }

  private func checkCount(_ found: Int) {
    precondition(found == count, "ParameterLayout: a vector of \(found), not \(count) elements.")
  }
}
