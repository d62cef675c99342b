extension Safetensors {
  /// Reads the bytes of a safetensors file.
  ///
  /// Everything the format demands is checked before the first array is made, so no header, however
  /// hostile, makes this take more memory or time than in proportion to `bytes`.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What error messages call the file.
  /// - Throws: `SafetensorsError.undecodable` if the bytes break the format, or hold a type of
  ///   numbers other than those of `Values`, or a name above `nameByteLimit`.
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
