import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// Rows may weigh more or less than others: nothing, if they are only padding, or as much as the
/// probability of their episode, if all that could happen is enumerated.
struct RowWeightTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: PolicyCase
    let estimator: InnerEstimator

    var testDescription: String { "\(kind.testDescription), \(estimator.rawValue)" }

    static let all = PolicyCase.all.flatMap { kind in
      InnerEstimator.allCases.map { Case(kind: kind, estimator: $0) }
    }
    static let withContext = PolicyCase.withEmbedding.map { Case(kind: $0, estimator: .dice) }

    func surrogate(_ batch: PolicyBatch<Double>) -> Surrogate<Double> {
      Surrogate(policy: kind.policy, batch: batch, estimator: estimator)
    }
  }

  /// Everything that is computed from rows, with what it is.
  private func quantities(
    _ test: Case, of batch: PolicyBatch<Double>
  ) -> [(name: String, numbers: [Double])] {
    let old = test.kind.parameters()
    let direction = test.kind.parameters(seed: 5, scale: 1)
    var surrogate = test.surrogate(batch)
    surrogate.fixOldPolicy(at: old)
    return [old, test.kind.neighbour(of: old)].flatMap { parameters in
      [
        ("value", [surrogate.value(at: parameters)]),
        ("gradient", surrogate.gradient(at: parameters)),
        ("Hessian", surrogate.hessianVectorProduct(at: parameters, times: direction)),
        ("Fisher matrix", surrogate.fisherVectorProduct(at: parameters, times: direction)),
        ("divergence", [surrogate.klDivergence(from: old, to: parameters)]),
        ("its gradient", surrogate.klDivergenceGradient(from: old, to: parameters)),
        ("entropy", [surrogate.entropy(at: parameters)]),
        ("clipped gradient", surrogate.clippedGradient(at: parameters, clip: 0.1)),
        ("score function", surrogate.scoreFunction(at: parameters)),
        ("likelihood ratio", [surrogate.logLikelihoodRatio(at: parameters)]),
      ]
    }
  }

  private func expectSame(
    _ test: Case, _ batch: PolicyBatch<Double>, as expected: PolicyBatch<Double>
  ) {
    for (found, expected) in zip(quantities(test, of: batch), quantities(test, of: expected)) {
      // Hundreds of terms of up to some tens, summed in another order.
      expectClose(
        found.numbers, expected.numbers, within: .relative(1e-11, floor: 1e-11), found.name)
    }
  }

  @Test(arguments: Case.all)
  func `steps that weigh nothing change nothing, absurd as they are`(test: Case) {
    for rowCount in [13, 700] {
      let batch = test.kind.batch(rowCount: rowCount)
      let padded = batch.padded(by: 3)
      #expect(padded.rowCount == rowCount + 3 * (batch.offsets.count - 1) + 3)
      expectSame(test, padded, as: batch)
    }
  }

  @Test(arguments: Case.all)
  func `an episode of weight two counts like two episodes`(test: Case) {
    let batch = test.kind.batch(rowCount: 13)
    var heavy = batch
    // The episodes begin at rows 0, 1, 3 and 6.
    heavy.weights = (0..<13).map { (3..<6).contains($0) ? 2 : 1 }
    let rows = Array(0..<6) + Array(3..<13)
    let doubled = batch.selecting(rows, offsets: [0, 1, 3, 6, 9, 16])
    // Score functions and likelihoods are sums, all others means; both know the weight.
    expectSame(test, heavy, as: doubled)
  }

  /// The network computes their output once, but each row's as soon as one observes anything else.
  @Test(arguments: Case.all + Case.withContext)
  func `rows with the same observation count as if each went through the network`(test: Case) {
    for rowCount in [1, 13, 700] {
      var batch = test.kind.batch(rowCount: rowCount)
      for index in batch.observations.indices {
        batch.observations[index] = index % 2 == 0 ? 0.4 : -1.2
      }
      var mixed = batch.selecting(
        Array(0..<rowCount) + [0], offsets: batch.offsets + [rowCount + 1])
      mixed.observations[2 * rowCount] = 0.9
      mixed.weights = (0...rowCount).map { $0 < rowCount ? 1 : 0 }
      expectSame(test, batch, as: mixed)
      batch.weights = (0..<rowCount).map { 0.25 + Double($0 % 5) }
      mixed.weights = (batch.weights ?? []) + [0]
      expectSame(test, batch, as: mixed)
    }
  }

  @Test(arguments: Case.all)
  func `only proportions of weights matter to means`(test: Case) {
    var (batch, lighter) = (test.kind.batch(rowCount: 13), test.kind.batch(rowCount: 13))
    let weights = (0..<13).map { 0.25 + Double($0 % 5) }
    batch.weights = weights
    lighter.weights = weights.map { $0 / 1000 }
    let (left, right) = (quantities(test, of: batch), quantities(test, of: lighter))
    for (left, right) in zip(left, right) {
      let isSum = ["score function", "likelihood ratio"].contains(left.name)
      expectClose(
        right.numbers.map { isSum ? 1000 * $0 : $0 }, left.numbers,
        within: .relative(1e-11, floor: 1e-11), left.name)
    }
  }
}

extension PolicyBatch<Double> {
  /// Some of the rows, in any order and as often as they are listed.
  fileprivate func selecting(_ rows: [Int], offsets: [Int]) -> PolicyBatch {
    let actions: ActionRows =
      switch actions {
      case .continuous(let values, let size):
        .continuous(rows.flatMap { values[$0 * size..<($0 + 1) * size] }, size: size)
      case .discrete(let choices): .discrete(rows.map { choices[$0] })
      }
    return PolicyBatch(
      observations: rows.flatMap { observation($0) }, observationSize: observationSize,
      actions: actions, advantages: rows.map { advantages[$0] }, offsets: offsets,
      weights: weights.map { weights in rows.map { weights[$0] } })
  }

  /// The same episodes, each followed by steps that weigh nothing, and one made of such steps alone.
  fileprivate func padded(by count: Int) -> PolicyBatch {
    var (rows, isReal, ends) = ([Int](), [Bool](), [0])
    for (start, end) in zip(offsets, offsets.dropFirst()) {
      rows += Array(start..<end) + [Int](repeating: 0, count: count)
      isReal += (0..<end - start + count).map { $0 < end - start }
      ends.append(rows.count)
    }
    rows += [Int](repeating: 0, count: count)
    isReal += [Bool](repeating: false, count: count)
    ends.append(rows.count)
    var result = selecting(rows, offsets: ends)
    result.weights = isReal.map { $0 ? 1 : 0 }
    for row in rows.indices where !isReal[row] {
      result.advantages[row] = row % 2 == 0 ? 1e6 : -1e6
      result.observations[row * observationSize] = 50
      if case .continuous(var values, let size) = result.actions {
        values[row * size] = -10
        result.actions = .continuous(values, size: size)
      }
    }
    return result
  }
}
