import Arguments
import Foundation

/// Counts instructions and allocations of the hot kernels.
struct CountCommand: Command {
  static let configuration = CommandConfiguration(
    name: "count", summary: "Counts instructions and allocations of the hot kernels.",
    discussion: """
      Runs each kernel under valgrind on one thread, with few repeats and with more; the difference is \
      the count of the repeats. Instructions hardly vary from run to run, so they show a change of one \
      in a hundred, which times do not. Matrix products are counted as a processor without fused \
      multiply-add computes them, because valgrind is slow at it.

      Allocations are those that repeats make after freed memory is reused. Steps of an environment or \
      a rollout must make none, and no iteration may make more allocations, or keep more bytes, than \
      the one before. 'met' and 'missed' say so; a missed one does not change the exit code.

      'make bench-counts' makes a build that valgrind can run.
      """,
    examples: ["benchmarks count --only tanh", "benchmarks count --json >counts.json"])

  @Option("only", value: "text", help: "Only kernels whose name contains this.")
  var filter: String?

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  /// What `--json` prints.
  private struct Report: Encodable {
    var format = "fledge-benchmark-counts/1"
    var counts: [KernelCount] = []
    var findings: [CountFinding] = []
  }

  func validate() throws {
    let names = BenchmarkKernel.counted.map(\.name) + BenchmarkKernel.differences.map(\.name)
    if let filter, !names.contains(where: { $0.contains(filter) }) {
      throw UsageError(
        "No counted kernel's name contains '\(filter)'. Kernels: \(names.joined(separator: ", ")).")
    }
  }

  func run() throws {
    var report = Report()
    say(KernelCount.heading)
    for kernel in BenchmarkKernel.counted where isSelected(kernel.name) {
      try add(KernelCount(kernel), to: &report)
    }
    for difference in BenchmarkKernel.differences where isSelected(difference.name) {
      try add(KernelCount(difference), to: &report)
    }
    report.findings = try findings(report.counts)
    if !report.findings.isEmpty { say("") }
    for finding in report.findings { say(finding.line) }
    if isJSON { FileHandle.standardOutput.write(try JSONText.data(report)) }
  }

  private func add(_ count: KernelCount, to report: inout Report) {
    report.counts.append(count)
    say(count.line)
  }

  /// The counts that must be zero.
  private func findings(_ counts: [KernelCount]) throws -> [CountFinding] {
    var findings: [CountFinding] = []
    for count in counts {
      switch count.name {
      case BenchmarkKernel.cartPole.name, BenchmarkKernel.cartPoleTasks.name:
        findings.append(
          CountFinding("allocations of 100 times \(count.name)", count.allocations ?? .nan))
      case BenchmarkKernel.rollouts.name:
        let short = try KernelCount(.banditRollouts(100)).allocations ?? .nan
        let long = try KernelCount(.banditRollouts(200)).allocations ?? .nan
        findings.append(
          CountFinding("allocations of 100 more steps of a rollout", long - short))
      default: break
      }
      if count.name.hasSuffix("-iteration") {
        findings.append(
          CountFinding(
            "allocations more in each \(count.name)", count.allocationGrowth ?? .nan))
        findings.append(
          CountFinding("bytes kept by each \(count.name)", count.bytesKept ?? .nan))
      }
    }
    return findings
  }

  private func isSelected(_ name: String) -> Bool { filter.map(name.contains) ?? true }

  private func say(_ text: String) {
    if !isJSON { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
  }
}
