/// A CSV file that grows by one row of numbers per iteration.
///
///     var log = try RunLog(creating: "runs/nav/log.csv", columns: ["return", "divergence"])
///     try log.append(iteration: 1, [.init(report.meanReturn), .init(report.divergence)])
///
/// The first line names the columns; the first column is always `iteration`. Each row is appended with
/// one write, so a program that is killed leaves complete rows. A missing value is an empty field.
public struct RunLog: Equatable, Sendable {
  /// A field of a row: a number, or nothing.
  public struct Value: Equatable, Sendable {
    /// The field as it is in the file.
    public let text: String

    /// An empty field.
    public static let absent = Value(text: "")

    private init(text: String) {
      self.text = text
    }

    /// Creates a field with a whole number; `nil` gives an empty field.
    ///
    /// - Parameter number: The number.
    public init(_ number: Int?) {
      text = number?.description ?? ""
    }

    /// Creates a field with the shortest text that reads back as the same `Float`.
    ///
    /// - Parameter number: The number; `nil` gives an empty field, NaN `nan`, infinities `inf` and `-inf`.
    public init(_ number: Float?) {
      text = number?.description ?? ""
    }

    /// Creates a field with the shortest text that reads back as the same `Double`.
    ///
    /// - Parameter number: The number; `nil` gives an empty field, NaN `nan`, infinities `inf` and `-inf`.
    public init(_ number: Double?) {
      text = number?.description ?? ""
    }
  }

  /// The file.
  public let path: String

  /// The names of the columns after `iteration`.
  public let columns: [String]

  /// The iteration of the last row; `nil` if the log has no rows.
  public private(set) var lastIteration: Int?

  /// Starts a log, replacing any file of this name.
  ///
  /// - Parameters:
  ///   - path: The file; its folder must exist.
  ///   - columns: The names of the columns after `iteration`.
  /// - Throws: `RunLogError.file` if the file cannot be written.
  /// - Precondition: No name is empty or has a comma, a quotation mark or a control character.
  public init(creating path: String, columns: [String]) throws(RunLogError) {
    self.init(path: path, columns: columns)
    try Self.wrappingFileErrors { () throws(FileError) in
      try AtomicFile.write("\(header)\n".utf8, to: path)
    }
  }

  /// Finds the last iteration up to a given one that a log has a row for; does not change the file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: The names of the columns after `iteration`.
  ///   - iteration: The last iteration that counts.
  /// - Returns: The iteration, or `nil` if there is none.
  /// - Throws: The errors of `init(resuming:columns:through:)` for a file that cannot be read.
  public static func lastIteration(
    in path: String, columns: [String], through iteration: Int
  ) throws(RunLogError) -> Int? {
    var log = RunLog(path: path, columns: columns)
    let bytes = try wrappingFileErrors { () throws(FileError) in
      try AtomicFile.read(path, limit: Safetensors.fileByteLimit)
    }
    _ = try log.readRows(in: bytes, through: iteration)
    return log.lastIteration
  }

  /// Opens a log to continue after an iteration.
  ///
  /// Removes the rows of later iterations and an incomplete last line that a crash left; the file is
  /// replaced atomically. If the log ends before `iteration`, `lastIteration` is smaller.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: The names of the columns after `iteration`, the same as when the log was started.
  ///   - iteration: The last iteration whose row is kept.
  /// - Throws: `RunLogError.file` if the file cannot be read or written, `.otherColumns` if its columns
  ///   differ, `.damagedRow` if a row that would be kept is invalid. The file is then unchanged.
  /// - Precondition: As for `init(creating:columns:)`.
  public init(
    resuming path: String, columns: [String], through iteration: Int
  ) throws(RunLogError) {
    self.init(path: path, columns: columns)
    let bytes = try Self.wrappingFileErrors { () throws(FileError) in
      try AtomicFile.read(path, limit: Safetensors.fileByteLimit)
    }
    let keptByteCount = try readRows(in: bytes, through: iteration)
    if keptByteCount == bytes.count { return }
    try Self.wrappingFileErrors { () throws(FileError) in
      try AtomicFile.write(bytes[..<keptByteCount], to: path)
    }
  }

  /// Appends a row to the file.
  ///
  /// The row survives the end of the program when this returns. It survives a power failure only after
  /// `synchronize()`.
  ///
  /// - Parameters:
  ///   - iteration: The iteration of the row, at least 0.
  ///   - values: One value per column after `iteration`.
  /// - Throws: `RunLogError.file` if the file cannot be written; it then ends with the previous row.
  /// - Precondition: There are as many values as columns, and `iteration` is above `lastIteration`.
  public mutating func append(iteration: Int, _ values: [Value]) throws(RunLogError) {
    precondition(
      values.count == columns.count,
      "RunLog.append: values has \(values.count) elements, but there are \(columns.count) columns.")
    precondition(
      iteration > lastIteration ?? -1,
      "RunLog.append: iteration is \(iteration), but must be above \(lastIteration ?? -1).")
    let row = ([String(iteration)] + values.map(\.text)).joined(separator: ",") + "\n"
    try withFile { (file) throws(FileError.Reason) in try file.append(Array(row.utf8)) }
    lastIteration = iteration
  }

  /// Synchronises the file with the disk.
  ///
  /// - Throws: `RunLogError.file` if the file cannot be opened or the disk fails.
  public func synchronize() throws(RunLogError) {
    try withFile { (file) throws(FileError.Reason) in try file.synchronize() }
  }
}

extension RunLog {
  private static let firstColumn = "iteration"

  private var header: String {
    ([Self.firstColumn] + columns).joined(separator: ",")
  }

  private init(path: String, columns: [String]) {
    for column in columns {
      precondition(
        !column.isEmpty && !column.unicodeScalars.contains { $0 < " " || $0 == "," || $0 == "\"" },
        "RunLog: the column name \(column.debugDescription) is empty or needs quoting in CSV."
      )
    }
    self.path = path
    self.columns = columns
  }

  private func withFile(
    _ body: (borrowing FileDescriptor) throws(FileError.Reason) -> Void
  ) throws(RunLogError) {
    do throws(FileError.Reason) {
      try body(try FileDescriptor(appendingTo: path))
    } catch {
      throw .file(FileError(operation: .append, path: path, reason: error))
    }
  }

  private static func wrappingFileErrors<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(RunLogError) -> Result {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}

// MARK: Reading

extension RunLog {
  /// Checks the header and the rows up to an iteration, and sets `lastIteration`.
  ///
  /// - Returns: The number of bytes that they take at the start of the file.
  private mutating func readRows(
    in bytes: [UInt8], through iteration: Int
  ) throws(RunLogError) -> Int {
    // What follows the last line break is an incomplete row, or nothing.
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
    let found = lines.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
    if found != header {
      throw .otherColumns(
        path: path, found: Self.fields(of: found), needed: [Self.firstColumn] + columns)
    }
    var end = header.utf8.count + 1
    for (index, line) in lines.enumerated().dropFirst() {
      let text = String(decoding: line, as: UTF8.self)
      guard let rowIteration = iterationOfRow(text), rowIteration > lastIteration ?? -1 else {
        throw .damagedRow(
          path: path, line: index + 1, text: text, fieldCount: columns.count + 1,
          previousIteration: lastIteration)
      }
      if rowIteration > iteration { break }
      lastIteration = rowIteration
      end += line.count + 1
    }
    return end
  }

  /// The iteration of a row; `nil` if the line is not a row of this log.
  private func iterationOfRow(_ text: String) -> Int? {
    let fields = Self.fields(of: text)
    guard fields.count == columns.count + 1,
      fields.dropFirst().allSatisfy({ $0.isEmpty || Double($0) != nil }),
      let iteration = Int(fields[0]), String(iteration) == fields[0]
    else { return nil }
    return iteration
  }

  private static func fields(of line: String) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
