import Arguments
import Foundation

/// Counts instructions and allocations of the hot kernels.
struct Count: Command {
  static let configuration = CommandConfiguration(
    name: "count", summary: "Counts instructions and allocations of the hot kernels.",
    discussion: """
      Each kernel is repeated a few times and a few times more under valgrind, on one thread; the \
      difference is what the repeats take. Instructions are the same from run to run where times are \
      not: they show a change of one in a hundred. Matrix products are counted as a processor \
      without fused multiply-add computes them, which valgrind is slow to imitate.

      Allocations are those that repeats still make once free memory is used again. None may be made \
      for the steps of an environment or of a rollout, and no iteration may make more than the one \
      before or keep more bytes.

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
    let names = Kernel.counted.map(\.name) + Kernel.differences.map(\.name)
    if let filter, !names.contains(where: { $0.contains(filter) }) {
      throw UsageError(
        "No kernel that is counted has '\(filter)' in its name; there are"
          + " \(names.joined(separator: ", ")).")
    }
  }

  func run() throws {
    var report = Report()
    say(KernelCount.heading)
    for kernel in Kernel.counted where isWanted(kernel.name) {
      try add(KernelCount(kernel), to: &report)
    }
    for difference in Kernel.differences where isWanted(difference.name) {
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

  /// What must be none.
  private func findings(_ counts: [KernelCount]) throws -> [CountFinding] {
    var findings: [CountFinding] = []
    for count in counts {
      switch count.name {
      case Kernel.cartPole.name:
        findings.append(
          CountFinding("allocations of 100 steps of cart-pole", count.allocations ?? .nan))
      case Kernel.rollouts.name:
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

  private func isWanted(_ name: String) -> Bool { filter.map(name.contains) ?? true }

  private func say(_ text: String) {
    if !isJSON { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
  }
}
