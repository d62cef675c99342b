import Glibc

/// Owns an open file; the only place of this module that calls the operating system, and the only
/// one with unsafe code.
package struct FileDescriptor: ~Copyable {
  private let number: Int32

  /// Opens a file for reading, without waiting for the other end if it is a pipe.
  init(reading path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_RDONLY | O_NONBLOCK)
  }

  /// Opens a file that exists for writing at its end.
  package init(appendingTo path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_WRONLY | O_APPEND | O_NONBLOCK)
  }

  /// Creates a file that does not exist yet, readable for all and writable for its owner, less what
  /// the umask forbids.
  init(creating path: String) throws(FileError.Reason) {
    try self.init(opening: path, O_WRONLY | O_CREAT | O_EXCL)
  }

  /// Opens a folder, which allows only `synchronize`.
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

  /// The length of the file.
  ///
  /// - Parameter limit: Most bytes it may have.
  /// - Returns: Number of bytes.
  /// - Throws: `EISDIR` for a folder, `.notRegular` for anything else that is not a file,
  ///   `.tooLarge` above the limit.
  func regularFileByteCount(limit: Int = .max) throws(FileError.Reason) -> Int {
    var status = stat()
    if unsafe fstat(number, &status) != 0 { throw .system(code: errno) }
    try Self.checkRegular(status)
    let byteCount = Int(status.st_size)
    if byteCount > limit { throw .tooLarge(byteCount: byteCount, limit: limit) }
    return byteCount
  }

  /// Reads the next bytes: `count` of them, or fewer at the end of the file.
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

  /// Writes all bytes, in as many calls as it takes.
  package func write(_ bytes: [UInt8]) throws(FileError.Reason) {
    var start = 0
    while start < bytes.count {
      let written = try writeOnce(bytes, from: start)
      if written == 0 { throw .system(code: EIO) }
      start += written
    }
  }

  /// Writes in one call and returns how many bytes the system took.
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

  /// Adds bytes at the end of a file opened for appending: in one call and whole, or not at all.
  func append(_ bytes: [UInt8]) throws(FileError.Reason) {
    let oldByteCount = try regularFileByteCount()
    let written = try writeOnce(bytes, from: 0)
    if written == bytes.count { return }
    // The disk is full or a limit is reached. The next call says which; if there was room again,
    // all is well.
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
  /// Gives a file another name in one step, replacing what has that name.
  static func rename(_ path: String, to target: String) throws(FileError.Reason) {
    try checkPath(target)
    if unsafe Glibc.rename(path, target) != 0 { throw .system(code: errno) }
  }

  /// Removes a file; there is nothing to be done if that fails.
  static func remove(_ path: String) {
    unsafe unlink(path)
  }

  /// Whether there is a regular file at `path`, following symbolic links.
  ///
  /// - Throws: If there is something else, or it cannot be found out.
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

  /// Checks that files may be made in a folder.
  static func checkWritableFolder(_ path: String) throws(FileError.Reason) {
    try checkPath(path)
    // The dot makes anything but a folder an error.
    if unsafe access(path + "/.", W_OK | X_OK) != 0 { throw .system(code: errno) }
  }

  /// What a symbolic link contains, or nil if there is no link at `path`.
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

  /// Refuses a path with a NUL, which C would take for its end, so that another file would be
  /// meant.
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

  /// The system's own words for an error number.
  static func text(ofError code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }

  /// Calls the system again as long as a signal interrupts it.
  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
