import Glibc
import Recording
import Testing

struct FileErrorTests {
  @Test(
    arguments: [
      (
        .read, ENOENT,
        "Cannot read 'a/b': it does not exist (No such file or directory). Check the path."
      ),
      (
        .append, ENOENT,
        "Cannot append to 'a/b': it does not exist (No such file or directory). Check the path."
      ),
      (
        .write, ENOENT,
        "Cannot write 'a/b': its folder does not exist (No such file or directory). "
          + "Create the folder first."
      ),
      (
        .read, EISDIR,
        "Cannot read 'a/b': it is a folder, but a file is needed (Is a directory). Name a file."
      ),
      (
        .write, ENOTDIR,
        "Cannot write 'a/b': a part of its path is a file, but must be a folder (Not a directory). "
          + "Check the path."
      ),
      (
        .read, EACCES,
        "Cannot read 'a/b': you may not read it (Permission denied). "
          + "Check its permissions and those of its folders."
      ),
      (
        .append, EACCES,
        "Cannot append to 'a/b': you may not write to it (Permission denied). "
          + "Check its permissions and those of its folders."
      ),
      (
        .write, EACCES,
        "Cannot write 'a/b': you may not write there (Permission denied). "
          + "Check the permissions of its folder."
      ),
      (
        .write, ENOSPC,
        "Cannot write 'a/b': the disk is full (No space left on device). Free some space and try again."
      ),
      (
        .write, EROFS,
        "Cannot write 'a/b': the disk cannot be written (Read-only file system). Choose another folder."
      ),
      (
        .write, EFBIG,
        "Cannot write 'a/b': it would exceed the largest size allowed for files (File too large). "
          + "See 'ulimit -f'."
      ),
      (.write, EIO, "Cannot write 'a/b': the system reports error 5 (Input/output error)."),
    ] as [(FileError.Operation, Int32, String)])
  func `each error of the operating system has a sentence`(
    operation: FileError.Operation, code: Int32, text: String
  ) {
    let error = FileError(operation: operation, path: "a/b", reason: .system(code: code))
    #expect(error.description == text)
  }

  @Test func `other reasons have a sentence`() {
    let pipe = FileError(operation: .read, path: "p", reason: .notRegular)
    #expect(
      pipe.description
        == "Cannot read 'p': it is a device, a pipe or a socket, but a regular file is needed.")
    let cut = FileError(operation: .read, path: "p", reason: .shortened(read: 3, byteCount: 9))
    #expect(
      cut.description
        == "Cannot read 'p': it had 9 bytes when it was opened, but only 3 could be read. "
        + "Try again when no other program writes to it.")
  }

  @Test func `a full disk is reported`() throws {
    let device = try FileDescriptor(appendingTo: "/dev/full")
    #expect(throws: FileError.Reason.system(code: ENOSPC)) { try device.write([1]) }
  }
}
