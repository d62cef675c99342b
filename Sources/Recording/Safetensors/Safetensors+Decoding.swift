extension Safetensors {
  /// Reads the bytes of a safetensors file.
  ///
  /// Checks every requirement of the format before it creates the first array, so that time and memory
  /// are proportional to `bytes`, whatever the header claims.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: The file's name in error messages.
  /// - Throws: `SafetensorsError.undecodable` if the bytes do not follow the format, a type of numbers is
  ///   not one of `Values`, or a name is longer than `nameByteLimit`.
  public init(decoding bytes: [UInt8], path: String) throws(SafetensorsError) {
    do throws(SafetensorsError.Problem) {
      let headerByteCount = try SafetensorsHeader.byteCount(
        from: bytes.span.extracting(first: 8), fileByteCount: bytes.count)
      let dataStart = 8 + headerByteCount
      let header = try SafetensorsHeader(
        parsing: Array(bytes[8..<dataStart]), dataByteCount: bytes.count - dataStart)
      self.init(header, data: bytes.span.extracting(dataStart...))
    } catch {
      throw .undecodable(path: path, error)
    }
  }

  /// Reads a safetensors file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `SafetensorsError.file` if the file cannot be read or is larger than
  ///   `fileByteLimit`, otherwise as `init(decoding:path:)`.
  public init(readingFrom path: String) throws(SafetensorsError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try AtomicFile.read(path, limit: Self.fileByteLimit)
    } catch {
      throw .file(error)
    }
    try self.init(decoding: bytes, path: path)
  }

  private init(_ header: SafetensorsHeader, data: Span<UInt8>) {
    metadata = header.metadata
    arrays = header.entries.map { entry in
      NamedArray(
        name: entry.name, shape: entry.shape,
        values: Values(entry.type, from: data.extracting(entry.bytes)))
    }
  }
}
