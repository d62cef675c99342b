/// The content of a safetensors file: texts under `metadata`, and named arrays of numbers.
///
///     let file = Safetensors(
///       metadata: ["format": "fledge-policy/1"],
///       arrays: [.init(name: "layer1.bias", shape: [64], values: .float32(bias))])
///     try file.write(to: "policy.safetensors")
///     let again = try Safetensors(readingFrom: "policy.safetensors")
///     let bias = again.array(named: "layer1.bias")
///
/// Python's `safetensors` package reads the same files. Numbers are kept bit by bit, so infinities
/// and NaN pass through; whether they make sense is for the layer above to say.
///
/// - Source: The format is described at <https://github.com/huggingface/safetensors>.
public struct Safetensors: Equatable, Sendable {
  /// Texts that say what the file is, stored in the header under `__metadata__`.
  public var metadata: [String: String]

  /// The arrays, in the order of the header.
  public var arrays: [NamedArray]

  /// Gathers what a file is to hold.
  ///
  /// - Parameters:
  ///   - metadata: Texts that say what the file is.
  ///   - arrays: The arrays, whose order is kept. Names are checked when they are encoded.
  public init(metadata: [String: String] = [:], arrays: [NamedArray] = []) {
    self.metadata = metadata
    self.arrays = arrays
  }

  /// Finds an array by its name.
  ///
  /// - Parameter name: The name to look for.
  /// - Returns: The array, or nil if there is none of this name.
  /// - Complexity: O(number of arrays).
  public func array(named name: String) -> NamedArray? {
    arrays.first { $0.name == name }
  }
}

extension Safetensors {
  /// An array of numbers with its name and shape.
  public struct NamedArray: Equatable, Sendable {
    /// What the array is called; unique in its file.
    public let name: String

    /// Size of each dimension, the slowest first; empty for a single number.
    public let shape: [Int]

    /// The numbers in row-major order.
    public let values: Values

    /// Joins a name, a shape and the numbers.
    ///
    /// - Parameters:
    ///   - name: What the array is called.
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
  /// Two values are equal if their numbers are: NaN differs from itself, and -0 equals 0.
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
  /// Most bytes a file may have, 1 GiB: far above any policy, replay or checkpoint, and below what
  /// memory holds.
  public static let fileByteLimit = 1 << 30

  /// Most bytes a header may have, as in the reference implementation.
  public static let headerByteLimit = 100_000_000

  /// Most UTF-8 bytes a name of an array or a key of the metadata may have.
  ///
  /// Hashing a Swift string takes quadratic time where combining marks follow each other, so a name
  /// of some megabytes could keep a program busy for hours.
  public static let nameByteLimit = 256

  /// The key of the header that holds the metadata and that no array may have.
  static let metadataKey = "__metadata__"

  /// Multiplies the sizes of a shape.
  ///
  /// - Parameter shape: Size of each dimension.
  /// - Returns: Nil if a size is negative or a product, taken from the left, exceeds `Int.max`.
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
