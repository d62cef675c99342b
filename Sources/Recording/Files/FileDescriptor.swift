import Glibc

/// Owns an open file.
///
/// All system calls and all unsafe code of this module are in this type.
package struct FileDescriptor: ~Copyable {
  private let number: Int32

  /// Opens a file for reading, without waiting for a writer if it is a pipe.
  init(reading path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_RDONLY | O_NONBLOCK)
  }

  /// Opens an existing file for writing at its end.
  package init(appendingTo path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_WRONLY | O_APPEND | O_NONBLOCK)
  }

  /// Creates a new file with the mode 0644 minus the umask; fails with `EEXIST` if it exists.
  init(creating path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_WRONLY | O_CREAT | O_EXCL)
  }

  /// Opens a folder; only `synchronize` works on it.
  init(folder path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_RDONLY | O_DIRECTORY)
  }

  private init(opening path: String, _ flags: Int32) throws(FileError.Reason) {
    try Self.checkPath(path)
    let result = Self.retrying { unsafe open(path, flags | O_CLOEXEC, 0o644) }
    if result < 0 { throw .system(code: errno) }
    number = result
  }

  deinit {
    close(number)
  }

  /// Measures the length of the file.
  ///
  /// - Parameter limit: The maximum length in bytes.
  /// - Returns: The length in bytes.
  /// - Throws: `EISDIR` for a folder, `.notRegular` for a device, a pipe or a socket, `.tooLarge` above
  ///   the limit.
  func regularFileByteCount(limit: Int = .max) throws(FileError.Reason) -> Int {
    var status = stat()
    if unsafe fstat(number, &status) != 0 { throw .system(code: errno) }
    try Self.checkRegular(status)
    let byteCount = Int(status.st_size)
    if byteCount > limit { throw .tooLarge(byteCount: byteCount, limit: limit) }
    return byteCount
  }

  /// Reads the next `count` bytes, or fewer at the end of the file.
  func read(_ count: Int) throws(FileError.Reason) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var end = 0
    while end < count {
      let received = Self.retrying {
        unsafe bytes.withUnsafeMutableBytes { buffer in
          unsafe Glibc.read(number, buffer.baseAddress.map { unsafe $0 + end }, count - end)
        }
      }
      if received < 0 { throw .system(code: errno) }
      if received == 0 { break }
      end += received
    }
    bytes.removeSubrange(end...)
    return bytes
  }

  /// Writes all bytes, with several system calls if necessary.
  package func write(_ bytes: [UInt8]) throws(FileError.Reason) {
    var start = 0
    while start < bytes.count {
      let written = try writeOnce(bytes, from: start)
      if written == 0 { throw .system(code: EIO) }
      start += written
    }
  }

  /// Writes with one system call and returns the number of bytes written.
  private func writeOnce(_ bytes: [UInt8], from start: Int) throws(FileError.Reason) -> Int {
    let written = Self.retrying {
      unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          number, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start)
      }
    }
    if written < 0 { throw .system(code: errno) }
    return written
  }

  /// Appends bytes to a file opened for appending; if that fails, restores the old length.
  func append(_ bytes: [UInt8]) throws(FileError.Reason) {
    let oldByteCount = try regularFileByteCount()
    let written = try writeOnce(bytes, from: 0)
    if written == bytes.count { return }
    // The disk is full or a limit was reached: the next write reports which. It succeeds if space has
    // become free in the meantime.
    do throws(FileError.Reason) {
      try write(Array(bytes[written...]))
    } catch {
      ftruncate(number, oldByteCount)
      throw error
    }
  }

  /// Waits until the content is on the disk.
  func synchronize() throws(FileError.Reason) {
    if Self.retrying({ fsync(number) }) != 0 { throw .system(code: errno) }
  }
}

// MARK: Paths

extension FileDescriptor {
  /// Renames a file atomically, replacing any file of the new name.
  static func rename(_ path: String, to target: String) throws(FileError.Reason) {
    try checkPath(target)
    if unsafe Glibc.rename(path, target) != 0 { throw .system(code: errno) }
  }

  /// Removes a file; ignores errors, since it is used only to clean up.
  static func remove(_ path: String) {
    unsafe unlink(path)
  }

  /// Whether there is a regular file at `path`, following symbolic links.
  ///
  /// - Returns: Whether it exists; `false` if nothing does.
  /// - Throws: `EISDIR` or `.notRegular` if something else has this path, `.system` if the path cannot be
  ///   examined.
  static func isRegularFile(_ path: String) throws(FileError.Reason) -> Bool {
    try checkPath(path)
    var status = stat()
    if unsafe stat(path, &status) != 0 {
      if errno == ENOENT { return false }
      throw .system(code: errno)
    }
    try checkRegular(status)
    return true
  }

  /// Checks that files may be created in a folder.
  static func checkWritableFolder(_ path: String) throws(FileError.Reason) {
    try checkPath(path)
    // With "/." at its end, a path that is not a folder is an error.
    if unsafe access(path + "/.", W_OK | X_OK) != 0 { throw .system(code: errno) }
  }

  /// Reads the target of a symbolic link; `nil` if there is no link at `path`.
  static func linkContent(_ path: String) throws(FileError.Reason) -> String? {
    try checkPath(path)
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let capacity = buffer.count
    let count = unsafe readlink(path, &buffer, capacity)
    if count < 0 {
      if errno == EINVAL || errno == ENOENT { return nil }
      throw .system(code: errno)
    }
    if count == capacity { throw .system(code: ENAMETOOLONG) }
    guard let content = String(validating: buffer[..<count], as: UTF8.self) else {
      throw .system(code: EILSEQ)
    }
    return content
  }

  /// Refuses a path that contains NUL: C functions would take it for the end and use another file.
  private static func checkPath(_ path: String) throws(FileError.Reason) {
    if path.utf8.contains(0) { throw .system(code: EINVAL) }
  }

  private static func checkRegular(_ status: stat) throws(FileError.Reason) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw .system(code: EISDIR)
    default: throw .notRegular
    }
  }

  /// The operating system's description of an error number.
  static func text(ofError code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }

  /// Repeats a system call while it is interrupted by signals (`EINTR`).
  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
