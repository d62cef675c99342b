import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden Gaussian problem: a ~ N(θ, σ²), r = -(a - g)², all expectations by quadrature.
///
/// Everything is a polynomial of degree at most 6 in the action, which five points of Gauss and
/// Hermite integrate exactly.
struct GaussianProblemTests {
  static let policy = MLPPolicy(
    observationSize: 1, hiddenSizes: [], activation: .tanh, actionKind: .continuous(size: 1))
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
  static func surrogate(mean: Double, logDeviation: Double) -> Surrogate<Double> {
    let actions = points.map { mean + Double.exponential(logDeviation) * $0 }
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        observations: points.map { _ in 0 }, observationSize: 1,
        actions: .continuous(actions, size: 1),
        advantages: zip(actions, weights).map { action, weight in
          -5 * weight * (action - goal) * (action - goal)
        }))
  }

  @Test(arguments: [(false, -0.64, -0.407_176_838_1), (true, -0.8, -0.452_418_709_0)])
  func `adaptation and meta-gradient match the golden numbers`(
    isFirstOrder: Bool, meanSlope: Double, logDeviationSlope: Double
  ) {
    let start = [0, 0.3, Double.naturalLogarithm(0.5)]
    var path = AdaptationPath(initialParameters: start, isFirstOrder: isFirstOrder)
    path.step(on: Self.surrogate(mean: start[1], logDeviation: start[2]), learningRate: 0.1)
    let adapted = path.adaptedParameters
    expectClose(adapted, [0, 0.2, -0.743_147_180_6], within: .absolute(1e-10))
    let variance = Double.exponential(2 * adapted[2])
    let shift = adapted[1] - Self.goal
    expectClose(-shift * shift - variance, -0.386_209_354_5, within: .absolute(1e-10), "J")
    let query = Self.surrogate(mean: adapted[1], logDeviation: adapted[2])
    let gradient = query.gradient(at: adapted)
    expectClose(gradient, [0, -2 * shift, -2 * variance], within: .absolute(1e-13), "∇V")
    expectClose(
      path.pullback(gradient).parameters, [0, meanSlope, logDeviationSlope],
      within: .absolute(1e-10))
  }

  /// For α = 1/2 the inner step is a Newton step: it reaches the goal from anywhere.
  @Test func `an exact Newton step leaves no meta-gradient of the mean`() {
    let start = [0, 0.3, Double.naturalLogarithm(0.5)]
    var path = AdaptationPath(initialParameters: start)
    path.step(on: Self.surrogate(mean: start[1], logDeviation: start[2]), learningRate: 0.5)
    expectClose(path.adaptedParameters[1], Self.goal, within: .absolute(1e-14))
    let back = path.pullback([0, 1, 0]).parameters
    expectClose(back[1], 0, within: .absolute(1e-14))
  }
}
