import Application
import Foundation
import Measuring
import Wording

/// Runs cells one after the other, each on all cores.
///
/// Two at a time with one thread each took only 3 % less, and the seconds of training would not be those
/// of a run alone.
struct ResultsRun {
  private let original: FledgeProgram
  /// A copy, so that a build in the meantime does not change what runs.
  private let program: FledgeProgram
  private let build: String
  private let root: String
  private var records: [String: ResultsRecord] = [:]
  private var lock: Int32 = -1

  /// The record of a cell, if it was run or found.
  func record(of cell: ResultsCell) -> ResultsRecord? { records[cell.folder] }

  /// Looks for finished cells.
  ///
  /// - Parameters:
  ///   - program: The `fledge` to run.
  ///   - root: The folder of all runs.
  ///   - cells: The cells to look for.
  ///   - acceptsOtherBuilds: Whether cells that another build made count as finished.
  /// - Throws: `ResultsError` if there is no such program.
  init(
    program: FledgeProgram, root: String, cells: [ResultsCell], acceptsOtherBuilds: Bool
  ) throws {
    self.root = root
    guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: program.path)) else {
      throw ResultsError.noProgram(path: program.path)
    }
    build = Self.fingerprint(bytes)
    original = program
    self.program = FledgeProgram(root + "/fledge")
    for cell in cells {
      guard let record = ResultsRecord(of: cell) else { continue }
      if acceptsOtherBuilds || record.build == build { records[cell.folder] = record }
    }
  }

  /// Whether a cell has finished without a failure.
  func isDone(_ cell: ResultsCell) -> Bool {
    records[cell.folder].map { $0.failure == nil } ?? false
  }

  /// Keeps other processes out of the folder and takes a copy of the program.
  ///
  /// - Throws: `ResultsError`, or an error if files cannot be made.
  mutating func begin() throws {
    Interruption.beginCatching()
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    lock = unsafe open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw ResultsError.isInUse(path: root)
    }
    if FileManager.default.fileExists(atPath: program.path) {
      try FileManager.default.removeItem(atPath: program.path)
    }
    try FileManager.default.copyItem(atPath: original.path, toPath: program.path)
  }

  /// Removes cells and their runs.
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
  /// - Returns: Whether all were run; `false` means that the program was interrupted.
  /// - Throws: An error if a program cannot be started or a file cannot be written. The failure of a
  ///   cell is recorded.
  mutating func run(_ cells: [ResultsCell], say: (String) -> Void) throws -> Bool {
    for (index, cell) in cells.enumerated() {
      if Interruption.isRequested { return false }
      guard let record = try run(cell) else { return false }
      records[cell.folder] = record
      let outcome =
        record.failure
        ?? ResultsTable.steps.map { NumberText.fixed(record.curve[$0]) }
        .joined(separator: " -> ")
      let left = secondsLeft(for: Array(cells[(index + 1)...]))
      say(
        "[\(index + 1)/\(cells.count)] \(cell.name): \(outcome)"
          + "  (\(NumberText.duration(record.seconds)); \(NumberText.duration(left)) left)")
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
      let ending = try program.run(
        arguments, output: isScore ? cell.scoreOutput : "/dev/null", errors: errors)
      if ending == .interrupted {
        try remove([cell])
        return nil
      }
      failure = ending.failure
      if failure != nil { break }
    }
    var record = ResultsRecord(cell, build: build, seconds: seconds(), failure: failure)
    if failure == nil { try record.readNumbers(of: cell) }
    try record.write(for: cell)
    return record
  }

  /// Estimates how long cells will take, from the same cells with other seeds, or else from rough
  /// figures.
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

/// Why the results cannot be made.
enum ResultsError: Error, Equatable, CustomStringConvertible {
  /// The program does not exist.
  case noProgram(path: String)
  /// Another process runs cells in the folder.
  case isInUse(path: String)

  var description: String {
    switch self {
    case .noProgram(let path): "Cannot make results: there is no '\(path)'. Run 'make build'."
    case .isInUse(let path):
      "Cannot make results in '\(path)': another process is running cells there. Wait until it ends, or"
        + " choose another folder with --runs."
    }
  }
}
