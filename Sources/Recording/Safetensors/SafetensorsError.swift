/// A failure to read or write a safetensors file.
public enum SafetensorsError: Error, Equatable, Sendable {
  /// The operating system refused to read or write the file.
  case file(FileError)

  /// The file does not follow the format, or uses a part of it that Fledge does not read.
  case undecodable(path: String, Problem)

  /// The content cannot be stored in the format.
  case unencodable(Problem)

  /// What is wrong with the file or the content.
  public enum Problem: Error, Equatable, Sendable {
    /// The file has fewer than the 8 bytes that hold the length of the header.
    case tooShort(byteCount: Int)

    /// The header's length, `claimed` bytes, exceeds the file.
    case headerBeyondEnd(claimed: UInt64, byteCount: Int)

    /// The header is longer than `Safetensors.headerByteLimit`.
    case headerTooLong(claimed: UInt64)

    /// The arrays together are longer than `Safetensors.fileByteLimit` allows.
    case dataTooLong(byteCount: Int)

    /// The header is not the JSON that is expected at this byte; `found` is `nil` at its end.
    case syntax(offset: Int, found: UInt8?, needed: String)

    /// A text in the header is not UTF-8.
    case invalidUTF8(offset: Int)

    /// A number in the header exceeds `Int.max`.
    case numberTooLarge(offset: Int)

    /// A name is longer than `Safetensors.nameByteLimit`.
    case nameTooLong(String, byteCount: Int)

    /// Two arrays have the same name, or the metadata occurs twice.
    case duplicateName(String)

    /// The metadata has two texts under one key.
    case duplicateKey(String)

    /// An array has the name that is reserved for the metadata.
    case reservedName

    /// The description of an array has a field twice.
    case duplicateField(array: String, field: String)

    /// The description of an array has a field that is not part of the format.
    case unknownField(array: String, field: String)

    /// The description of an array has no such field.
    case missingField(array: String, field: String)

    /// The numbers of an array have a type that Fledge does not read.
    case unsupportedType(array: String, type: String)

    /// The number of elements or bytes of an array exceeds `Int.max`.
    case shapeTooLarge(array: String, shape: [Int])

    /// The bytes of an array end before they begin or after the end of the data.
    case offsetsOutside(array: String, begin: Int, end: Int, dataByteCount: Int)

    /// The number of bytes of an array does not match its type and shape.
    case wrongByteCount(array: String, found: Int, needed: Int)

    /// Two arrays share bytes.
    case overlap(first: String, second: String)

    /// Bytes belong to no array.
    case hole(begin: Int, end: Int)
  }
}

extension SafetensorsError: CustomStringConvertible {
  /// The error as a sentence for the user, with what to do next.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .undecodable(let path, let problem):
      "Cannot read '\(path)': \(problem.finding). \(problem.advice)"
    case .unencodable(let problem):
      "Cannot encode the arrays: \(problem.finding)."
    }
  }
}

extension SafetensorsError.Problem {
  /// What was found and what is needed instead, without the final full stop.
  fileprivate var finding: String {
    switch self {
    case .tooShort(let byteCount):
      "it has \(byteCount) bytes, but a header needs at least 8"
    case .headerBeyondEnd(let claimed, let byteCount):
      "its header claims \(claimed) bytes, but the file has \(byteCount)"
    case .headerTooLong(let claimed):
      "its header claims \(claimed) bytes, but at most \(Safetensors.headerByteLimit) are allowed"
    case .dataTooLong(let byteCount):
      "the arrays take \(byteCount) bytes, but a file may have \(Safetensors.fileByteLimit)"
    case .syntax(let offset, let found, let needed):
      "its header \(Self.shown(found)) at byte \(offset), but \(needed) is needed"
    case .invalidUTF8(let offset):
      "its header has a text at byte \(offset) that is not UTF-8"
    case .numberTooLarge(let offset):
      "its header has a number at byte \(offset) that is above \(Int.max)"
    case .nameTooLong(let name, let byteCount):
      "the name \(name.quoted) has \(byteCount) bytes, but at most "
        + "\(Safetensors.nameByteLimit) are allowed"
    case .duplicateName(let name):
      "the name \(name.quoted) occurs twice, but names must be unique"
    case .duplicateKey(let key):
      "the metadata has \(key.quoted) twice, but keys must be unique"
    case .reservedName:
      "an array is called '\(Safetensors.metadataKey)', but that name is reserved"
    case .duplicateField(let array, let field):
      "array \(array.quoted) has the field \(field.quoted) twice"
    case .unknownField(let array, let field):
      "array \(array.quoted) has the field \(field.quoted), but only "
        + "'dtype', 'shape' and 'data_offsets' are known"
    case .missingField(let array, let field):
      "array \(array.quoted) has no field \(field.quoted)"
    case .unsupportedType(let array, let type):
      "array \(array.quoted) has the type \(type.quoted), but only "
        + "\(Self.supportedTypes) can be read"
    case .shapeTooLarge(let array, let shape):
      "array \(array.quoted) has the shape \(Self.shown(shape)), which is more than \(Int.max) bytes"
    case .offsetsOutside(let array, let begin, let end, let dataByteCount):
      "array \(array.quoted) lies at bytes \(begin) to \(end), "
        + "but the data has \(dataByteCount) bytes"
    case .wrongByteCount(let array, let found, let needed):
      "array \(array.quoted) has \(found) bytes, but its type and shape need \(needed)"
    case .overlap(let first, let second):
      "the arrays \(first.quoted) and \(second.quoted) share bytes"
    case .hole(let begin, let end):
      "the bytes \(begin) to \(end) of its data belong to no array"
    }
  }

  /// What the user can do about the problem.
  fileprivate var advice: String {
    switch self {
    case .unsupportedType: "Convert the array, for instance with Python's safetensors package."
    case .nameTooLong: "Give it a shorter name."
    case .dataTooLong: "Split it into several files."
    default: "It is damaged or not a safetensors file."
    }
  }

  private static var supportedTypes: String {
    let names = ElementType.allCases.map(\.rawValue)
    return names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
  }

  private static func shown(_ byte: UInt8?) -> String {
    guard let byte else { return "ends" }
    if byte > 0x20 && byte < 0x7F { return "has '\(Unicode.Scalar(byte))'" }
    return "has 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private static func shown(_ shape: [Int]) -> String {
    let sizes = shape.prefix(8).map(String.init) + (shape.count > 8 ? ["…"] : [])
    return "[\(sizes.joined(separator: ", "))]"
  }
}
