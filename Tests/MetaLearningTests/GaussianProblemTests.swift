import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden Gaussian problem: a ~ N(θ, σ²), r = -(a - g)², all expectations by quadrature.
///
/// Everything is a polynomial of degree at most 6 in the action, which five points of Gauss and
/// Hermite integrate exactly. Each point is an episode with the quadrature's weight.
struct GaussianProblemTests {
  static let policy = Policy(
    input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
    actionKind: .continuous(size: 1))
  static let goal = -0.2
  static let points = [
    -2.856_970_013_872_805_7, -1.355_626_179_974_265_9, 0, 1.355_626_179_974_265_9,
    2.856_970_013_872_805_7,
  ]
  static let weights = [
    0.011_257_411_327_720_7, 0.222_075_922_005_612_6, 0.533_333_333_333_333_3,
    0.222_075_922_005_612_6, 0.011_257_411_327_720_7,
  ]

  /// The surrogate of infinitely many actions of N(mean, exp(logDeviation)²).
  static func surrogate(
    mean: Double, logDeviation: Double, baseline: Double = 0,
    _ estimator: InnerEstimator = .likelihoodRatio, points: [Double] = points,
    weights: [Double] = weights
  ) -> Surrogate<Double> {
    let actions = points.map { mean + Double.exponential(logDeviation) * $0 }
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        observations: points.map { _ in 0 }, observationSize: 1,
        actions: .continuous(actions, size: 1),
        advantages: actions.map { -($0 - goal) * ($0 - goal) - baseline }, weights: weights),
      estimator: estimator)
  }

  static func adapt(
    _ estimator: InnerEstimator, isFirstOrder: Bool = false, adaptsDeviation: Bool = true,
    learningRate: Double = 0.1, baseline: Double = 0
  ) -> (adapted: [Double], value: Double, gradient: [Double]) {
    var settings = GradientSettings()
    settings.metaGradient.isFirstOrder = isFirstOrder
    settings.metaGradient.estimator = estimator
    var rule = AdaptationRule<Double>(settings: settings, policy: policy)
    if !adaptsDeviation { rule.adapted = 0..<2 }
    let start = [0, 0.3, Double.naturalLogarithm(0.5)]
    var path = AdaptationPath<Surrogate<Double>>(initialParameters: start, rule: rule)
    path.step(
      on: surrogate(mean: start[1], logDeviation: start[2], baseline: baseline, estimator),
      learningRate: learningRate)
    let adapted = path.adaptedParameters
    let query = surrogate(mean: adapted[1], logDeviation: adapted[2])
    let objective = TaskObjective(
      settings: settings, task: AdaptedTask(path: path, query: query))
    return (adapted, query.value(at: adapted), objective.gradient().parameters)
  }

  @Test(arguments: [
    (InnerEstimator.likelihoodRatio, false, -0.64, -0.407_176_838_1),
    (.dice, false, -0.64, -0.407_176_838_1), (.likelihoodRatio, true, -0.8, -0.452_418_709_0),
  ])
  func `adaptation and meta-gradient match the golden numbers`(
    estimator: InnerEstimator, isFirstOrder: Bool, meanSlope: Double, logDeviationSlope: Double
  ) {
    let found = Self.adapt(estimator, isFirstOrder: isFirstOrder)
    expectClose(found.adapted, [0, 0.2, -0.743_147_180_6], within: .absolute(1e-10))
    expectClose(found.value, -0.386_209_354_5, within: .absolute(1e-10), "J")
    expectClose(found.gradient, [0, meanSlope, logDeviationSlope], within: .absolute(1e-10))
  }

  /// The log likelihood's curvature has the wrong sign, and is 0 where advantages have mean 0.
  @Test(arguments: [(0.0, -0.96), (-0.5, -0.8)])
  func `the log likelihood takes curvature for its opposite`(baseline: Double, expected: Double) {
    let found = Self.adapt(.logLikelihood, adaptsDeviation: false, baseline: baseline)
    expectClose(found.adapted[1], 0.2, within: .absolute(1e-14))
    expectClose(found.value, -0.41, within: .absolute(1e-14))
    expectClose(found.gradient[1], expected, within: .absolute(1e-13))
  }

  /// For α = 1/2 the inner step is a Newton step: it reaches the goal from anywhere.
  @Test(arguments: [InnerEstimator.likelihoodRatio, .dice])
  func `an exact Newton step leaves no meta-gradient of the mean`(estimator: InnerEstimator) {
    let found = Self.adapt(estimator, adaptsDeviation: false, learningRate: 0.5)
    expectClose(found.adapted[1], Self.goal, within: .absolute(1e-14))
    expectClose(found.gradient[1], 0, within: .absolute(1e-14))
  }
}
