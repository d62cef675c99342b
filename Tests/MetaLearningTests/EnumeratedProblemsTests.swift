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

/// The golden two-step problem, where the likelihood ratio's Hessian is H₁ + H₂ and not all of ∇²V.
///
/// Two states, two actions, action a leads to state a, the logits of each state are a row of the
/// weights. All four trajectories are enumerated.
struct TwoStepProblemTests {
  static let policy = MLPPolicy(
    observationSize: 2, hiddenSizes: [], activation: .tanh, actionKind: .discrete(count: 2))
  static let rewards = [[0.0, 1], [2, 0.5]]
  static let logits = [0.1, -0.2, 0.3, 0.4]
  static let tolerance = Tolerance.absolute(1e-10)

  static func probability(_ logits: [Double], state: Int, action: Int) -> Double {
    let weights = logits[2 * state..<2 * state + 2].map(Double.exponential)
    return weights[action] / (weights[0] + weights[1])
  }

  static func surrogate(_ logits: [Double]) -> Surrogate<Double> {
    var states: [Int] = []
    var actions: [Int32] = []
    var advantages: [Double] = []
    for first in 0..<2 {
      for second in 0..<2 {
        let probability =
          probability(logits, state: 0, action: first)
          * probability(logits, state: first, action: second)
        let last = rewards[first][second]
        states += [0, first]
        actions += [Int32(first), Int32(second)]
        advantages += [8 * probability * (rewards[0][first] + last), 8 * probability * last]
      }
    }
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        observations: states.flatMap { $0 == 0 ? [1.0, 0] : [0, 1] }, observationSize: 2,
        actions: .discrete(actions), advantages: advantages))
  }

  static func gradient(_ logits: [Double]) -> [Double] {
    Array(surrogate(logits).gradient(at: logits + [0, 0])[..<4])
  }

  static func hessianProduct(_ logits: [Double], times vector: [Double]) -> [Double] {
    Array(
      surrogate(logits).hessianVectorProduct(at: logits + [0, 0], times: vector + [0, 0])[..<4])
  }

  @Test func `gradient and Hessian match the golden numbers`() {
    expectClose(
      Self.gradient(Self.logits),
      [-0.577_267_830_3, 0.577_267_830_3, 0.159_185_76, -0.159_185_76], within: Self.tolerance)
    let (first, second) = (0.085_946_540_3, 0.007_952_661_9)
    expectClose(
      Self.hessianProduct(Self.logits, times: [1, 0, 0, 0]), [first, -first, 0, 0],
      within: Self.tolerance)
    expectClose(
      Self.hessianProduct(Self.logits, times: [0, 0, 0, 1]), [0, 0, -second, second],
      within: Self.tolerance)
  }

  @Test func `the meta-gradient matches the golden numbers`() {
    let adapted = VectorMath.sum(Self.logits, Self.gradient(Self.logits), times: 0.5)
    expectClose(
      adapted, [-0.188_633_915_1, 0.088_633_915_1, 0.379_592_88, 0.320_407_12],
      within: Self.tolerance)
    let last = Self.gradient(adapted)
    expectClose(
      last, [-0.523_483_275_6, 0.523_483_275_6, 0.213_141_889_9, -0.213_141_889_9],
      within: Self.tolerance, "first order")
    expectClose(
      VectorMath.sum(last, Self.hessianProduct(Self.logits, times: last), times: 0.5),
      [-0.568_474_852, 0.568_474_852, 0.214_836_935_3, -0.214_836_935_3],
      within: Self.tolerance, "likelihood ratio")
  }
}
