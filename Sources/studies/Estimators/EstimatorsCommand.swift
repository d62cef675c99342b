import Application
import Arguments
import Foundation
import Numerics

/// Compares the estimators of meta-gradients.
struct EstimatorsCommand: Command {
  static let configuration = CommandConfiguration(
    name: "estimators", summary: "Compares estimators of meta-gradients: noise, bias and cost.",
    discussion: """
      Every estimator takes its meta-gradient on the same meta-batches of 'point-robot/goals', at a \
      policy in the middle of training. The table shows how noisy gradients are, the angle to the mean \
      gradient of all other meta-batches, and the time of one iteration, timed in turns with first \
      order. Documentation/estimators-measured.md explains the columns.

      The settings are fixed: one inner step at rate 0.5, lambda 0.95, Adam at rate 0.002. They are not \
      the defaults of 'fledge train'. Gradients that must agree are compared first.
      """,
    examples: [
      "studies estimators --meta-batches 640 --repeats 3",
      "studies estimators --training-iterations 10 --json",
    ])

  @Option("threads", value: "count", help: "Threads. Default: one for each core.", range: 1...1024)
  var threads: Int?

  @Option(
    "repeats", value: "count", help: "Timed repeats of an iteration of each estimator.",
    range: 1...1000)
  var repeats = 10

  @Option(
    "meta-batches", value: "count", help: "Meta-batches on which gradients are taken.",
    range: 3...100_000)
  var metaBatchCount = 160

  @Option(
    "training-iterations", value: "count", help: "Iterations of MAML that train the policy.",
    range: 0...100_000)
  var trainingIterations = 30

  @Flag("json", help: "Print one JSON object.") var isJSON = false

  func run() throws {
    let study = try EstimatorStudy(
      workers: Workers(count: threads ?? Workers.availableProcessorCount), repeats: repeats,
      trainingIterations: trainingIterations)
    try study.check()
    let report = try study.measure(metaBatchCount: metaBatchCount)
    try Console().print([isJSON ? JSONOutput.text(report) : report.text])
  }
}
