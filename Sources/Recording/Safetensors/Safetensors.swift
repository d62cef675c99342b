/// The content of a safetensors file: metadata as texts, and named arrays of numbers.
///
///     let file = Safetensors(
///       metadata: ["format": "fledge-policy/1"],
///       arrays: [.init(name: "layer1.bias", shape: [64], values: .float32(bias))])
///     try file.write(to: "policy.safetensors")
///     let again = try Safetensors(readingFrom: "policy.safetensors")
///     let bias = again.array(named: "layer1.bias")
///
/// Python's `safetensors` package reads the same files. Numbers are stored bit by bit, infinities and
/// NaN included: callers check whether values are valid.
///
/// - Source: The format is described at <https://github.com/huggingface/safetensors>.
public struct Safetensors: Equatable, Sendable {
  /// Texts that describe the file, stored in the header under `__metadata__`.
  public var metadata: [String: String]

  /// The arrays, in the order of the header.
  public var arrays: [NamedArray]

  /// Creates the content of a file.
  ///
  /// - Parameters:
  ///   - metadata: Texts that describe the file.
  ///   - arrays: The arrays, whose order is kept. Names are checked when the file is encoded.
  public init(metadata: [String: String] = [:], arrays: [NamedArray] = []) {
    self.metadata = metadata
    self.arrays = arrays
  }

  /// Finds an array by its name.
  ///
  /// - Parameter name: The name to look for.
  /// - Returns: The array, or `nil` if there is none of this name.
  /// - Complexity: O(number of arrays).
  public func array(named name: String) -> NamedArray? {
    arrays.first { $0.name == name }
  }
}

extension Safetensors {
  /// An array of numbers with its name and shape.
  public struct NamedArray: Equatable, Sendable {
    /// The name of the array, unique in its file.
    public let name: String

    /// Size of each dimension, the slowest first; empty for a single number.
    public let shape: [Int]

    /// The numbers in row-major order.
    public let values: Values

    /// Creates an array.
    ///
    /// - Parameters:
    ///   - name: The name of the array.
    ///   - shape: Size of each dimension, the slowest first; empty for a single number.
    ///   - values: The numbers in row-major order.
    /// - Precondition: No size is negative, and their product is the number of values.
    public init(name: String, shape: [Int], values: Values) {
      precondition(
        Safetensors.elementCount(of: shape) == values.count,
        "NamedArray '\(name)': values has \(values.count) elements, but shape \(shape) needs others."
      )
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The numbers of an array, in one of the types that files of Fledge use.
  ///
  /// Values are compared as numbers: NaN differs from itself, and -0 equals 0.
  public enum Values: Equatable, Sendable {
    /// Single precision, `F32` in the file.
    case float32([Float])

    /// Double precision, `F64` in the file.
    case float64([Double])

    /// Signed integers of 32 bits, `I32` in the file.
    case int32([Int32])

    /// Signed integers of 64 bits, `I64` in the file.
    case int64([Int64])

    /// Bytes, `U8` in the file.
    case uint8([UInt8])

    /// Unsigned integers of 32 bits, `U32` in the file.
    case uint32([UInt32])
  }
}

extension Safetensors {
  /// The maximum size of a file in bytes, 1 GiB: more than any policy, replay or checkpoint needs, and
  /// less than a machine's memory.
  public static let fileByteLimit = 1 << 30

  /// The maximum length of a header in bytes, as in the reference implementation.
  public static let headerByteLimit = 100_000_000

  /// The maximum length of an array's name and of a key of the metadata, in UTF-8 bytes.
  ///
  /// Hashing a Swift string with many combining marks in a row takes quadratic time: for a name of some
  /// megabytes, hours.
  public static let nameByteLimit = 256

  /// The key of the header that holds the metadata, which no array may have as its name.
  static let metadataKey = "__metadata__"

  /// Multiplies the sizes of a shape.
  ///
  /// - Parameter shape: Size of each dimension.
  /// - Returns: The product; `nil` if a size is negative or a product, taken from the left, exceeds
  ///   `Int.max`.
  static func elementCount(of shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      if size < 0 || overflows { return nil }
      count = product
    }
    return count
  }
}
