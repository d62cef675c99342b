import Foundation
import Numerics
import Tensors

/// A run of all subjects, as `--json` prints it.
struct BenchmarkReport: Encodable {
  var format = Self.format
  var machine: Machine
  var results: [Result]
  var estimators: EstimatorReport?
  var comparison: Comparison?

  static let format = "fledge-benchmarks/2"

  /// What it ran on.
  struct Machine: Codable, Equatable {
    var processor: String
    var cores: Int
    var threads: Int
    var openBLASCore: String

    /// Describes this machine.
    init(threads: Int) {
      let words = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = words.split(separator: "\n").first { $0.hasPrefix("model name") }
      let model = line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      processor = model ?? "unknown processor"
      cores = Workers.availableProcessorCount
      self.threads = threads
      openBLASCore = BLAS.coreName
    }

    var line: String {
      "\(processor), \(Text.counted(cores, "core")), \(Text.counted(threads, "thread")),"
        + " OpenBLAS kernels for \(openBLASCore)"
    }
  }
}

/// A run that was saved, as far as others are compared with it.
struct SavedRun: Decodable {
  var format: String
  var machine: BenchmarkReport.Machine
  var results: [Result]

  /// Reads what `--json` printed.
  ///
  /// - Throws: `SavedRunError` if that is not what the file holds.
  static func read(_ path: String) throws(SavedRunError) -> SavedRun {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    struct Heading: Decodable { var format: String }
    guard let heading = try? JSONDecoder().decode(Heading.self, from: bytes) else {
      throw .foreign(path: path)
    }
    guard heading.format == BenchmarkReport.format else {
      throw .otherFormat(path: path, found: heading.format)
    }
    guard let run = try? JSONDecoder().decode(SavedRun.self, from: bytes),
      run.results.allSatisfy({ result in
        [result.median, result.share?.median ?? 1, result.peakBytes ?? 1].allSatisfy {
          $0 > 0 && $0.isFinite
        }
      })
    else { throw .damaged(path: path) }
    return run
  }
}

/// A file cannot be compared with.
enum SavedRunError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String)
  case foreign(path: String)
  case otherFormat(path: String, found: String)
  case damaged(path: String)
  case nothingShared(path: String)

  var description: String {
    let advice = "Save a run with 'benchmarks measure --json >FILE'."
    return switch self {
    case .unreadable(let path):
      "Cannot compare with '\(path)': there is no such file that can be read. \(advice)"
    case .foreign(let path):
      "Cannot compare with '\(path)': it is not a JSON object that names its format, but what"
        + " 'benchmarks measure --json' prints is needed. \(advice)"
    case .otherFormat(let path, let found):
      "Cannot compare with '\(path)': it has format '\(found)', but '\(BenchmarkReport.format)' is"
        + " needed. \(advice)"
    case .damaged(let path):
      "Cannot compare with '\(path)': it says it has format '\(BenchmarkReport.format)', but lacks"
        + " parts of it, or has figures that are not positive. \(advice)"
    case .nothingShared(let path):
      "Cannot compare with '\(path)': it has none of the subjects of this run, but --tolerance needs at"
        + " least one. \(advice)"
    }
  }
}
