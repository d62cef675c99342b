import Arguments
import Foundation
import MetaLearning
import Tensors

/// Runs the subjects and prints one table.
struct Measure: Command {
  static let configuration = CommandConfiguration(
    name: "measure", summary: "Times the subjects, each after a check of its result.",
    discussion: """
      Every figure is a median over repeats with its spread. Machines differ, so the meta-training \
      subjects also give the share of the speed that matrix products of [2000, 64] by [64, 64] \
      reach on as many threads in the same run.

      The last table compares estimators of meta-gradients: how noisy they are, how far their \
      direction is from that of many meta-batches, and the time of one iteration in those of first \
      order, each timed in turns with it. '--only estimators' makes it alone.
      """)

  @Option("threads", value: "count", help: "Threads. Default: one for each core.", range: 1...1024)
  var threads: Int?

  @Option("repeats", value: "count", help: "Timed repeats of each subject.", range: 3...1000)
  var repeats = 10

  @Option("only", value: "text", help: "Only subjects whose name contains this.")
  var filter: String?

  @Option(
    "meta-batches", value: "count",
    help: "Meta-batches on which estimators of meta-gradients are compared.", range: 3...100_000)
  var metaBatchCount = 160

  @Option(
    "training-iterations", value: "count",
    help: "Iterations of MAML on the policy at which they are compared.", range: 0...100_000)
  var trainingIterations = 30

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  private struct Report: Encodable {
    struct Machine: Encodable {
      var cores: Int
      var threads: Int
      var openBLASCore: String
    }
    var format = "fledge-benchmarks/1"
    var machine: Machine
    var results: [Result]
    var estimators: EstimatorReport?
  }

  func run() throws {
    let count = threads ?? Workers.availableProcessorCount
    let bench = Bench(workers: Workers(count: count), repeats: repeats)
    let subjects: [any Subject] = [
      MatrixProductSubject(), ElementaryFunctionSubject(),
      EnvironmentStepSubject(distribution: "point-robot/goals"),
      EnvironmentStepSubject(distribution: "bandit/bernoulli"),
      EnvironmentStepSubject(distribution: "cart-pole/physics"),
      EnvironmentStepSubject(distribution: "cart-pole/physics", copyCount: 16384),
      SingleEnvironmentSubject(kind: .cartPole), SingleEnvironmentSubject(kind: .pointRobot),
      RolloutSubject(), MetaUpdateSubject(outer: .adam), MetaUpdateSubject(outer: .trpo),
    ]
    var results: [Result] = []
    let processors = Workers.availableProcessorCount
    if !isJSON {
      Self.say("\(processors) cores, \(count) threads, OpenBLAS kernels for \(BLAS.coreName)")
    }
    for subject in subjects where isWanted(subject.name) {
      try subject.check()
      let result = try subject.measure(bench, sgemm: results.first?.sgemmRate)
      if !isJSON && results.isEmpty { Self.say(Result.heading) }
      results.append(result)
      if !isJSON { Self.say(result.line) }
    }
    let estimators = try isWanted(EstimatorSubject.name) ? compareEstimators(bench) : nil
    if !isJSON, let estimators { Self.say(estimators.text) }
    if isJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      let report = Report(
        machine: .init(cores: processors, threads: count, openBLASCore: BLAS.coreName),
        results: results, estimators: estimators)
      Self.say(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }

  private func isWanted(_ name: String) -> Bool { filter.map(name.contains) ?? true }

  private func compareEstimators(_ bench: Bench) throws -> EstimatorReport {
    let subject = try EstimatorSubject(bench: bench, trainingIterations: trainingIterations)
    try subject.check()
    return try subject.measure(metaBatchCount: metaBatchCount)
  }

  private static func say(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }
}
