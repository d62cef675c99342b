import Arguments
import Foundation
import Numerics
import Tensors

/// Repeats one kernel, for programs that count or sample what it does.
struct RunKernel: Command {
  static let configuration = CommandConfiguration(
    name: "kernel", summary: "Repeats one piece of work, for valgrind and perf.",
    discussion: """
      Prints one JSON object: what was repeated, the seconds without preparation, and the most memory \
      the process ever held. Kernels: \(Kernel.all.map(\.name).joined(separator: ", ")).
      """,
    examples: [
      "benchmarks kernel adam-iteration --times 100",
      "perf record -e cpu-clock .build/release/benchmarks kernel rollout-step --times 2000",
    ])

  @Argument("name", help: "The kernel.") var name: String

  @Option("times", value: "count", help: "How often.", range: 1...1_000_000_000) var times = 1

  @Option("threads", value: "count", help: "Threads.", range: 1...1024) var threads = 1

  @Flag("quiet", help: "Print nothing: numbers of other lengths take other memory.")
  var isQuiet = false

  func validate() throws {
    if Kernel.named(name) == nil {
      let names = Kernel.all.map(\.name).joined(separator: ", ")
      throw UsageError("There is no kernel '\(name)'; there are \(names).")
    }
  }

  func run() throws {
    guard let kernel = Kernel.named(name) else { return }
    let body = try kernel.prepare(Workers(count: threads))
    let seconds = try Bench.seconds { for _ in 0..<times { try body() } }
    if isQuiet { return }
    let run = KernelRun(
      kernel: kernel.name, times: times, threads: threads, unit: kernel.unit,
      unitCount: kernel.unitCount, seconds: seconds, peakBytes: try KernelRun.ownPeakBytes())
    FileHandle.standardOutput.write(try JSONText.data(run))
  }
}

/// What became of repeating a kernel in a process of its own.
struct KernelRun: Codable {
  var format = "fledge-kernel/1"
  var kernel: String
  var times: Int
  var threads: Int
  var unit: String
  var unitCount: Int
  /// Of all repeats, without preparation.
  var seconds: Double
  /// The most memory the process held.
  var peakBytes: Double

  /// The most memory this process has held so far, as the system counts resident pages.
  static func ownPeakBytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
      let number = Double(kilobytes)
    else { throw ChildFailure(program: "/proc/self/status", words: "it has no line VmHWM") }
    return number * 1024
  }
}

extension KernelRun {
  /// Repeats a kernel in another process of this program.
  ///
  /// - Throws: `ChildFailure` if that fails.
  init(of kernel: String, times: Int, threads: Int = 1) throws {
    let child = try ChildRun(
      ChildRun.ownPath,
      ["kernel", kernel, "--times", String(times), "--threads", String(threads)])
    self = try JSONDecoder().decode(KernelRun.self, from: child.output)
  }
}
