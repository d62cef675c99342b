import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden bandit: softmax over three arms that pay μ, adapted from every batch of N pulls.
///
/// The observation is 0, so that only the biases act: they are the logits θ.
struct EnumeratedBanditTests {
  static let policy = MLPPolicy(
    observationSize: 1, hiddenSizes: [], activation: .tanh, actionKind: .discrete(count: 3))
  static let payments = [1, 0.5, 0]
  static let logits = [0.2, -0.1, 0.3]
  static let innerLearningRate = 0.5
  static let meanPayment = 0.481_522_958_636_17
  /// The golden table has ten decimals.
  static let tolerance = Tolerance.absolute(1e-10)

  static func parameters(_ logits: [Double]) -> [Double] { [0, 0, 0] + logits }

  static func logits(of parameters: [Double]) -> [Double] { Array(parameters[3...]) }

  static func probabilities(_ logits: [Double]) -> [Double] {
    let weights = logits.map(Double.exponential)
    return weights.map { $0 / weights.reduce(0, +) }
  }

  /// V(θ) = π · μ.
  static func value(_ logits: [Double]) -> Double {
    VectorMath.dot(probabilities(logits), payments)
  }

  /// ∇V = π ∘ (μ - V).
  static func valueGradient(_ logits: [Double]) -> [Double] {
    let value = value(logits)
    return zip(probabilities(logits), payments).map { $0 * ($1 - value) }
  }

  static func surrogate(arms: [Int], advantages: [Double]) -> Surrogate<Double> {
    Surrogate(
      policy: policy,
      batch: PolicyBatch(
        observations: arms.map { _ in 0 }, observationSize: 1,
        actions: .discrete(arms.map { Int32($0) }), advantages: advantages))
  }

  /// The surrogate of infinitely many pulls: every arm once, weighted by its probability.
  static func expectedSurrogate(_ logits: [Double]) -> Surrogate<Double> {
    surrogate(
      arms: [0, 1, 2],
      advantages: zip(probabilities(logits), payments).map { 3 * $0 * $1 })
  }

  /// Adapts, and carries the exact gradient at the adapted logits back.
  static func adapt(
    on support: Surrogate<Double>, isFirstOrder: Bool
  ) -> (value: Double, gradient: [Double]) {
    var path = AdaptationPath(initialParameters: parameters(logits), isFirstOrder: isFirstOrder)
    path.step(on: support, learningRate: innerLearningRate)
    let adapted = logits(of: path.adaptedParameters)
    let back = path.pullback([0, 0, 0] + valueGradient(adapted))
    return (value(adapted), logits(of: back.parameters))
  }

  /// All batches of so many pulls, with their probabilities.
  static func batches(pulls: Int) -> [(arms: [Int], probability: Double)] {
    let probabilities = probabilities(logits)
    return (0..<pulls).reduce([([], 1)]) { batches, _ in
      batches.flatMap { batch in
        (0..<3).map { (batch.0 + [$0], batch.1 * probabilities[$0]) }
      }
    }
  }

  struct GoldenRow: Sendable, CustomTestStringConvertible {
    var pulls: Int
    var baseline: Double
    var value: Double
    var exact: [Double]
    var firstOrder: [Double]

    var testDescription: String { "\(pulls) pulls, baseline \(baseline)" }
  }

  static let rows = [
    GoldenRow(
      pulls: 1, baseline: 0, value: 0.517021765496,
      exact: [0.1900554891, -0.0113887701, -0.1786667190],
      firstOrder: [0.1837626782, -0.0030909502, -0.1806717280]),
    GoldenRow(
      pulls: 2, baseline: 0, value: 0.516348296045,
      exact: [0.1911593206, -0.0121914980, -0.1789678225],
      firstOrder: [0.1851751575, -0.0035986104, -0.1815765471]),
    GoldenRow(
      pulls: 1, baseline: meanPayment, value: 0.515671929800,
      exact: [0.1918864700, -0.0128495083, -0.1790369617],
      firstOrder: [0.1860688857, -0.0040206322, -0.1820482535]),
    GoldenRow(
      pulls: 2, baseline: meanPayment, value: 0.515642185398,
      exact: [0.1920110318, -0.0128852626, -0.1791257692],
      firstOrder: [0.1862982390, -0.0040467582, -0.1822514809]),
  ]

  @Test(arguments: rows)
  func `meta-gradients over all batches of pulls match the golden table`(row: GoldenRow) {
    for (isFirstOrder, expected) in [(false, row.exact), (true, row.firstOrder)] {
      var gradient = [0.0, 0, 0]
      var value = 0.0
      for (arms, probability) in Self.batches(pulls: row.pulls) {
        let support = Self.surrogate(
          arms: arms, advantages: arms.map { Self.payments[$0] - row.baseline })
        let adapted = Self.adapt(on: support, isFirstOrder: isFirstOrder)
        value += probability * adapted.value
        VectorMath.add(adapted.gradient, times: probability, to: &gradient)
      }
      expectClose(value, row.value, within: .absolute(1e-12), "J")
      expectClose(gradient, expected, within: Self.tolerance, "first order: \(isFirstOrder)")
      expectClose(gradient.reduce(0, +), 0, within: .absolute(1e-14))
    }
  }

  @Test func `infinitely many pulls give the exact meta-gradient`() {
    let support = Self.expectedSurrogate(Self.logits)
    let exact = Self.adapt(on: support, isFirstOrder: false)
    expectClose(exact.value, 0.515_615_992_065_976_2, within: .absolute(1e-15))
    expectClose(
      exact.gradient, [0.1921386577, -0.0129317107, -0.1792069470], within: Self.tolerance)
    let firstOrder = Self.adapt(on: support, isFirstOrder: true)
    expectClose(
      firstOrder.gradient, [0.1865279788, -0.0040768087, -0.1824511701], within: Self.tolerance)
  }

  @Test func `the exact meta-gradient is the slope of the adapted policy's value`() {
    let slope = FiniteDifference(step: 1e-3).gradient(at: Self.logits) { logits in
      let moved = VectorMath.sum(
        logits, Self.valueGradient(logits), times: Self.innerLearningRate)
      return Self.value(moved)
    }
    let exact = Self.adapt(on: Self.expectedSurrogate(Self.logits), isFirstOrder: false)
    expectClose(exact.gradient, slope, within: .absolute(1e-12))
  }

  /// ∇²V, row by row.
  static let hessian = [
    [0.0541536634, -0.0491114015, -0.0050422619],
    [-0.0491114015, 0.0023057078, 0.0468056937],
    [-0.0050422619, 0.0468056937, -0.0417634318],
  ]

  @Test(arguments: [0, meanPayment, 3])
  func `the expected Hessian is that of the value, whatever the baseline`(baseline: Double) {
    for (column, expected) in Self.hessian.enumerated() {
      var direction = [0.0, 0, 0]
      direction[column] = 1
      var product = [0.0, 0, 0]
      for (arms, probability) in Self.batches(pulls: 1) {
        let surrogate = Self.surrogate(
          arms: arms, advantages: arms.map { Self.payments[$0] - baseline })
        let one = surrogate.hessianVectorProduct(
          at: Self.parameters(Self.logits), times: Self.parameters(direction))
        #expect(Array(one[..<3]) == [0, 0, 0], "the observation is 0")
        VectorMath.add(Self.logits(of: one), times: probability, to: &product)
      }
      expectClose(product, expected, within: Self.tolerance)
    }
  }
}
