import Glibc
import Synchronization

/// Replaces files as a whole, so that a crash or a full disk never leaves half a file, and no reader
/// ever sees one.
public enum AtomicFile {
  /// Numbers the temporary files of this process.
  private static let counter = Atomic<Int>(0)

  /// Writes a file completely and synchronises it with the disk, or leaves the old file unchanged.
  ///
  /// The bytes go to a temporary file in the same folder, which is synchronised with the disk and then
  /// renamed to the target; then the folder is synchronised. If the process is killed in between, a file
  /// named `.fledge-PROCESS-NUMBER.tmp` can remain.
  ///
  /// A symbolic link stays a link: its target is replaced or created. The new file has the mode 0644
  /// minus the umask, whatever mode the old one had.
  ///
  /// - Parameters:
  ///   - bytes: The whole content, for instance `[UInt8]`, `Data` or `text.utf8`.
  ///   - path: Where to write; the folder must exist.
  /// - Throws: `FileError` with the operating system's reason. The old file is then unchanged, except if
  ///   the disk fails while the folder is synchronised (`EIO`): then the file has already been replaced.
  public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws(FileError) {
    do throws(FileError.Reason) {
      let target = try resolvingLinks(path)
      _ = try FileDescriptor.isRegularFile(target)
      try replace(target, with: Array(bytes))
    } catch {
      throw FileError(operation: .write, path: path, reason: error)
    }
  }

  /// Checks that a file can probably be written, so that a wrong path fails before a long computation.
  ///
  /// - Parameter path: The path that `write` will receive.
  /// - Throws: `FileError` if the folder does not exist or is not writable, or if the path leads to
  ///   something other than a regular file.
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
  ///   - limit: The maximum size in bytes.
  /// - Returns: The content.
  /// - Throws: `FileError` with the operating system's reason, or if the path does not lead to a regular
  ///   file, the file is larger than `limit`, or it becomes shorter while it is read.
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

  /// Writes the bytes to a new file, synchronises it with the disk, and returns its path.
  private static func writeTemporary(
    _ bytes: [UInt8], in folder: String
  ) throws(FileError.Reason) -> String {
    // The name can be taken: by a file that a killed process with the same number left, or by a process
    // on another machine that shares this disk.
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

  /// Synchronises a folder, so that a new name survives a power failure.
  ///
  /// Does nothing where the file system or the permissions do not allow it.
  private static func synchronizeFolder(_ path: String) throws(FileError.Reason) {
    do throws(FileError.Reason) {
      try FileDescriptor(folder: path).synchronize()
    } catch .system(code: EINVAL), .system(code: ENOTSUP), .system(code: EACCES) {
      return
    }
  }

  /// Follows the symbolic links at the end of a path; the target need not exist.
  private static func resolvingLinks(_ path: String) throws(FileError.Reason) -> String {
    var target = path
    for _ in 0..<40 {  // Linux follows at most 40 links.
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
