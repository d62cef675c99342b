import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// Standard deviations that adaptation would make vanish or explode.
///
/// One action a with mean 0, and advantages (z² - 1) c of a = σ z: the gradient by ln σ is the mean
/// of (z² - 1)² c, so that c > 0 widens the policy and c < 0 narrows it, without any bound.
struct DeviationLimitTests {
  private static let policy = Policy(
    input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
    actionKind: .continuous(size: 1))
  private static let settings = GradientSettings()
  /// ln 0.01 and ln 10.
  private static let limits = [-4.605_170_185_988_091, 2.302_585_092_994_045_7]

  private func surrogate(
    logDeviation: Double, slope: Double, _ estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    // The mean of (z² - 1)² over these is 1/3 · (1 + 9/4 + 9/4) = 11/6.
    let standardized: [Double] = [0, 2.5.squareRoot(), -2.5.squareRoot()]
    let deviation = Double.exponential(logDeviation)
    return Surrogate(
      policy: Self.policy,
      batch: PolicyBatch(
        observations: [1, 1, 1], observationSize: 1,
        actions: .continuous(standardized.map { $0 * deviation }, size: 1),
        advantages: standardized.map { ($0 * $0 - 1) * slope * 6 / 11 }), estimator: estimator)
  }

  private func path(
    from start: [Double], slopes: [Double], _ estimator: InnerEstimator = .likelihoodRatio
  ) -> AdaptationPath<Surrogate<Double>> {
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: start,
      rule: AdaptationRule(settings: Self.settings, policy: Self.policy))
    for slope in slopes {
      path.step(
        on: surrogate(logDeviation: path.adaptedParameters[2], slope: slope, estimator),
        learningRate: 1)
    }
    path.fixOldPolicies()
    return path
  }

  @Test(arguments: InnerEstimator.allCases)
  func `a step within the limits is what the gradient says`(estimator: InnerEstimator) {
    let found = path(from: [0, 0, -0.5], slopes: [0.75], estimator)
    expectClose(found.adaptedParameters, [0, 0, 0.25], within: .absolute(1e-14))
    #expect(found.stopped == [[]])
  }

  @Test(arguments: InnerEstimator.allCases, [(-1e3, 0), (1e3, 1), (-4.2, 0), (2.9, 1)])
  func `a step beyond a limit stops there`(
    estimator: InnerEstimator, move: (slope: Double, limit: Int)
  ) {
    let found = path(from: [0, 0, -0.5], slopes: [move.slope], estimator)
    expectClose(found.adaptedParameters[2], Self.limits[move.limit], within: .absolute(1e-14))
    #expect(found.stopped == [[2]])
    #expect(found.adaptedParameters[0] == 0 && found.adaptedParameters[1] == 0)
  }

  /// Whatever a stopped deviation began with, it ends at the limit; the mean's slope is as ever.
  @Test(arguments: InnerEstimator.allCases, [-5.0, 5.0])
  func `a stopped deviation does not depend on where it came from`(
    estimator: InnerEstimator, slope: Double
  ) {
    let moves: [(slopes: [Double], isFree: Bool)] = [
      ([slope], false), ([slope, -0.3 * slope], false), ([slope, 0, slope], false),
      ([0.1 * slope, 0.1], true),
    ]
    for (slopes, isFree) in moves {
      let path = path(from: [0.1, -0.1, -0.5], slopes: slopes, estimator)
      #expect(path.stopped.contains([2]) != isFree)
      let query = surrogate(logDeviation: 0.3, slope: 0.8)
      let point = MetaVector(
        parameters: path.parameters[0], logLearningRates: slopes.map { _ in 0 })
      // What is made of the deviation must have a slope at the limits, too.
      let expected = FiniteDifference(step: 1e-4).gradient(at: point.flattened) { flat in
        let moved = point.replacing(by: flat)
        let adapted = path.readapted(from: moved.parameters, rates: moved.rates).adaptedParameters
        return query.klDivergence(from: [0, 0, -3], to: [0, 0, adapted[2]])
      }
      let gradient = query.klDivergenceGradient(
        from: [0, 0, -3], to: [0, 0, path.adaptedParameters[2]])
      let found = path.pullback([0, 0, gradient[2]])
      expectClose(found.flattened, expected, within: .relative(1e-7, floor: 1e-7))
      #expect((abs(found.parameters[2]) > 1e-3) == isFree)
      #expect(abs(gradient[2]) > 0.01)
    }
  }

  /// Settings with which every task's deviations vanish or explode.
  private func runaway(
    rate: Double, outer: OuterStep.Name = .adam,
    _ change: (inout GradientSettings) -> Void = { _ in }
  ) -> TrainingCase {
    TrainingCase("runaway") {
      $0.outer.name = outer
      $0.tiny()
      $0.inner.learningRates = [rate]
      $0.policy.minimumStandardDeviation = 0.5
      $0.policy.maximumStandardDeviation = 1.5
      change(&$0)
    }
  }

  @Test(arguments: OuterStep.Name.allCases)
  func `a report tells how wide policies became and how many were stopped`(
    outer: OuterStep.Name
  ) throws {
    let workers = Workers(count: 2)
    var wild = try runaway(rate: 1e3, outer: outer).loop()
    let report = try wild.runIteration(workers: workers)
    #expect(report.tasksAtDeviationLimit == 3)
    let range = try #require(report.standardDeviations)
    // Each of six deviations is at one of the limits, and not all at the same.
    expectClose(
      [range.lowerBound, range.upperBound], [0.5, 1.5], within: .relative(1e-6))
    var calm = try runaway(rate: 1e-3, outer: outer).loop()
    let calmReport = try calm.runIteration(workers: workers)
    #expect(calmReport.tasksAtDeviationLimit == 0)
    let calmRange = try #require(calmReport.standardDeviations)
    #expect(calmRange.lowerBound > 0.9 && calmRange.upperBound < 1.1)
    #expect(calmRange.lowerBound < calmRange.upperBound)
  }

  @Test func `a policy over choices has no standard deviations to report`() throws {
    var loop = try TrainingCase("MAML", on: "bandit/bernoulli").loop()
    let report = try loop.runIteration(workers: Workers(count: 1))
    #expect(report.standardDeviations == nil)
    #expect(report.tasksAtDeviationLimit == nil)
  }

  @Test(arguments: GradientMethod.all)
  func `outer steps keep within the limits`(learner: GradientMethod) throws {
    for outer in OuterStep.Name.allCases where learner != .reptile || outer == .adam {
      let test = runaway(rate: 0.01, outer: outer) {
        $0.method = learner
        $0.inner.steps = 2
        $0.policy.minimumStandardDeviation = 0.99
        $0.policy.maximumStandardDeviation = 1.01
        $0.outer.adam?.learningRate = 0.3
        $0.outer.trustRegion?.maximumDivergence = 0.3
      }
      let limits = [0.99, 1.01].map { Float.naturalLogarithm($0) }
      var loop = try test.loop()
      var hasReached = false
      for _ in 0..<4 {
        _ = try loop.runIteration(workers: Workers(count: 1))
        let logs = try #require(loop.learner.state["policy/logStandardDeviation"])
        #expect(logs.allSatisfy { limits[0] <= $0 && $0 <= limits[1] })
        hasReached = hasReached || logs.contains { limits.contains($0) }
      }
      #expect(hasReached, "\(outer.rawValue) never reached a limit")
    }
  }
}
