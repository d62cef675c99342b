import Foundation
import Numerics
import Tensors
import Wording

/// A run of subjects, as `--json` prints it.
struct BenchmarkReport: Encodable {
  var format = Self.format
  var machine: Machine
  var results: [SubjectResult]
  var comparison: RunComparison?

  static let format = "fledge-benchmarks/2"

  /// What the subjects ran on.
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
      "\(processor), \(NumberText.counted(cores, "core")), \(NumberText.counted(threads, "thread")),"
        + " OpenBLAS kernels for \(openBLASCore)"
    }
  }
}

/// The parts of a saved run that others are compared with.
struct SavedRun: Decodable {
  var format: String
  var machine: BenchmarkReport.Machine
  var results: [Figures]

  /// The figures of one subject that are compared.
  ///
  /// Nothing else of a row is read, so that runs of older builds with other bars can be compared with.
  struct Figures: Decodable {
    var name: String
    var median: Double
    var share: SubjectResult.Share?
    var peakBytes: Double?
  }

  /// Reads what `--json` printed.
  ///
  /// - Throws: `SavedRunError` if the file cannot be read or holds something else.
  static func read(_ path: String) throws(SavedRunError) -> SavedRun {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path: path)
    }
    struct Heading: Decodable { var format: String }
    guard let heading = try? JSONDecoder().decode(Heading.self, from: bytes) else {
      throw .notJSON(path: path)
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

/// A file holds no run to compare with.
enum SavedRunError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String)
  case notJSON(path: String)
  case otherFormat(path: String, found: String)
  case damaged(path: String)
  case nothingShared(path: String)

  var description: String {
    let advice = "Save a run with 'benchmarks measure --json >FILE'."
    return switch self {
    case .unreadable(let path):
      "Cannot compare with '\(path)': the file does not exist or cannot be read. \(advice)"
    case .notJSON(let path):
      "Cannot compare with '\(path)': it is not a JSON object with a 'format', but the output of"
        + " 'benchmarks measure --json' is needed. \(advice)"
    case .otherFormat(let path, let found):
      "Cannot compare with '\(path)': it has format '\(found)', but '\(BenchmarkReport.format)' is"
        + " needed. \(advice)"
    case .damaged(let path):
      "Cannot compare with '\(path)': it has format '\(BenchmarkReport.format)', but some of its"
        + " figures are missing or not positive. \(advice)"
    case .nothingShared(let path):
      "Cannot compare with '\(path)': it has none of the subjects of this run, but --tolerance needs at"
        + " least one. \(advice)"
    }
  }
}

/// What `--json` prints.
enum JSONText {
  /// Encodes a value with sorted keys, readable by people.
  static func data(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }
}
