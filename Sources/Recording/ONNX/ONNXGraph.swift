/// A computation as an ONNX model: inputs, constants, operations, outputs.
///
/// Values have names; an operation gives the name of its result, by which others use it.
///
/// - Source: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>; field numbers are from there.
public struct ONNXGraph: Sendable {
  /// The version of the operators.
  public static let operatorSetVersion = 17
  /// The version of the file's format, the one that came with these operators.
  public static let formatVersion = 8

  /// The types of numbers, with their codes.
  public enum ElementType: Int, Sendable {
    /// Single precision.
    case float = 1
    /// Whole numbers.
    case int64 = 7
    /// Truth values.
    case bool = 9
  }

  /// A dimension of an input or an output.
  public enum Dimension: Sendable {
    /// As many as there are.
    case fixed(Int)
    /// Decided by what enters, with a name.
    case free(String)
  }

  /// A setting of an operation.
  public enum Attribute: Sendable {
    /// A whole number.
    case int(Int)
  }

  private var valueCount = 0
  private var constantNames: [String] = []
  private var usedNames: Set<String> = []
  private var initializers: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []
  private var nodes: [ProtobufMessage] = []

  /// Creates an empty graph.
  public init() {}

  /// Adds an input.
  ///
  /// - Parameters:
  ///   - name: Its name, which no other value has.
  ///   - shape: Its dimensions.
  ///   - note: What it is, in a sentence.
  ///   - type: The type of its elements.
  /// - Returns: The name.
  @discardableResult
  public mutating func addInput(
    _ name: String, _ shape: [Dimension], _ note: String, type: ElementType = .float
  ) -> String {
    inputs.append(Self.valueInfo(name, type, shape, note))
    return name
  }

  /// Makes a value an output; it must have this name.
  public mutating func addOutput(
    _ name: String, _ shape: [Dimension], _ note: String, type: ElementType = .float
  ) {
    outputs.append(Self.valueInfo(name, type, shape, note))
  }

  /// Adds a constant of single precision, row-major.
  @discardableResult
  public mutating func addConstant(_ name: String, _ shape: [Int], _ values: [Float]) -> String {
    addConstant(name, shape, .float, values.flatMap { Self.bytes(UInt64($0.bitPattern), 4) })
  }

  /// Adds a constant of whole numbers, row-major.
  @discardableResult
  public mutating func addConstant(_ name: String, _ shape: [Int], _ values: [Int]) -> String {
    addConstant(
      name, shape, .int64, values.flatMap { Self.bytes(UInt64(bitPattern: Int64($0)), 8) })
  }

  private mutating func addConstant(
    _ name: String, _ shape: [Int], _ type: ElementType, _ data: [UInt8]
  ) -> String {
    var tensor = ProtobufMessage()
    tensor.add(1, packed: shape)
    tensor.add(2, type.rawValue)
    tensor.add(8, name)
    tensor.add(9, bytes: data)
    initializers.append(tensor)
    constantNames.append(name)
    return name
  }

  /// The constants that no operation uses so far, in the order in which they were added.
  public var unusedConstants: [String] { constantNames.filter { !usedNames.contains($0) } }

  /// Adds an operation with one result.
  ///
  /// - Parameters:
  ///   - operation: Its name in ONNX, for instance "Gemm".
  ///   - inputs: The names of what enters.
  ///   - attributes: Its settings by name.
  ///   - name: The name of the result; `nil` for a new one.
  /// - Returns: The name of the result.
  @discardableResult
  public mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [(String, Attribute)] = [],
    as name: String? = nil
  ) -> String {
    let result = name ?? newName(operation)
    add(operation, inputs, attributes, results: [result])
    return result
  }

  /// Adds an operation with several results.
  ///
  /// - Returns: The names of the results.
  public mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [(String, Attribute)] = [],
    resultCount: Int
  ) -> [String] {
    let results = (0..<resultCount).map { _ in newName(operation) }
    add(operation, inputs, attributes, results: results)
    return results
  }

  private mutating func newName(_ operation: String) -> String {
    valueCount += 1
    return "\(operation.lowercased())_\(valueCount)"
  }

  private mutating func add(
    _ operation: String, _ inputs: [String], _ attributes: [(String, Attribute)],
    results: [String]
  ) {
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }
    usedNames.formUnion(inputs)
    for result in results { node.add(2, result) }
    node.add(3, "\(operation)_\(nodes.count)")
    node.add(4, operation)
    for (name, attribute) in attributes {
      var message = ProtobufMessage()
      message.add(1, name)
      switch attribute {
      case .int(let value):
        message.add(3, value)
        message.add(20, 2)
      }
      node.add(5, message)
    }
    nodes.append(node)
  }

  /// The model as the bytes of an `.onnx` file.
  ///
  /// - Parameters:
  ///   - name: The name of the graph.
  ///   - note: What the model is, in a sentence.
  ///   - producer: The name of the program that made it.
  ///   - metadata: Texts by name; they are written in the order of their names.
  /// - Returns: The same bytes for the same graph.
  public func encoded(
    name: String, note: String, producer: String, metadata: [String: String] = [:]
  ) -> [UInt8] {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(1, node) }
    graph.add(2, name)
    for initializer in initializers { graph.add(5, initializer) }
    for input in inputs { graph.add(11, input) }
    for output in outputs { graph.add(12, output) }
    var operators = ProtobufMessage()
    operators.add(1, "")
    operators.add(2, Self.operatorSetVersion)
    var model = ProtobufMessage()
    model.add(1, Self.formatVersion)
    model.add(2, producer)
    model.add(6, note)
    model.add(7, graph)
    model.add(8, operators)
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      var entry = ProtobufMessage()
      entry.add(1, key)
      entry.add(2, text)
      model.add(14, entry)
    }
    return model.bytes
  }

  private static func valueInfo(
    _ name: String, _ type: ElementType, _ shape: [Dimension], _ note: String
  ) -> ProtobufMessage {
    var dimensions = ProtobufMessage()
    for dimension in shape {
      var message = ProtobufMessage()
      switch dimension {
      case .fixed(let count): message.add(1, count)
      case .free(let name): message.add(2, name)
      }
      dimensions.add(1, message)
    }
    var tensor = ProtobufMessage()
    tensor.add(1, type.rawValue)
    tensor.add(2, dimensions)
    var valueType = ProtobufMessage()
    valueType.add(1, tensor)
    var result = ProtobufMessage()
    result.add(1, name)
    result.add(2, valueType)
    result.add(3, note)
    return result
  }

  private static func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
