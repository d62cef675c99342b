import Foundation

/// Runs cells one after the other, each with all cores: two at a time with a thread each took 3 % less
/// time, which is not worth figures of seconds that nobody sees when they train one.
struct ResultsRun {
  private let original: URL
  /// A copy, so that building in the meantime does not change what runs.
  private let program: URL
  private let build: String
  private let root: String
  private var records: [String: ResultsRecord] = [:]
  private var lock: Int32 = -1

  /// What came of a cell, if it was run or found.
  func record(of cell: ResultsCell) -> ResultsRecord? { records[cell.folder] }

  /// Looks for what is there.
  ///
  /// - Parameters:
  ///   - program: The `fledge` to run.
  ///   - root: The folder of all cells.
  ///   - cells: Those to look for.
  ///   - acceptsOtherBuilds: Whether the cells of another `fledge` are as good.
  /// - Throws: `ResultsError` if there is no such program.
  init(
    program: URL, root: String, cells: [ResultsCell], acceptsOtherBuilds: Bool
  ) throws {
    self.root = root
    guard let bytes = try? Data(contentsOf: program) else {
      throw ResultsError.noProgram(path: program.relativePath)
    }
    build = Self.fingerprint(bytes)
    original = program
    self.program = URL(fileURLWithPath: root + "/fledge")
    for cell in cells {
      guard let record = ResultsRecord(of: cell) else { continue }
      if acceptsOtherBuilds || record.build == build { records[cell.folder] = record }
    }
  }

  /// Whether a cell has its numbers.
  func isDone(_ cell: ResultsCell) -> Bool {
    records[cell.folder].map { $0.failure == nil } ?? false
  }

  /// Keeps other processes out of the folder and takes a copy of the program.
  ///
  /// - Throws: `ResultsError`, or an error if files cannot be made.
  mutating func begin() throws {
    ResultsInterruption.beginCatching()
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    lock = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw ResultsError.isInUse(path: root)
    }
    if FileManager.default.fileExists(atPath: program.path) {
      try FileManager.default.removeItem(at: program)
    }
    try FileManager.default.copyItem(at: original, to: program)
  }

  /// Forgets cells and removes their runs.
  mutating func remove(_ cells: [ResultsCell]) throws {
    for cell in cells {
      records[cell.folder] = nil
      if FileManager.default.fileExists(atPath: cell.folder) {
        try FileManager.default.removeItem(atPath: cell.folder)
      }
    }
  }

  /// Runs cells, after `begin`.
  ///
  /// - Returns: Whether all were run; if not, the program was asked to end.
  /// - Throws: An error if a program cannot be started or a file not be written. A cell that fails
  ///   is recorded as such.
  mutating func run(_ cells: [ResultsCell], say: (String) -> Void) throws -> Bool {
    for (index, cell) in cells.enumerated() {
      if ResultsInterruption.isRequested { return false }
      guard let record = try run(cell) else { return false }
      records[cell.folder] = record
      let outcome =
        record.failure
        ?? ResultsTable.steps.map { Text.fixed(record.curve[$0]) }
        .joined(separator: " -> ")
      let left = secondsLeft(for: Array(cells[(index + 1)...]))
      say(
        "[\(index + 1)/\(cells.count)] \(cell.name): \(outcome)"
          + "  (\(Text.duration(record.seconds)); \(Text.duration(left)) left)")
    }
    return true
  }

  private mutating func run(_ cell: ResultsCell) throws -> ResultsRecord? {
    try remove([cell])
    let start = DispatchTime.now().uptimeNanoseconds
    let errors = root + "/errors.txt"
    func seconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9 }
    var failure: String?
    for arguments in [cell.trainArguments, cell.scoreArguments] {
      let isScore = arguments == cell.scoreArguments
      let ending = try ChildProcess.run(
        program, arguments, output: isScore ? cell.scoreOutput : "/dev/null", errors: errors)
      switch ending {
      case .done: continue
      case .failed(let words): failure = words
      case .interrupted:
        try remove([cell])
        return nil
      }
      break
    }
    var record = ResultsRecord(cell, build: build, seconds: seconds(), failure: failure)
    if failure == nil { try record.readNumbers(of: cell) }
    try record.write(for: cell)
    return record
  }

  /// How long cells will take, by what the same ones took with other seeds, or else by what is
  /// roughly known of them.
  func secondsLeft(for cells: [ResultsCell]) -> Double {
    var measured: [String: (sum: Double, count: Double)] = [:]
    for (folder, record) in records where record.failure == nil {
      let kind = Self.kind(of: folder)
      let known = measured[kind] ?? (0, 0)
      measured[kind] = (known.sum + record.seconds, known.count + 1)
    }
    return cells.reduce(0) { sum, cell in
      let known = measured[Self.kind(of: cell.folder)]
      return sum + (known.map { $0.sum / $0.count } ?? cell.roughSeconds)
    }
  }

  /// The folder without the seed.
  private static func kind(of folder: String) -> String {
    String(folder[..<(folder.lastIndex(of: "/") ?? folder.endIndex)])
  }

  /// A number that tells builds apart.
  ///
  /// - Source: FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>.
  private static func fingerprint(_ bytes: Data) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in [UInt8](bytes) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}

/// Why results cannot be made.
enum ResultsError: Error, Equatable, CustomStringConvertible {
  /// There is no program to run.
  case noProgram(path: String)
  /// Another process runs cells in the same folder.
  case isInUse(path: String)

  var description: String {
    switch self {
    case .noProgram(let path): "Cannot make results: there is no '\(path)'. Run 'make build'."
    case .isInUse(let path):
      "Cannot make results in '\(path)': another process does so already. Wait for its end, or"
        + " choose another folder with --runs."
    }
  }
}
