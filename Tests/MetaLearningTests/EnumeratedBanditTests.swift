import Gym
import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden bandit: softmax over three arms that pay μ, adapted from every batch of N pulls.
///
/// What is enumerated goes through the code that trains: rollouts become a batch with a constant
/// baseline, each batch of pulls a task, and the query rollouts are every arm once, weighted with its
/// probability. The observation is 0, so that only the biases act: they are the logits θ.
struct EnumeratedBanditTests {
  static let policy = Policy(
    input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
    actionKind: .discrete(count: 3))
  static let payments: [Float] = [1, 0.5, 0]
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
    zip(probabilities(logits), payments).reduce(0) { $0 + $1.0 * Double($1.1) }
  }

  /// ∇V = π ∘ (μ - V).
  static func valueGradient(_ logits: [Double]) -> [Double] {
    let value = value(logits)
    return zip(probabilities(logits), payments).map { $0 * (Double($1) - value) }
  }

  /// The surrogate of pulls, each an episode of its own; without a baseline it is their mean return.
  static func surrogate(
    arms: [Int], weights: [Double]? = nil, baseline: Double? = 0,
    estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    let count = arms.count
    var rollouts = Rollouts(observationSize: 1, actionSize: 1)
    rollouts.observations = [Float](repeating: 0, count: count)
    rollouts.actions = arms.map(Float.init)
    rollouts.rewards = arms.map { payments[$0] }
    rollouts.offsets = Array(0...count)
    rollouts.isTerminated = [Bool](repeating: true, count: count)
    rollouts.finalObservations = rollouts.observations
    let options = AdvantageSettings(
      discount: 1, lambda: 1, baseline: baseline.map { .constant($0) } ?? .mean,
      isNormalized: false)
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        rollouts, actionKind: policy.actionKind, options: options, episodeWeights: weights),
      estimator: estimator)
  }

  /// The surrogate of infinitely many pulls: every arm once, weighted by its probability.
  static func expectedSurrogate(
    _ logits: [Double], baseline: Double = 0, estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    surrogate(
      arms: [0, 1, 2], weights: probabilities(logits), baseline: baseline, estimator: estimator)
  }

  /// Which meta-gradient is taken.
  struct Variant: Sendable {
    var estimator = InnerEstimator.likelihoodRatio
    var isFirstOrder = false
    var hasScore = false

    static let likelihoodRatio = Variant()
    static let dice = Variant(estimator: .dice)
    static let logLikelihood = Variant(estimator: .logLikelihood)
    static let firstOrder = Variant(isFirstOrder: true)
    static let full = Variant(estimator: .logLikelihood, hasScore: true)

    var settings: GradientSettings {
      var settings = GradientSettings()
      settings.metaGradient.estimator = estimator
      settings.metaGradient.isFirstOrder = isFirstOrder
      settings.metaGradient.hasScoreFunctionTerm = hasScore
      return settings
    }
  }

  /// Adapts on a support, and takes the meta-gradient as training does.
  static func adapt(
    on support: Surrogate<Double>, _ variant: Variant
  ) -> (value: Double, gradient: [Double]) {
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: parameters(logits),
      rule: AdaptationRule(settings: variant.settings, policy: policy))
    path.step(on: support, learningRate: innerLearningRate)
    let query = expectedSurrogate(logits(of: path.adaptedParameters))
    let value = query.value(at: path.adaptedParameters)
    let objective = TaskObjective(
      settings: variant.settings, task: AdaptedTask(path: path, query: query),
      scoreWeights: variant.hasScore ? [value] : [])
    return (value, logits(of: objective.gradient().parameters))
  }

  /// All batches of a number of pulls, with their probabilities.
  static func batches(pulls: Int) -> [(arms: [Int], probability: Double)] {
    let probabilities = probabilities(logits)
    return (0..<pulls).reduce([([], 1)]) { batches, _ in
      batches.flatMap { batch in
        (0..<3).map { (batch.0 + [$0], batch.1 * probabilities[$0]) }
      }
    }
  }

  /// J and a meta-gradient, in expectation over all batches of a number of pulls.
  static func expectation(
    pulls: Int, baseline: Double?, _ variant: Variant
  ) -> (value: Double, gradient: [Double]) {
    var gradient = [0.0, 0, 0]
    var value = 0.0
    for (arms, probability) in batches(pulls: pulls) {
      let support = surrogate(arms: arms, baseline: baseline, estimator: variant.estimator)
      let adapted = adapt(on: support, variant)
      value += probability * adapted.value
      VectorMath.add(adapted.gradient, times: probability, to: &gradient)
    }
    return (value, gradient)
  }

  struct GoldenRow: Sendable, CustomTestStringConvertible {
    var pulls: Int
    var baseline: Double
    var value: Double
    var full: [Double]
    var logLikelihood: [Double]
    var likelihoodRatio: [Double]
    var firstOrder: [Double]
    var score: [Double]

    var testDescription: String { "\(pulls) pulls, baseline \(baseline)" }
  }

  static let rows = [
    GoldenRow(
      pulls: 1, baseline: 0, value: 0.517_021_765_496,
      full: [0.1895289676, -0.0111685807, -0.1783603869],
      logLikelihood: [0.1672828061, -0.0027075207, -0.1645752854],
      likelihoodRatio: [0.1900554891, -0.0113887701, -0.1786667190],
      firstOrder: [0.1837626782, -0.0030909502, -0.1806717280],
      score: [0.0222461615, -0.0084610601, -0.0137851014]),
    GoldenRow(
      pulls: 2, baseline: 0, value: 0.516_348_296_045,
      full: [0.1907862493, -0.0120318480, -0.1787544013],
      logLikelihood: [0.1687428630, -0.0034663936, -0.1652764693],
      likelihoodRatio: [0.1911593206, -0.0121914980, -0.1789678225],
      firstOrder: [0.1851751575, -0.0035986104, -0.1815765471],
      score: [0.0220433863, -0.0085654543, -0.0134779320]),
    GoldenRow(
      pulls: 1, baseline: meanPayment, value: 0.515_671_929_800,
      full: [0.1914815179, -0.0128679012, -0.1786136167],
      logLikelihood: [0.1857573002, -0.0040080616, -0.1817492387],
      likelihoodRatio: [0.1918864700, -0.0128495083, -0.1790369617],
      firstOrder: [0.1860688857, -0.0040206322, -0.1820482535],
      score: [0.0057242177, -0.0088598397, 0.0031356220]),
    GoldenRow(
      pulls: 2, baseline: meanPayment, value: 0.515_642_185_398,
      full: [0.1918053336, -0.0128940171, -0.1789113165],
      logLikelihood: [0.1861394750, -0.0040384496, -0.1821010253],
      likelihoodRatio: [0.1920110318, -0.0128852626, -0.1791257692],
      firstOrder: [0.1862982390, -0.0040467582, -0.1822514809],
      score: [0.0056658586, -0.0088555674, 0.0031897089]),
  ]

  @Test(arguments: rows)
  func `meta-gradients over all batches of pulls match the golden table`(row: GoldenRow) {
    let variants: [(Variant, [Double], String)] = [
      (.full, row.full, "full"), (.logLikelihood, row.logLikelihood, "log-likelihood"),
      (.likelihoodRatio, row.likelihoodRatio, "likelihood ratio"),
      // An episode of one step has no later rewards.
      (.dice, row.likelihoodRatio, "DiCE"), (.firstOrder, row.firstOrder, "first order"),
    ]
    for (variant, expected, name) in variants {
      let found = Self.expectation(pulls: row.pulls, baseline: row.baseline, variant)
      expectClose(found.value, row.value, within: .absolute(1e-12), "J")
      expectClose(found.gradient, expected, within: Self.tolerance, name)
      expectClose(found.gradient.reduce(0, +), 0, within: .absolute(1e-14))
    }
    let full = Self.expectation(pulls: row.pulls, baseline: row.baseline, .full).gradient
    let part = Self.expectation(pulls: row.pulls, baseline: row.baseline, .logLikelihood).gradient
    expectClose(
      VectorMath.sum(full, part, times: -1), row.score, within: .absolute(2e-10), "score term")
  }

  /// With all batches enumerated nothing is sampled, so J has a slope that can be measured.
  @Test(arguments: rows)
  func `the full meta-gradient is the slope of the expected value`(row: GoldenRow) {
    let slope = FiniteDifference(step: 1e-3).gradient(at: Self.logits) { logits in
      let probabilities = Self.probabilities(logits)
      return Self.batches(pulls: row.pulls).reduce(0) { sum, batch in
        let support = Self.surrogate(arms: batch.arms, baseline: row.baseline)
        let adapted = VectorMath.sum(
          logits, Self.logits(of: support.gradient(at: Self.parameters(logits))),
          times: Self.innerLearningRate)
        return sum
          + batch.arms.reduce(1) { $0 * probabilities[$1] } * Self.value(adapted)
      }
    }
    let full = Self.expectation(pulls: row.pulls, baseline: row.baseline, .full)
    expectClose(full.gradient, slope, within: .absolute(1e-11))
  }

  @Test func `infinitely many pulls give the exact meta-gradient`() {
    let exact = [0.1921386577, -0.0129317107, -0.1792069470]
    let firstOrder = [0.1865279788, -0.0040768087, -0.1824511701]
    for variant in [Variant.likelihoodRatio, .dice] {
      let support = Self.expectedSurrogate(Self.logits, estimator: variant.estimator)
      let found = Self.adapt(on: support, variant)
      expectClose(found.value, 0.515_615_992_065_976_2, within: .absolute(1e-15))
      expectClose(found.gradient, exact, within: Self.tolerance)
    }
    let found = Self.adapt(on: Self.expectedSurrogate(Self.logits), .firstOrder)
    expectClose(found.gradient, firstOrder, within: Self.tolerance)
    let raw = Self.expectedSurrogate(Self.logits, estimator: .logLikelihood)
    expectClose(
      Self.adapt(on: raw, .logLikelihood).gradient,
      [0.1702093452, -0.0042205904, -0.1659887548], within: Self.tolerance)
    // Its Hessian is -(mean advantage) (diag π - π πᵀ), which centring makes 0.
    let centred = Self.expectedSurrogate(
      Self.logits, baseline: Self.meanPayment, estimator: .logLikelihood)
    expectClose(
      Self.adapt(on: centred, .logLikelihood).gradient, firstOrder, within: Self.tolerance)
  }

  @Test func `the exact meta-gradient is the slope of the adapted policy's value`() {
    let slope = FiniteDifference(step: 1e-3).gradient(at: Self.logits) { logits in
      let moved = VectorMath.sum(
        logits, Self.valueGradient(logits), times: Self.innerLearningRate)
      return Self.value(moved)
    }
    let exact = Self.adapt(on: Self.expectedSurrogate(Self.logits), .likelihoodRatio)
    expectClose(exact.gradient, slope, within: .absolute(1e-12))
  }

  /// ∇²V, row by row.
  static let hessian = [
    [0.0541536634, -0.0491114015, -0.0050422619],
    [-0.0491114015, 0.0023057078, 0.0468056937],
    [-0.0050422619, 0.0468056937, -0.0417634318],
  ]

  @Test(arguments: [0, meanPayment, 3], [InnerEstimator.likelihoodRatio, .dice])
  func `the expected Hessian is that of the value, whatever the baseline`(
    baseline: Double, estimator: InnerEstimator
  ) {
    for (column, expected) in Self.hessian.enumerated() {
      var direction = [0.0, 0, 0]
      direction[column] = 1
      var product = [0.0, 0, 0]
      for (arms, probability) in Self.batches(pulls: 1) {
        let one = Self.surrogate(arms: arms, baseline: baseline, estimator: estimator)
          .hessianVectorProduct(
            at: Self.parameters(Self.logits), times: Self.parameters(direction))
        #expect(Array(one[..<3]) == [0, 0, 0], "the observation is 0")
        VectorMath.add(Self.logits(of: one), times: probability, to: &product)
      }
      expectClose(product, expected, within: Self.tolerance)
    }
  }

  @Test(arguments: [0, meanPayment, 3])
  func `the log likelihood's expected Hessian is that of the softmax, times the mean advantage`(
    baseline: Double
  ) {
    let probabilities = Self.probabilities(Self.logits)
    for column in 0..<3 {
      var direction = [0.0, 0, 0]
      direction[column] = 1
      let product = Self.expectedSurrogate(
        Self.logits, baseline: baseline, estimator: .logLikelihood
      ).hessianVectorProduct(at: Self.parameters(Self.logits), times: Self.parameters(direction))
      let expected = (0..<3).map { row in
        (baseline - Self.meanPayment)
          * ((row == column ? probabilities[row] : 0) - probabilities[row] * probabilities[column])
      }
      expectClose(Self.logits(of: product), expected, within: .absolute(1e-13))
    }
  }
}
