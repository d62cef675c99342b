import Glibc

/// A failure to read or write a file.
public struct FileError: Error, Equatable, Sendable {
  /// The operation that failed.
  public enum Operation: String, Equatable, Sendable {
    /// Reading a file.
    case read

    /// Writing a new file or replacing one.
    case write

    /// Adding to the end of a file.
    case append = "append to"
  }

  /// The cause of the failure.
  public enum Reason: Error, Equatable, Sendable {
    /// The operating system reported an error; `code` is an `errno` such as `ENOENT`.
    case system(code: Int32)

    /// The path leads to a device, a pipe or a socket.
    case notRegular

    /// The file is larger than allowed; both numbers are in bytes.
    case tooLarge(byteCount: Int, limit: Int)

    /// The file became shorter while it was read; both numbers are in bytes.
    case shortened(read: Int, byteCount: Int)
  }

  /// The operation that failed.
  public let operation: Operation

  /// The file, as the caller named it.
  public let path: String

  /// The cause of the failure.
  public let reason: Reason

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - operation: The operation that failed.
  ///   - path: The file, as the caller named it.
  ///   - reason: The cause of the failure.
  public init(operation: Operation, path: String, reason: Reason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// The error as a sentence for the user, with what to do next.
  public var description: String {
    "Cannot \(operation.rawValue) '\(path)': \(finding)"
  }

  private var finding: String {
    switch reason {
    case .system(let code): finding(code)
    case .notRegular:
      "it is a device, a pipe or a socket, but a regular file is needed."
    case .tooLarge(let byteCount, let limit):
      "it has \(byteCount) bytes, but at most \(limit) are allowed."
    case .shortened(let read, let byteCount):
      "it had \(byteCount) bytes when it was opened, but only \(read) could be read. "
        + "Try again when no other program writes to it."
    }
  }

  private func finding(_ code: Int32) -> String {
    let text = FileDescriptor.text(ofError: code)
    return switch (code, operation) {
    case (ENOENT, .read), (ENOENT, .append): "it does not exist (\(text)). Check the path."
    case (ENOENT, .write): "its folder does not exist (\(text)). Create the folder first."
    case (ENOTDIR, _):
      "a part of its path is a file, but must be a folder (\(text)). Check the path."
    case (EISDIR, _): "it is a folder, but a file is needed (\(text)). Name a file."
    case (EACCES, .read), (EPERM, .read):
      "you may not read it (\(text)). Check its permissions and those of its folders."
    case (EACCES, .append), (EPERM, .append):
      "you may not write to it (\(text)). Check its permissions and those of its folders."
    case (EACCES, .write), (EPERM, .write):
      "you may not write there (\(text)). Check the permissions of its folder."
    case (ENOSPC, _), (EDQUOT, _): "the disk is full (\(text)). Free some space and try again."
    case (EROFS, _): "the disk cannot be written (\(text)). Choose another folder."
    case (EFBIG, _):
      "it would exceed the largest size allowed for files (\(text)). See 'ulimit -f'."
    default: "the system reports error \(code) (\(text))."
    }
  }
}
