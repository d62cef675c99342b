import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// Batches of many rows, which go through network and graph in pieces, against the pieces by themselves.
struct BlockTests {
  /// More than are recorded at a time, and with 80 units more than go through the network at a time and
  /// than are kept in memory between two products.
  private static let rowCount = 9000
  private static let episodeLength = 50

  private static let policy = Policy(
    input: PolicyInput(observationSize: 2), hiddenSizes: [80, 60], activation: .tanh,
    actionKind: .continuous(size: 2))

  /// Rows of a large batch, those of `range`.
  private func surrogate(
    _ range: Range<Int>, _ estimator: InnerEstimator, isWeighted: Bool = true
  ) -> Surrogate<Double> {
    func numbers(_ size: Int, seed: Int) -> [Double] {
      Array(
        uniformNumbers(Self.rowCount * size, seed: seed)[
          range.lowerBound * size..<range.upperBound * size])
    }
    let batch = PolicyBatch(
      observations: numbers(2, seed: 1), observationSize: 2,
      actions: .continuous(numbers(2, seed: 2), size: 2), advantages: numbers(1, seed: 3),
      offsets: stride(from: 0, through: range.count, by: Self.episodeLength).map { $0 },
      weights: numbers(1, seed: 4).map { isWeighted ? abs($0) : 1 })
    var surrogate = Surrogate(policy: Self.policy, batch: batch, estimator: estimator)
    // A policy nearby: the products of ratios over an episode stay moderate.
    surrogate.fixOldPolicy(at: VectorMath.scaled(parameters, by: 1.01))
    return surrogate
  }

  private var parameters: [Double] {
    Self.policy.initialParameters(key: RandomKey(seed: 6))
  }

  @Test(arguments: InnerEstimator.allCases)
  func `derivatives of many rows are the weighted means of those of few`(
    estimator: InnerEstimator
  ) {
    let direction = uniformNumbers(Self.policy.layout.count, seed: 7)
    let all = surrogate(0..<Self.rowCount, estimator)
    var gradient = parameters.map { _ in 0.0 }
    var (product, fisher) = (gradient, gradient)
    let total = (all.batch.weights ?? []).reduce(0, +)
    for start in stride(from: 0, to: Self.rowCount, by: 250) {
      let part = surrogate(start..<start + 250, estimator)
      let share = (part.batch.weights ?? []).reduce(0, +) / total
      VectorMath.add(part.gradient(at: parameters), times: share, to: &gradient)
      VectorMath.add(
        part.hessianVectorProduct(at: parameters, times: direction), times: share, to: &product)
      VectorMath.add(
        part.fisherVectorProduct(at: parameters, times: direction), times: share, to: &fisher)
    }
    // Sums of thousands of terms in another order.
    let tolerance = Tolerance.absolute(1e-11)
    expectClose(all.gradient(at: parameters), gradient, within: tolerance, "gradient")
    expectClose(
      all.hessianVectorProduct(at: parameters, times: direction), product, within: tolerance,
      "Hessian")
    expectClose(
      all.fisherVectorProduct(at: parameters, times: direction), fisher, within: tolerance,
      "Fisher matrix")
    let both = all.gradientAndHessian(at: parameters)
    expectClose(both.gradient, gradient, within: tolerance, "gradient beside the Hessian")
    for _ in 0..<2 {
      expectClose(both.hessian(direction), product, within: tolerance, "Hessian, used again")
    }
  }

  @Test func `samples are of the first two hundred rows`() {
    let (all, first) = (
      surrogate(0..<1000, .likelihoodRatio), surrogate(0..<200, .likelihoodRatio)
    )
    let other = VectorMath.scaled(parameters, by: 1.1)
    #expect(
      all.klDivergence(from: parameters, to: other, isSample: true)
        == first.klDivergence(from: parameters, to: other))
    #expect(all.entropy(at: other, isSample: true) == first.entropy(at: other))
  }

  @Test func `no rows have no derivatives and no divergence`() {
    let none = surrogate(0..<0, .likelihoodRatio, isWeighted: false)
    let zeros = parameters.map { _ in 0.0 }
    #expect(none.gradient(at: parameters) == zeros)
    #expect(none.fisherVectorProduct(at: parameters, times: parameters) == zeros)
    #expect(none.klDivergence(from: parameters, to: parameters, isSample: true).isNaN)
  }
}
