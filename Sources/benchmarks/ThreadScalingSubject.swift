import Measuring
import MetaLearning
import Numerics
import Tensors

/// How much faster two threads train than one, as a share of how much faster two threads compute
/// independent matrix products: a machine whose cores share something limits both.
struct ThreadScalingSubject: Subject {
  let name: String
  /// Matrix products that take about as long as an iteration.
  private let products: MatrixProducts
  private let make: @Sendable () throws -> any TrainingIteration
  private let one = Workers(count: 1)
  private let two = Workers(count: 2)

  /// Measures the reference configuration with an outer step.
  init(outer: OuterStep.Name) {
    name = "two threads over one, \(outer.rawValue)"
    products = MatrixProducts(count: 200)
    make = { try Iteration.reference { $0.outer.name = outer } }
  }

  /// Measures RL².
  init(memory settings: MemorySettings) {
    name = "two threads over one, rl2"
    products = MatrixProducts(count: 400)
    make = { try MemoryIteration(settings) }
  }

  func check() throws {
    let iteration = try make()
    guard try iteration.run(on: one) == iteration.run(on: two) else {
      throw WrongResult(subject: name, finding: "one and two threads differ")
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let iteration = try make()
    let rounds = try bench.rounds(4) { index in
      switch index {
      case 0: products.run()
      case 1: try products.run(on: two)
      case 2: _ = try iteration.run(on: two)
      default: _ = try iteration.run(on: one)
      }
    }
    // Two threads compute twice as many products as one.
    let shares = rounds.map { ($0[3] / $0[2]) / (2 * $0[0] / $0[1]) }
    var result = SubjectResult(
      name, times: rounds.map { $0[2] }.sorted(), work: 1, unit: "iterations/s")
    result.share = SubjectResult.Share(shares, of: "sgemm's scaling")
    return result
  }
}
