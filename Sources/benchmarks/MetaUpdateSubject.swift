import Measuring
import MetaLearning
import Tensors

/// One iteration of the reference configuration: 2-D navigation, 20 tasks x 20 rollouts x 100 steps
/// before and after one inner step, exact second order, linear baseline refitted per task.
struct MetaUpdateSubject: Subject {
  let outer: OuterStep.Name
  let hidden: [Int]

  var name: String {
    let widths = hidden.map { String($0) }.joined(separator: "-")
    return "2-D navigation, MAML, \(outer.rawValue), hidden \(widths), one iteration"
  }

  /// Floating-point operations of 40,000 transitions before and 40,000 after the step.
  ///
  /// In forward passes per transition, Adam takes 2 for sampling, 3 each for the inner and the outer
  /// gradient, and 6 for the Hessian-vector product; TRPO adds ten curvature products of 16.
  private var flops: Double {
    40_000 * ReferenceTask.forwardFlops(hidden: hidden) * (outer == .adam ? 14 : 174)
  }

  func check() throws {
    try iteration().check(for: name, steps: 80_000)
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let iteration = try iteration()
    let products = MatrixProducts(count: 200)
    let times = try bench.secondsInTurns {
      try products.run(on: bench.workers)
    } _: {
      try iteration.run(on: bench.workers)
    }
    return SubjectResult(
      name, inTurns: times, work: 1, unit: "iterations/s",
      worth: flops / products.flops(on: bench.workers), of: MatrixProducts.yardstick)
  }

  private func iteration() throws -> Iteration {
    try .reference { settings in
      settings.outer.name = outer
      settings.policy.hidden = hidden
    }
  }
}
