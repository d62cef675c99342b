import Foundation
import Glibc
import Recording
import Testing

struct AtomicFileTests {
  @Test func `a file is created, replaced and leaves nothing else behind`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/config.json"
      try AtomicFile.write("first, and longer".utf8, to: path)
      #expect(try content(of: path) == Array("first, and longer".utf8))
      try AtomicFile.write(Data("second".utf8), to: path)
      #expect(try content(of: path) == Array("second".utf8))
      try AtomicFile.write([] as [UInt8], to: path)
      #expect(try content(of: path) == [])
      #expect(try names(in: folder) == ["config.json"])
    }
  }

  @Test func `a file of several megabytes is written and read whole`() throws {
    try withTemporaryFolder { folder in
      let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try AtomicFile.write(bytes, to: folder + "/big")
      #expect(try AtomicFile.read(folder + "/big", limit: 3_000_001) == bytes)
    }
  }

  @Test func `a file above the limit is not read`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/four"
      try put([1, 2, 3, 4], at: path)
      let error = try #require(throws: FileError.self) { try AtomicFile.read(path, limit: 3) }
      #expect(
        error.description == "Cannot read '\(path)': it has 4 bytes, but at most 3 are allowed.")
    }
  }

  @Test func `a path without a folder means the working folder`() throws {
    let name = "fledge-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: name) }
    try AtomicFile.write([1], to: name)
    #expect(try content(of: name) == [1])
  }

  @Test func `the mode is 0644 minus the umask`() async {
    // The umask belongs to the whole process, so this one runs in its own.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder + "/file"
        for (mask, mode) in [(0o022, 0o644), (0o077, 0o600), (0o000, 0o644)] as [(mode_t, Int)] {
          umask(mask)
          try AtomicFile.write([1], to: path)
          let attributes = try FileManager.default.attributesOfItem(atPath: path)
          try #require(attributes[.posixPermissions] as? Int == mode)
        }
      }
    }
  }

  @Test func `a symbolic link stays a link, and its target is replaced`() throws {
    try withTemporaryFolder { folder in
      let files = FileManager.default
      try files.createDirectory(atPath: folder + "/store", withIntermediateDirectories: false)
      try put([0], at: folder + "/store/file")
      try files.createSymbolicLink(atPath: folder + "/store/relative", withDestinationPath: "file")
      try files.createSymbolicLink(
        atPath: folder + "/absolute", withDestinationPath: folder + "/store/relative")
      try AtomicFile.write([1, 2], to: folder + "/absolute")
      #expect(try content(of: folder + "/store/file") == [1, 2])
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/store/relative") == "file")
      #expect(
        try files.destinationOfSymbolicLink(atPath: folder + "/absolute")
          == folder + "/store/relative")
      #expect(try names(in: folder) == ["absolute", "store"])
      #expect(try names(in: folder + "/store") == ["file", "relative"])
    }
  }

  @Test func `a link to a file that does not exist creates the file`() throws {
    try withTemporaryFolder { folder in
      let link = folder + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "new")
      try AtomicFile.write([1], to: link)
      #expect(try content(of: folder + "/new") == [1])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "new")
    }
  }

  @Test func `links in a circle are an error`() throws {
    try withTemporaryFolder { folder in
      let link = folder + "/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "link")
      #expect(throws: FileError(operation: .write, path: link, reason: .system(code: ELOOP))) {
        try AtomicFile.write([1], to: link)
      }
    }
  }

  @Test func `what is not a regular file is neither read nor replaced`() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      try #require(unsafe mkfifo(pipe, 0o600) == 0)
      #expect(throws: FileError(operation: .write, path: pipe, reason: .notRegular)) {
        try AtomicFile.write([1], to: pipe)
      }
      #expect(throws: FileError(operation: .read, path: pipe, reason: .notRegular)) {
        try AtomicFile.read(pipe, limit: 10)
      }
      #expect(throws: FileError(operation: .read, path: "/dev/zero", reason: .notRegular)) {
        try AtomicFile.read("/dev/zero", limit: 10)
      }
      #expect(throws: FileError(operation: .write, path: folder, reason: .system(code: EISDIR))) {
        try AtomicFile.write([1], to: folder)
      }
      #expect(try names(in: folder) == ["pipe"])
    }
  }

  @Test func `a path with a NUL is an error`() throws {
    try withTemporaryFolder { folder in
      try put([0], at: folder + "/file")
      let path = folder + "/file\u{0}.json"
      #expect(throws: FileError(operation: .write, path: path, reason: .system(code: EINVAL))) {
        try AtomicFile.write([1], to: path)
      }
      #expect(throws: FileError(operation: .read, path: path, reason: .system(code: EINVAL))) {
        try AtomicFile.read(path, limit: 10)
      }
      #expect(try content(of: folder + "/file") == [0])
    }
  }

  @Test func `a failed write leaves the old file and no temporary one`() async {
    // A limit on the size of files lasts as long as the process, so this one runs in its own.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder + "/file"
        try AtomicFile.write([1, 2, 3], to: path)
        try limitFileSize(to: 1000)
        let bytes = [UInt8](repeating: 7, count: 1001)
        #expect(throws: FileError(operation: .write, path: path, reason: .system(code: EFBIG))) {
          try AtomicFile.write(bytes, to: path)
        }
        try #require(try content(of: path) == [1, 2, 3])
        try #require(try names(in: folder) == ["file"])
        try AtomicFile.write(bytes.dropLast(), to: path)
        try #require(try content(of: path).count == 1000)
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func `a folder without permission is an error and keeps the old file`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try put([1], at: path)
      try #require(unsafe chmod(folder, 0o500) == 0)
      defer { unsafe chmod(folder, 0o700) }
      #expect(throws: FileError(operation: .write, path: path, reason: .system(code: EACCES))) {
        try AtomicFile.write([2], to: path)
      }
      #expect(try content(of: path) == [1])
      try #require(unsafe chmod(path, 0o000) == 0)
      #expect(throws: FileError(operation: .read, path: path, reason: .system(code: EACCES))) {
        try AtomicFile.read(path, limit: 10)
      }
    }
  }

  @Test func `checking a path finds whether it can be written`() throws {
    try withTemporaryFolder { folder in
      try put([1], at: folder + "/file")
      try FileManager.default.createDirectory(
        atPath: folder + "/folder", withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "nowhere/file")
      for name in ["/new", "/file"] { try AtomicFile.checkWritable(folder + name) }
      #expect(try names(in: folder) == ["file", "folder", "link"])
      let reasons: [(String, FileError.Reason)] = [
        ("/nowhere/new", .system(code: ENOENT)), ("/file/new", .system(code: ENOTDIR)),
        ("/folder", .system(code: EISDIR)), ("/new/", .system(code: EISDIR)),
        ("/link", .system(code: ENOENT)), ("/a\0b", .system(code: EINVAL)),
      ]
      for (name, reason) in reasons {
        let path = folder + name
        #expect(throws: FileError(operation: .write, path: path, reason: reason)) {
          try AtomicFile.checkWritable(path)
        }
        #expect(throws: FileError.self) { try AtomicFile.write([2], to: path) }
      }
    }
  }
}

/// Limits the size of files of this process, in bytes; the next write fails instead of ending
/// the process.
func limitFileSize(to byteCount: Int) throws {
  signal(SIGXFSZ, SIG_IGN)
  var limit = rlimit(rlim_cur: rlim_t(byteCount), rlim_max: rlim_t(byteCount))
  try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
}
