import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// What every meta-gradient must satisfy, whatever it estimates.
struct MetaGradientIdentityTests {
  private let workers = Workers(count: 1)

  static let learners: [ObjectiveCase] = [
    GradientMethod.maml, .fomaml, .metaSGD, .anil, .cavia(contextSize: 2),
  ].flatMap { learner in
    InnerEstimator.allCases.flatMap { estimator in
      (learner.contextSize != nil ? PolicyCase.withEmbedding : PolicyCase.small).map {
        ObjectiveCase(kind: $0, learner: learner, estimator: estimator)
      }
    }
  }

  @Test(arguments: learners, OuterStep.Name.allCases)
  func `without a learning rate every meta-gradient is the plain policy gradient`(
    test: ObjectiveCase, outer: OuterStep.Name
  ) throws {
    var test = test
    test.outer = outer
    let found = try test.objective(learningRateScale: 0).meanGradient(workers: workers)
    var expected = test.point.parameters.map { _ in 0.0 }
    for task in test.tasks(learningRateScale: 0) {
      VectorMath.add(task.query.gradient(at: test.point.parameters), times: 0.5, to: &expected)
    }
    #expect(found.parameters == expected)
    #expect(found.logLearningRates == [0, 0])
    #expect(found.logMultipliers.allSatisfy { $0 == 0 })
    let adapting = try test.objective().meanGradient(workers: workers)
    #expect(adapting.parameters != expected)
  }

  @Test(arguments: learners)
  func `without a learning rate the whole trial is the sum of its stages`(
    test: ObjectiveCase
  ) throws {
    var test = test
    test.terms = .wholeTrial
    let found = try test.objective(learningRateScale: 0).meanGradient(workers: workers)
    var expected = test.point.parameters.map { _ in 0.0 }
    for task in test.tasks(learningRateScale: 0) {
      for stage in task.path.supports + [task.query] {
        let policyGradient = Surrogate(policy: stage.policy, batch: stage.batch.asCollected)
          .gradient(at: test.point.parameters)
        VectorMath.add(policyGradient, times: 0.5, to: &expected)
      }
    }
    expectClose(found.parameters, expected, within: .absolute(1e-13))
  }

  /// The rows of ten ragged episodes; estimators differ in what they make of an episode's order.
  private func task(
    _ test: ObjectiveCase, number: UInt64, order: [Int]
  ) -> AdaptedTask<Double> {
    let rates = test.point.rates
    func surrogate(_ stage: UInt64, _ estimator: InnerEstimator) -> Surrogate<Double> {
      let rollouts = Rollouts.ragged(
        lengths: [7, 1, 12, 4, 30, 2, 9, 16, 3, 21], isDiscrete: test.kind.isDiscrete,
        seed: 600 + 10 * number + stage)
      let batch = PolicyBatch<Double>(
        rollouts.reordered(order), actionKind: test.kind.policy.actionKind,
        options: AdvantageSettings())
      return Surrogate(policy: test.kind.policy, batch: batch, estimator: estimator)
    }
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: test.point.parameters, multipliers: rates.multipliers,
      rule: AdaptationRule(settings: test.settings, policy: test.kind.policy))
    for (k, rate) in rates.steps.enumerated() {
      path.step(on: surrogate(UInt64(k), test.estimator), learningRate: rate)
    }
    var record = TaskRecord()
    record.meanReturns = [1, 2, 4].map { Double(number) + $0 * Double(number) }
    record.meanLengths = [10.5, 10.5, 10.5]
    var task = AdaptedTask(path: path, query: surrogate(9, .likelihoodRatio), record: record)
    task.fixOldPolicies()
    return task
  }

  @Test(arguments: learners)
  func `the order of a task's episodes changes nothing`(test: ObjectiveCase) throws {
    var test = test
    test.terms = .wholeTrialAndScore
    let orders = [Array(0..<10), (0..<10).map { ($0 * 7 + 3) % 10 }]
    let gradients = try orders.map { order in
      let tasks = (0..<2).map { task(test, number: $0, order: order) }
      return try MetaObjective(
        settings: test.settings, tasks: tasks, scoreWeights: test.scoreWeights
      ).meanGradient(workers: workers).flattened
    }
    expectClose(gradients[1], gradients[0], within: .relative(1e-12, floor: 1e-12))
    #expect(gradients[1] != gradients[0], "another order rounds in another way")
  }

  @Test(arguments: learners)
  func `the order of tasks changes nothing`(test: ObjectiveCase) throws {
    var test = test
    test.terms = .wholeTrialAndScore
    let tasks = (0..<4).map { task(test, number: $0, order: Array(0..<10)) }
    // The weights of score functions are worked out anew, from what all tasks returned.
    let gradients = try [[0, 1, 2, 3], [2, 0, 3, 1]].map { order in
      try MetaObjective(settings: test.settings, tasks: order.map { tasks[$0] })
        .meanGradient(workers: workers).flattened
    }
    expectClose(gradients[1], gradients[0], within: .relative(1e-12, floor: 1e-12))
    #expect(gradients[1] != gradients[0], "another order rounds in another way")
  }

  /// All parameters' rates grow alike whether their own rates do or those of the steps.
  @Test(arguments: learners.filter { $0.learner == .metaSGD })
  func `slopes by rates of parameters add up to those by rates of steps`(
    test: ObjectiveCase
  ) throws {
    let found = try test.objective().meanGradient(workers: workers)
    let sum = found.logLearningRates.reduce(0, +)
    expectClose(found.logMultipliers.reduce(0, +), sum, within: .absolute(1e-13))
    #expect(abs(sum) > 1e-3)
  }
}

extension PolicyBatch {
  /// The same rows, with ratios that follow the policy they are evaluated at.
  var asCollected: PolicyBatch {
    var result = self
    result.oldLogProbabilities = nil
    return result
  }
}
