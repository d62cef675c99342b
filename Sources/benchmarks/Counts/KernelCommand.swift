import Arguments
import Foundation
import Measuring
import Numerics
import Tensors

/// Repeats one kernel, for programs that count or sample its instructions.
struct KernelCommand: Command {
  static let configuration = CommandConfiguration(
    name: "kernel", summary: "Repeats one kernel, for valgrind and perf.",
    discussion: """
      Prints one JSON object: the kernel, the seconds of all repeats without preparation, and the most \
      memory the process held. Kernels: \(BenchmarkKernel.all.map(\.name).joined(separator: ", ")).
      """,
    examples: [
      "benchmarks kernel adam-iteration --times 100",
      "perf record -e cpu-clock .build/release/benchmarks kernel rollout-step --times 2000",
    ])

  @Argument("name", help: "The kernel.") var name: String

  @Option("times", value: "count", help: "Repeats.", range: 1...1_000_000_000) var times = 1

  @Option("threads", value: "count", help: "Threads.", range: 1...1024) var threads = 1

  @Flag("quiet", help: "Print nothing, because the memory of the output depends on its length.")
  var isQuiet = false

  func validate() throws {
    if BenchmarkKernel.named(name) == nil {
      let names = BenchmarkKernel.all.map(\.name).joined(separator: ", ")
      throw UsageError("There is no kernel '\(name)'. Kernels: \(names).")
    }
  }

  func run() throws {
    guard let kernel = BenchmarkKernel.named(name) else { return }
    let body = try kernel.prepare(Workers(count: threads))
    let seconds = try Timing.seconds { for _ in 0..<times { try body() } }
    if isQuiet { return }
    let run = KernelRun(
      kernel: kernel.name, times: times, threads: threads, unit: kernel.unit,
      unitCount: kernel.unitCount, seconds: seconds, peakBytes: try KernelRun.ownPeakBytes())
    FileHandle.standardOutput.write(try JSONText.data(run))
  }
}

/// The seconds and the memory of a process that repeats a kernel.
struct KernelRun: Codable {
  var format = "fledge-kernel/1"
  var kernel: String
  var times: Int
  var threads: Int
  var unit: String
  var unitCount: Int
  /// Seconds of all repeats, without preparation.
  var seconds: Double
  /// The most memory the process held.
  var peakBytes: Double

  /// The most memory this process has held so far, in bytes of resident pages.
  ///
  /// - Throws: `ChildProcessError` if the system does not say.
  static func ownPeakBytes() throws -> Double {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first,
      let number = Double(kilobytes)
    else { throw ChildProcessError(program: "/proc/self/status", reason: "it has no line VmHWM") }
    return number * 1024
  }
}

extension KernelRun {
  /// Repeats a kernel in a new process of this program.
  ///
  /// - Throws: `ChildProcessError` if that fails.
  init(of kernel: String, times: Int, threads: Int = 1) throws {
    let process = ChildProcess(
      ChildProcess.ownPath,
      ["kernel", kernel, "--times", String(times), "--threads", String(threads)])
    self = try JSONDecoder().decode(KernelRun.self, from: process.capture().output)
  }
}
