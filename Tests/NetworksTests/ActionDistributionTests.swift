import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Values of distributions, against hand-worked numbers and against integrals.
struct ActionDistributionTests {
  private func gaussian(
    _ means: [Double], _ standardDeviations: [Double]
  ) -> ActionDistribution<Double> {
    let size = standardDeviations.count
    return .normal(
      mean: Tensor(means, shape: Shape(means.count / size, size)),
      logStandardDeviation: Tensor(standardDeviations.map { log($0) }, shape: Shape(1, size)))
  }

  private func categorical(_ rows: [[Double]]) -> ActionDistribution<Double> {
    // Unnormalised: a constant is added to each row.
    .choices(
      logits: Tensor(
        rows.enumerated().flatMap { row, probabilities in
          probabilities.map { log($0) + 3 * Double(row) - 1 }
        }, shape: Shape(rows.count, rows[0].count)))
  }

  private func continuous(_ values: [Double], size: Int) -> Actions<Double> {
    .continuous(Tensor(values, shape: Shape(values.count / size, size)))
  }

  @Test func `log probabilities are those worked out by hand`() {
    // z = 0.4: -0.08 - ln 0.5 - ln √(2π).
    expectClose(
      gaussian([0.1], [0.5]).logProbability(of: continuous([0.3], size: 1)).scalar,
      -0.305_791_352_644_728, within: .absolute(1e-14))
    // Two rows of two coordinates: z = (0.4, -2) and (0, 1); ln 0.5 + ln 2 = 0.
    expectClose(
      gaussian([0.1, 3, -1, 0], [0.5, 2]).logProbability(
        of: continuous([0.3, -1, -1, 2], size: 2)
      ).elements,
      [-2.08 - 1.837_877_066_409_345, -0.5 - 1.837_877_066_409_345], within: .absolute(1e-14))
    expectClose(
      categorical([[0.2, 0.3, 0.5], [0.1, 0.6, 0.3]]).logProbability(of: .discrete([1, 0]))
        .elements,
      [log(0.3), log(0.1)], within: .absolute(1e-14))
  }

  @Test func `a single row says the same of all actions`() {
    expectClose(
      categorical([[0.2, 0.3, 0.5]]).logProbability(of: .discrete([1, 0, 1])).elements,
      [log(0.3), log(0.2), log(0.3)], within: .absolute(1e-14))
    expectClose(
      gaussian([0.1, 3], [0.5, 2]).logProbability(
        of: continuous([0.3, -1, 0.1, 3, 0.1, 5], size: 2)
      ).elements,
      [-2.08, 0, -0.5].map { $0 - 1.837_877_066_409_345 }, within: .absolute(1e-14))
  }

  @Test func `entropies are those worked out by hand`() {
    expectClose(
      gaussian([0.1], [0.5]).entropy.scalar, 0.725_791_352_644_727, within: .absolute(1e-14))
    expectClose(
      gaussian([0.1, 3, -1, 0], [0.5, 2]).entropy.elements,
      [2.837_877_066_409_345, 2.837_877_066_409_345], within: .absolute(1e-14))
    expectClose(
      categorical([[0.2, 0.3, 0.5], [0.25, 0.25, 0.5]]).entropy.elements,
      [1.029_653_014_064_573_7, 1.5 * log(2)], within: .absolute(1e-14))
  }

  @Test func `divergences are those worked out by hand, in both directions`() {
    let (old, new) = (gaussian([0.1], [0.5]), gaussian([0.3], [0.8]))
    expectClose(new.klDivergence(from: old).scalar, 0.196_566_129_2, within: .absolute(1e-10))
    expectClose(old.klDivergence(from: new).scalar, 0.389_996_370_8, within: .absolute(1e-10))
    let (p, q) = (categorical([[0.2, 0.3, 0.5]]), categorical([[0.1, 0.6, 0.3]]))
    expectClose(q.klDivergence(from: p).scalar, 0.186_098_093_8, within: .absolute(1e-10))
    expectClose(p.klDivergence(from: q).scalar, 0.193_325_903_2, within: .absolute(1e-10))
  }

  @Test func `a normal density, its entropy and its divergence are integrals`() {
    let (old, new) = (gaussian([0.4], [0.7]), gaussian([-0.2], [1.1]))
    // The trapezoidal rule is exact to rounding for these integrands, which vanish at ±12.
    let step = 1.0 / 64
    let points = (-768...768).map { Double($0) * step }
    func logDensity(_ distribution: ActionDistribution<Double>) -> [Double] {
      guard case .gaussian(let normal) = distribution else { return [] }
      let rows = ActionDistribution.normal(
        mean: normal.mean.broadcast(to: Shape(points.count, 1)),
        logStandardDeviation: normal.logStandardDeviation)
      return rows.logProbability(of: continuous(points, size: 1)).elements
    }
    func integral(_ values: [Double]) -> Double { step * values.reduce(0, +) }
    let (oldLog, newLog) = (logDensity(old), logDensity(new))
    expectClose(integral(oldLog.map { exp($0) }), 1, within: .absolute(1e-13))
    expectClose(
      old.entropy.scalar, integral(oldLog.map { -exp($0) * $0 }), within: .absolute(1e-12))
    expectClose(
      new.klDivergence(from: old).scalar,
      integral(zip(oldLog, newLog).map { exp($0) * ($0 - $1) }), within: .absolute(1e-12))
  }

  @Test func `probabilities of choices sum to one`() {
    let logits = Tensor<Double>(uniformNumbers(40, in: -30...30, seed: 1), shape: Shape(8, 5))
    let distribution = ActionDistribution.choices(logits: logits)
    let sums = (0..<5).map { choice in
      distribution.logProbability(of: .discrete([Int32](repeating: choice, count: 8))).exponential
    }.reduce(Tensor(repeating: 0, shape: Shape(8, 1))) { $0 + $1 }
    expectClose(sums.elements, [Double](repeating: 1, count: 8), within: .absolute(1e-14))
  }

  @Test func `entropy and divergence of choices are sums over them`() {
    let logits = uniformNumbers(12, in: -2...2, seed: 2)
    let others = uniformNumbers(12, in: -2...2, seed: 3)
    let new = ActionDistribution.choices(logits: Tensor(logits, shape: Shape(3, 4)))
    let old = ActionDistribution.choices(logits: Tensor(others, shape: Shape(3, 4)))
    var (entropies, divergences) = ([0.0, 0, 0], [0.0, 0, 0])
    for choice in 0..<4 {
      let actions = Actions<Double>.discrete([Int32](repeating: Int32(choice), count: 3))
      let logNew = new.logProbability(of: actions).elements
      let logOld = old.logProbability(of: actions).elements
      for row in 0..<3 {
        entropies[row] -= exp(logNew[row]) * logNew[row]
        divergences[row] += exp(logOld[row]) * (logOld[row] - logNew[row])
      }
    }
    expectClose(new.entropy.elements, entropies, within: .absolute(1e-14))
    expectClose(new.klDivergence(from: old).elements, divergences, within: .absolute(1e-14))
  }

  @Test func `a divergence is positive`() {
    for seed in 1...20 {
      let old = gaussian(
        uniformNumbers(6, seed: seed), uniformNumbers(2, in: 0.1...2, seed: seed + 100))
      let new = gaussian(
        uniformNumbers(6, seed: seed + 200), uniformNumbers(2, in: 0.1...2, seed: seed + 300))
      #expect(new.klDivergence(from: old).elements.allSatisfy { $0 > 0 })
    }
  }

  @Test func `rows are counted and cut off from their history`() {
    let logits = Tensor<Double>(variable: [1, 2, 3, 4, 5, 6], shape: Shape(2, 3))
    let distribution = ActionDistribution.choices(logits: logits)
    #expect(distribution.rowCount == 2)
    #expect(gaussian([1, 2, 3, 4, 5, 6], [1, 1]).rowCount == 3)
    #expect(distribution.detached.entropy.elements == distribution.entropy.elements)
    let slope = gradients(of: [distribution.detached.entropy], withRespectTo: [logits])[0]
    #expect(slope.elements == [Double](repeating: 0, count: 6))
  }

  @Test func `what does not fit is refused`() async {
    await #expect(processExitsWith: .failure) {
      let normal = ActionDistribution<Float>.normal(
        mean: Tensor(repeating: 0, shape: Shape(3, 2)),
        logStandardDeviation: Tensor(repeating: 0, shape: Shape(1, 2)))
      _ = normal.logProbability(of: .discrete([0, 1, 0]))
    }
    await #expect(processExitsWith: .failure) {
      let normal = ActionDistribution<Float>.normal(
        mean: Tensor(repeating: 0, shape: Shape(3, 2)),
        logStandardDeviation: Tensor(repeating: 0, shape: Shape(1, 2)))
      _ = normal.logProbability(of: .continuous(Tensor(repeating: 0, shape: Shape(1, 2))))
    }
    // A standard deviation for each row would be summed over all rows.
    await #expect(processExitsWith: .failure) {
      let normal = ActionDistribution<Float>.normal(
        mean: Tensor(repeating: 0, shape: Shape(3, 2)),
        logStandardDeviation: Tensor(repeating: 0, shape: Shape(3, 2)))
      _ = normal.entropy
    }
    await #expect(processExitsWith: .failure) {
      let logits = Tensor<Float>(repeating: 0, shape: Shape(3, 2))
      let other = ActionDistribution.choices(logits: Tensor<Float>([0, 0], shape: Shape(1, 2)))
      _ = ActionDistribution.choices(logits: logits).klDivergence(from: other)
    }
    await #expect(processExitsWith: .failure) {
      let choices = ActionDistribution<Float>.choices(
        logits: Tensor(repeating: 0, shape: Shape(3, 2)))
      let normal = ActionDistribution<Float>.normal(
        mean: Tensor(repeating: 0, shape: Shape(3, 2)),
        logStandardDeviation: Tensor(repeating: 0, shape: Shape(1, 2)))
      _ = choices.klDivergence(from: normal)
    }
  }
}
