import Foundation
import Recording
import Testing

struct RunLogTests {
  private static let columns = ["return", "seconds", "count"]
  private static let header = "iteration,return,seconds,count\n"

  @Test func `rows appear in the file as they are appended`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      var log = try RunLog(creating: path, columns: Self.columns)
      #expect(try text(path) == Self.header)
      #expect(log.lastIteration == nil)
      try log.append(iteration: 0, [.init(Float(0.1)), .init(0.1), .init(7)])
      try log.append(iteration: 5, [.absent, .init(nil as Double?), .init(-1)])
      try log.synchronize()
      #expect(try text(path) == Self.header + "0,0.1,0.1,7\n5,,,-1\n")
      #expect(log.lastIteration == 5)
    }
  }

  @Test func `a new log replaces an old one`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      try put("old\n1\n".utf8, at: path)
      _ = try RunLog(creating: path, columns: ["loss"])
      #expect(try text(path) == "iteration,loss\n")
    }
  }

  @Test func `numbers read back as the same bits`() throws {
    let doubles: [Double] = [
      0, -0.0, 0.1, 1 / 3, .pi, 1e16, 1e-5, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude,
      .infinity, -.infinity, 9_007_199_254_740_992, 123_456_789.123_456_78,
    ]
    for double in doubles {
      #expect(Double(RunLog.Value(double).text)?.bitPattern == double.bitPattern)
      let float = Float(double)
      #expect(Float(RunLog.Value(float).text)?.bitPattern == float.bitPattern)
    }
    for integer in [Int.min, -1, 0, Int.max] {
      #expect(Int(RunLog.Value(integer).text) == integer)
    }
    #expect(RunLog.Value(Double.nan).text == "nan")
    #expect(RunLog.Value(-Float.nan).text == "nan")
    #expect(RunLog.Value(Double.infinity).text == "inf")
  }

  @Test(
    arguments: [
      (0, 0, nil), (1, 1, 1), (2, 2, 2), (3, 2, 2), (4, 3, 4), (9, 4, 9), (100, 4, 9),
    ] as [(Int, Int, Int?)])
  func `resuming keeps the rows up to an iteration`(
    iteration: Int, rowCount: Int, lastIteration: Int?
  ) throws {
    let rows = ["1,0.5,1.0,1\n", "2,,,\n", "4,nan,inf,-3\n", "9,1e-05,-0.0,9\n"]
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      try put((Self.header + rows.joined() + "10,0.5,1").utf8, at: path)
      var log = try RunLog(resuming: path, columns: Self.columns, through: iteration)
      let kept = Self.header + rows[..<rowCount].joined()
      #expect(try text(path) == kept)
      #expect(log.lastIteration == lastIteration)
      try log.append(iteration: iteration + 1, [.init(1), .init(2), .init(3)])
      #expect(try text(path) == kept + "\(iteration + 1),1,2,3\n")
      #expect(try names(in: folder) == ["log.csv"])
    }
  }

  @Test func `resuming a complete log does not change it`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      try put((Self.header + "1,0,0,0\n").utf8, at: path)
      func fileNumber() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.systemFileNumber] as? Int)
      }
      let before = try fileNumber()
      _ = try RunLog(resuming: path, columns: Self.columns, through: 1)
      #expect(try fileNumber() == before)
    }
  }

  @Test(arguments: [
    ("iteration,return,duration,count\n", "its column 3 is 'duration', but 'seconds' is needed"),
    ("step,return,seconds,count\n", "its column 1 is 'step', but 'iteration' is needed"),
    ("iteration,return,seconds\n", "it has 3 columns, but 4 are needed"),
    ("iteration,return,seconds,count,more\n", "it has 5 columns, but 4 are needed"),
    ("iteration,return,seconds,count\r\n", "its column 4 is 'count\\u{d}', but 'count' is needed"),
    ("iteration,return,seconds,count", "its column 1 is '', but 'iteration' is needed"),
    ("", "its column 1 is '', but 'iteration' is needed"),
  ])
  func `other columns are an error`(content: String, text: String) throws {
    try expectError(
      resuming: content,
      "\(text). Resume with the version of Fledge that wrote it, or start a new run.")
  }

  @Test(arguments: [
    (
      "x,1,2,3\n",
      "line 2 is 'x,1,2,3', but 4 numbers are needed, the first a whole one of at least 0"
    ),
    ("1,1,2\n", "line 2 is '1,1,2', but 4 numbers are needed, the first a whole one of at least 0"),
    (
      "1,1,2,x\n",
      "line 2 is '1,1,2,x', but 4 numbers are needed, the first a whole one of at least 0"
    ),
    ("\n", "line 2 is '', but 4 numbers are needed, the first a whole one of at least 0"),
    ("-1,,,\n", "line 2 is '-1,,,', but 4 numbers are needed, the first a whole one of at least 0"),
    ("3,,,\n3,,,\n", "line 3 is '3,,,', but 4 numbers are needed, the first a whole one above 3"),
    (
      "9223372036854775807,,,\n9223372036854775807,,,\n",
      "line 3 is '9223372036854775807,,,', but 4 numbers are needed, "
        + "the first a whole one above 9223372036854775807"
    ),
  ])
  func `a damaged row is an error`(rows: String, text: String) throws {
    try expectError(
      resuming: Self.header + rows, "\(text). Restore the file, or start a new run.")
  }

  @Test func `a missing log is an error`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      #expect(
        throws: RunLogError.file(.init(operation: .read, path: path, reason: .system(code: ENOENT)))
      ) {
        try RunLog(resuming: path, columns: Self.columns, through: 1)
      }
      var log = try RunLog(creating: path, columns: [])
      try FileManager.default.removeItem(atPath: path)
      #expect(
        throws: RunLogError.file(
          .init(operation: .append, path: path, reason: .system(code: ENOENT)))
      ) {
        try log.append(iteration: 1, [])
      }
      #expect(log.lastIteration == nil)
    }
  }

  @Test func `a row that cannot be written leaves the previous rows`() async {
    // A limit on the size of files lasts as long as the process, so this one runs in its own.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder + "/log.csv"
        var log = try RunLog(creating: path, columns: ["x"])
        try log.append(iteration: 1, [.init(1)])
        let whole = "iteration,x\n1,1\n"
        try limitFileSize(to: whole.utf8.count + 5)
        #expect(
          throws: RunLogError.file(
            .init(operation: .append, path: path, reason: .system(code: EFBIG)))
        ) {
          try log.append(iteration: 2, [.init(123_456)])
        }
        try #require(try content(of: path) == Array(whole.utf8))
        try #require(log.lastIteration == 1)
        try log.append(iteration: 2, [.init(12)])
        try #require(try content(of: path) == Array((whole + "2,12\n").utf8))
      }
    }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try content(of: path), as: UTF8.self)
  }

  /// Checks that resuming fails with a text and leaves the file as it is.
  private func expectError(resuming old: String, _ text: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/log.csv"
      try put(old.utf8, at: path)
      let error = try #require(throws: RunLogError.self) {
        try RunLog(resuming: path, columns: Self.columns, through: .max)
      }
      #expect(error.description == "Cannot resume '\(path)': \(text)")
      #expect(try content(of: path) == Array(old.utf8))
    }
  }
}
