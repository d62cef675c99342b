import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// The trust region of every learner that may have one, on real tasks.
struct LearnerTrustRegionTests {
  private let workers = Workers(count: 2)

  static let cases = ["point-robot/goals", "bandit/bernoulli"].flatMap { name in
    [GradientMethod.maml, .fomaml, .metaSGD, .anil, .cavia(contextSize: 2), .joint].map { learner in
      TrainingCase(learner.name, on: name) {
        $0.method = learner
        $0.outer.name = .trpo
        $0.tiny()
      }
    }
  }

  private func changed(
    _ test: TrainingCase, _ change: (inout GradientSettings) -> Void
  ) -> TrainingCase {
    TrainingCase(test.testDescription, on: test.distributionName) {
      $0 = test.settings
      change(&$0)
    }
  }

  @Test(arguments: cases, [1e-4, 0.01, 0.1])
  func `every accepted step stays within the bound`(test: TrainingCase, bound: Double) throws {
    var loop = try changed(test) { $0.outer.trustRegion?.maximumDivergence = bound }.loop()
    for _ in 0..<4 {
      let before = loop.learner.state
      let report = try loop.runIteration(workers: workers)
      if report.lineSearchStep == nil {
        #expect(loop.learner.state == before)
        #expect(report.divergence == 0)
      } else {
        #expect(loop.learner.state != before)
        #expect(report.divergence > 0 && report.divergence <= bound)
      }
    }
  }

  @Test(arguments: cases)
  func `most steps are accepted`(test: TrainingCase) throws {
    var loop = try test.loop()
    let reports = try loop.run(10, workers: workers)
    #expect(reports.count { $0.lineSearchStep != nil } >= 7)
  }

  /// So much shorter than the first, no step moves anything: none of them can improve the surrogate.
  @Test(arguments: cases)
  func `a rejected step leaves every bit as it was`(test: TrainingCase) throws {
    let test = changed(test) {
      $0.outer.trustRegion?.maximumDivergence = 1e-30
      $0.outer.trustRegion?.lineSearchSteps = 2
    }
    var loop = try test.loop()
    for _ in 0..<3 {
      let before = loop.learner.state
      let report = try loop.runIteration(workers: workers)
      #expect(report.lineSearchStep == nil)
      #expect(report.gradientNorm > 0)
      #expect(loop.learner.state == before)
    }
  }

  @Test(arguments: cases)
  func `before the update every ratio is 1 and the divergence 0`(test: TrainingCase) throws {
    func check<Scalar: TensorScalar>(_ type: Scalar.Type) throws {
      let distribution = try test.distribution()
      let core = GradientLearner<Scalar>(
        settings: test.settings,
        policy: Policy(settings: test.settings, specification: distribution.specification),
        key: RandomKey(seed: 7))
      let tasks = try (0..<3).map { index in
        let task = try distribution.task(.train, index: index, key: RandomKey(seed: 1))
        var adapted = try core.adapt(
          to: task, of: distribution, key: RandomKey(seed: 2).child(.task, index))
        adapted.fixOldPolicies()
        return adapted
      }
      let means = tasks.map { task in
        #expect(
          task.path.readapted(from: core.point.parameters, rates: core.point.rates).parameters
            == task.path.parameters)
        let advantages = task.query.batch.advantages
        return advantages.reduce(0) { $0 + Double($1) } / Double(advantages.count)
      }
      let found = try MetaObjective(settings: test.settings, tasks: tasks)
        .meanValue(at: core.point, workers: workers)
      let lastBit = Double(Scalar.ulpOfOne)
      expectClose(found.surrogate, means.reduce(0, +) / 3, within: .absolute(2 * lastBit))
      expectClose(found.divergence, 0, within: .absolute(2 * lastBit))
    }
    try check(Float.self)
    try check(Double.self)
  }
}
