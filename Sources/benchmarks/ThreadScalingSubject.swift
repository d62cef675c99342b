import MetaLearning
import Numerics
import Tensors

/// How much faster two threads train than one, beside how two independent threads of matrix products
/// do: what the machine itself takes away is not the program's fault.
struct ThreadScalingSubject: Subject {
  let outer: OuterStep.Name
  private let one = Workers(count: 1)
  private let two = Workers(count: 2)

  init(outer: OuterStep.Name) {
    self.outer = outer
  }

  var name: String { "two threads over one, \(outer.rawValue)" }

  func check() throws {
    let iteration = try iteration()
    guard try iteration.run(on: one) == iteration.run(on: two) else {
      throw WrongResult(subject: name, finding: "one and two threads differ")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let iteration = try iteration()
    let products = MatrixProducts(count: 200)
    let rounds = try Bench.rounds(4, repeats: bench.repeats) { index in
      switch index {
      case 0: products.run()
      case 1: try products.run(on: two)
      case 2: try iteration.run(on: two)
      default: try iteration.run(on: one)
      }
    }
    // Both threads of products do as much as the one does.
    let shares = rounds.map { ($0[3] / $0[2]) / (2 * $0[0] / $0[1]) }
    var result = Result(
      name, times: rounds.map { $0[2] }.sorted(), work: 1, unit: "iterations/s")
    result.share = Result.Share(shares, of: "sgemm's scaling")
    return result
  }

  private func iteration() throws -> Iteration { try .reference { $0.outer.name = outer } }
}
