private import Foundation

/// What the system knows of the running process.
public enum ProcessStatus {
  /// How much memory is resident, in bytes.
  public static func residentByteCount() throws -> Int {
    let statistics = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pageCount = statistics.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    guard let pageCount else { throw CocoaError(.fileReadCorruptFile) }
    return pageCount * sysconf(Int32(_SC_PAGESIZE))
  }

  /// How many threads there are.
  public static func threadCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
  }
}
