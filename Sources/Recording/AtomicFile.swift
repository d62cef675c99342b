import Glibc
import Synchronization

/// Files that are replaced whole, so that a reader, a crash or a full disk never leaves half of one
/// behind.
public enum AtomicFile {
  /// Tells the temporary files of one process apart.
  private static let counter = Atomic<Int>(0)

  /// Writes a file: the new content is there in full and on the disk, or the old file is untouched.
  ///
  /// A temporary file in the same folder receives the bytes, is synchronised with the disk and
  /// takes the place of the old file; then the folder is synchronised. If the process is killed in
  /// between, a file named `.fledge-PROCESS-NUMBER.tmp` can stay behind.
  ///
  /// A symbolic link stays a link: what it leads to is replaced or created. The new file has the
  /// mode 0644 less the umask, whatever mode the old one had.
  ///
  /// - Parameters:
  ///   - bytes: The whole content, for instance `[UInt8]`, `Data` or `text.utf8`.
  ///   - path: Where to write; the folder must exist.
  /// - Throws: `FileError` with the operating system's reason. Only if the disk fails while the
  ///   folder is synchronised at the end (`EIO`) has the file been replaced all the same.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    do throws(FileError.Reason) {
      let target = try resolvingLinks(path)
      _ = try FileDescriptor.isRegularFile(target)
      try replace(target, with: Array(bytes))
    } catch {
      throw FileError(operation: .write, path: path, reason: error)
    }
  }

  /// Checks, before the content is made, that a file could be written, as far as that can be told.
  ///
  /// - Parameter path: Where `write` is to write.
  /// - Throws: `FileError` if the folder does not exist or may not be written, or if the path leads to
  ///   something else than a regular file.
  public static func checkWritable(_ path: String) throws(FileError) {
    do throws(FileError.Reason) {
      if path.hasSuffix("/") { throw .system(code: EISDIR) }
      let target = try resolvingLinks(path)
      try FileDescriptor.checkWritableFolder(parent(of: target))
      _ = try FileDescriptor.isRegularFile(target)
    } catch {
      throw FileError(operation: .write, path: path, reason: error)
    }
  }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: Most bytes it may have.
  /// - Returns: Its content.
  /// - Throws: `FileError` with the operating system's reason, or if the path leads to no regular
  ///   file or the file is larger than `limit`.
  public static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    do throws(FileError.Reason) {
      let file = try FileDescriptor(reading: path)
      let byteCount = try file.regularFileByteCount(limit: limit)
      let bytes = try file.read(byteCount)
      if bytes.count < byteCount { throw .shortened(read: bytes.count, byteCount: byteCount) }
      return bytes
    } catch {
      throw FileError(operation: .read, path: path, reason: error)
    }
  }

  private static func replace(_ target: String, with bytes: [UInt8]) throws(FileError.Reason) {
    let folder = parent(of: target)
    let temporary = try writeTemporary(bytes, in: folder)
    do throws(FileError.Reason) {
      try FileDescriptor.rename(temporary, to: target)
    } catch {
      FileDescriptor.remove(temporary)
      throw error
    }
    try synchronizeFolder(folder)
  }

  /// Writes the bytes to a new file, on the disk when this returns, and returns its path.
  private static func writeTemporary(
    _ bytes: [UInt8], in folder: String
  ) throws(FileError.Reason) -> String {
    // The name can be taken: left behind by a process of the same number, or in use on another
    // machine with this disk.
    for _ in 0..<100 {
      let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
      let path = "\(folder)/.fledge-\(getpid())-\(number).tmp"
      do throws(FileError.Reason) {
        let file = try FileDescriptor(creating: path)
        do throws(FileError.Reason) {
          try file.write(bytes)
          try file.synchronize()
        } catch {
          FileDescriptor.remove(path)
          throw error
        }
        return path
      } catch .system(code: EEXIST) {
        continue
      }
    }
    throw .system(code: EEXIST)
  }

  /// Makes the new name permanent, where the file system and the permissions allow asking for that.
  private static func synchronizeFolder(_ path: String) throws(FileError.Reason) {
    do throws(FileError.Reason) {
      try FileDescriptor(folder: path).synchronize()
    } catch .system(code: EINVAL), .system(code: ENOTSUP), .system(code: EACCES) {
      return
    }
  }

  /// Follows the symbolic links at the end of a path, also to a file that does not exist.
  private static func resolvingLinks(_ path: String) throws(FileError.Reason) -> String {
    var target = path
    for _ in 0..<40 {  // As many as Linux follows.
      guard let content = try FileDescriptor.linkContent(target) else { return target }
      target = content.hasPrefix("/") ? content : "\(parent(of: target))/\(content)"
    }
    throw .system(code: ELOOP)
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
