import Environments
import Foundation
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

struct LearnerTests {
  private let bandit = TrainingCase("bandit", on: "bandit/bernoulli") { $0.inner.steps = 2 }

  private func update(
    _ test: TrainingCase, _ learner: inout MAML
  ) throws -> UpdateReport {
    let distribution = try test.distribution()
    let tasks = try (0..<test.settings.tasks).map {
      try distribution.task(.train, index: $0, key: RandomKey(seed: 1))
    }
    return try learner.update(
      on: tasks, of: distribution, workers: Workers(count: 2), key: RandomKey(seed: 2))
  }

  @Test func `environment steps of every stage are counted`() throws {
    var learner = try bandit.learner()
    // 5 tasks, 3 stages of 3 rollouts, 20 pulls each.
    #expect(try update(bandit, &learner).environmentSteps == 900)
    let joint = TrainingCase("joint", on: "bandit/bernoulli") { $0.method = .joint }
    var jointLearner = try joint.learner()
    #expect(try update(joint, &jointLearner).environmentSteps == 300)
  }

  @Test func `a report averages what every task went through`() throws {
    for test in [bandit, TrainingCase("MAML"), TrainingCase("joint") { $0.method = .joint }] {
      var learner = try test.learner()
      let core = GradientLearner<Float>(
        settings: test.settings, policy: learner.policy, key: RandomKey(seed: 7))
      #expect(core.point.parameters == parameters(of: learner))
      let distribution = try test.distribution()
      let adapted = try (0..<5).map { index in
        let task = try distribution.task(.train, index: index, key: RandomKey(seed: 1))
        return try core.adapt(
          to: task, of: distribution, key: RandomKey(seed: 2).child(.task, index))
      }
      let records = adapted.map(\.record)
      let trials = try played(test, by: learner)
      let report = try update(test, &learner)
      // All rewards of a block over its three episodes.
      let returns = trials.map { trial in
        trial.blocks.map { $0.rollouts.rewards.reduce(0) { $0 + Double($1) } / 3 }
      }
      let means = (0...test.settings.trainingSteps).map { stage in
        returns.reduce(0) { $0 + $1[stage] } / 5
      }
      expectClose(report.blockReturns, means, within: .absolute(1e-9))
      expectClose(report["preAdaptationReturn"] ?? .nan, means[0], within: .absolute(1e-9))
      expectClose(
        report["postAdaptationReturn"] ?? .nan, means[means.count - 1], within: .absolute(1e-9))
      #expect(report.tasks.count == 5)
      for (outcome, expected) in zip(report.tasks, returns) {
        expectClose(outcome.blockReturns, expected, within: .absolute(1e-9))
      }
      #expect(
        report.environmentSteps
          == trials.flatMap(\.blocks).reduce(0) { $0 + $1.rollouts.rewards.count })
      expectClose(
        report.entropy, records.reduce(0) { $0 + $1.entropy } / 5, within: .absolute(1e-12))
      #expect((report.logStandardDeviation == nil) == (test.distributionName == "bandit/bernoulli"))
      #expect((report.innerLearningRate == nil) == (test.settings.trainingSteps == 0))
    }
  }

  /// The trials that `update` plays, by agents of the learner as it is before.
  private func played(_ test: TrainingCase, by learner: MAML) throws -> [Trial] {
    let distribution = try test.distribution()
    return try (0..<5).map { index in
      let task = try distribution.task(.train, index: index, key: RandomKey(seed: 1))
      var agent = learner.makeAgent()
      return try distribution.play(
        TrialPlan(blockCount: test.settings.trainingSteps + 1, episodesPerBlock: 3), on: task,
        by: &agent, key: RandomKey(seed: 2).child(.task, index))
    }
  }

  private func parameters(of learner: MAML) -> [Float] {
    learner.policy.layout.entries.flatMap { learner.state["policy/" + $0.name] ?? [] }
  }

  @Test func `joint training takes no inner steps and follows the plain gradient`() throws {
    let test = TrainingCase("joint") { $0.method = .joint }
    let policy = try test.learner().policy
    let core = GradientLearner<Double>(
      settings: test.settings, policy: policy, key: RandomKey(seed: 7))
    let distribution = try test.distribution()
    let adapted = try core.adapt(
      to: [0.3, -0.2], of: distribution, key: RandomKey(seed: 3))
    #expect(adapted.path.stepCount == 0)
    #expect(core.learningRates.isEmpty)
    let objective = TaskObjective(settings: test.settings, task: adapted)
    #expect(
      objective.gradient().flattened
        == adapted.query.gradient(at: core.point.parameters))
  }

  @Test func `the meta-gradient of a real task is the slope of the adapted surrogate`() throws {
    for test in [
      TrainingCase("MAML") { $0.inner.steps = 2 },
      TrainingCase("MAML", on: "cart-pole/reversed"),
    ] {
      let distribution = try test.distribution()
      let policy = try test.learner().policy
      let core = GradientLearner<Double>(
        settings: test.settings, policy: policy, key: RandomKey(seed: 7))
      let task = try distribution.task(.train, index: 0, key: RandomKey(seed: 1))
      var adapted = try core.adapt(to: task, of: distribution, key: RandomKey(seed: 3))
      let gradient = TaskObjective(settings: test.settings, task: adapted).gradient()
      adapted.fixOldPolicies()
      let (path, query) = (adapted.path, adapted.query)
      let expected = FiniteDifference(step: 1e-4).gradient(at: core.point.parameters) {
        query.value(at: path.readapted(from: $0, rates: core.point.rates).adaptedParameters)
      }
      expectClose(gradient.parameters, expected, within: .absolute(1e-8))
    }
  }

  @Test func `adapting to a task takes the steps of training, to the bit`() throws {
    let test = TrainingCase("MAML") {
      $0.inner.steps = 3
      $0.inner.learningRates = [0.4, 0.2]
    }
    let learner = try test.learner()
    let distribution = try test.distribution()
    let core = GradientLearner<Float>(
      settings: test.settings, policy: learner.policy, key: RandomKey(seed: 7))
    let (task, key) = ([0.3, -0.2] as [Float], RandomKey(seed: 5))
    let path = try core.adapt(to: task, of: distribution, key: key).path
    var agent = learner.makeAgent()
    try distribution.play(
      TrialPlan(blockCount: 4, episodesPerBlock: test.settings.rollouts), on: task, by: &agent,
      key: key,
      beforeBlock: { block, agent in
        let now = try #require(agent as? GradientAgent<Float>)
        #expect(now.stepCount == block.number)
        #expect(now.parameters == path.parameters[block.number])
      }, afterBlock: { _ in true })
    // A second trial begins where the first did.
    agent.begin(Block(copyCount: 1, key: key))
    #expect((agent as? GradientAgent<Float>)?.parameters == path.parameters[0])
  }

  @Test func `learning rates move only where they are learned`() throws {
    for isLearned in [false, true] {
      for outer in OuterStep.Name.allCases {
        let test = TrainingCase("MAML") {
          $0.inner.learnsRates = isLearned
          $0.outer.name = outer
          $0.inner.learningRates = [0.25]
        }
        var learner = try test.learner()
        let report = try update(test, &learner)
        let rate = try #require(report.innerLearningRate)
        #expect((rate == 0.25) == !isLearned)
        #expect(0.05 < rate && rate < 1)
      }
    }
  }

  /// Adam's first step is as long as its step size, whatever the gradient.
  @Test(arguments: [1e-9, 1e-3, 0.1])
  func `rates move by a step size of their own`(outerLearningRate: Double) throws {
    let test = TrainingCase("MAML") {
      $0.inner.learnsRates = true
      $0.inner.learningRates = [0.5]
      $0.outer.adam?.learningRate = outerLearningRate
      $0.outer.adam?.rateLearningRate = 0.01
    }
    var learner = try test.learner()
    let rate = try #require(try update(test, &learner).innerLearningRate)
    expectClose(
      abs(Double.naturalLogarithm(rate / 0.5)), 0.01, within: .relative(1e-4))
  }

  @Test func `PPO reports how far the adapted policies moved`() throws {
    for outer in [OuterStep.Name.ppo, .promp] {
      let test = TrainingCase("PPO") {
        $0.outer.name = outer
        $0.outer.adam?.learningRate = 0.01
      }
      var learner = try test.learner()
      let report = try update(test, &learner)
      #expect(report.divergence > 1e-5 && report.divergence < 1)
    }
  }

  @Test func `a line search that fails leaves the learner as it was and says so`() throws {
    let test = TrainingCase("TRPO") {
      $0.outer.name = .trpo
      $0.outer.trustRegion?.maximumDivergence = 1e9
      $0.outer.trustRegion?.lineSearchSteps = 1
    }
    var learner = try test.learner()
    let before = learner.state
    let report = try update(test, &learner)
    #expect(report.lineSearchStep == nil)
    #expect(report.divergence == 0)
    #expect(report.gradientNorm > 0)
    #expect(learner.state == before)
  }

  @Test func `an accepted step of the trust region is reported and stays in it`() throws {
    let test = TrainingCase("TRPO") { $0.outer.name = .trpo }
    var learner = try test.learner()
    let report = try update(test, &learner)
    #expect(report.lineSearchStep != nil)
    #expect(report.divergence > 0.001 && report.divergence <= 0.01)
  }

  @Test func `Adam reports how far the initial policy moved`() throws {
    let test = TrainingCase("Adam") { $0.outer.adam?.learningRate = 0.01 }
    var learner = try test.learner()
    let report = try update(test, &learner)
    #expect(report.lineSearchStep == nil)
    #expect(report.divergence > 0 && report.divergence < 0.1)
    #expect(learner.state.counters == ["adamSteps": 1])
  }
}
