import Environments
import Gym
import MetaLearning
import Tensors
import Testing

/// Short training runs that must reach a return on tasks they never met.
///
/// The settings are those `fledge train` has for each distribution. Returns are far from each
/// threshold: another seed gives the same verdict.
@Suite(.serialized) struct LearningTests {
  /// The mean return after each adaptation step on held-out tasks.
  private func curve(
    of learner: MAML, on distribution: TaskDistribution, taskCount: Int, stepCount: Int,
    workers: Workers
  ) throws -> [Double] {
    let root = RandomKey(seed: 1)
    let returns = try workers.map(taskCount) { index in
      let task = try distribution.task(.test, index: index, key: root)
      var adaptation = learner.begin()
      return try (0...stepCount).map { stage in
        var player = adaptation.makePlayer()
        let rollouts = distribution.rollouts(
          learner.settings.rollouts, of: task, by: &player,
          key: root.child(.scoring).child(.task, index).child(.adaptationStep, stage))
        adaptation = try adaptation.absorb(rollouts)
        return rollouts.meanReturn
      }
    }
    return (0...stepCount).map { stage in
      returns.reduce(0) { $0 + $1[stage] } / Double(taskCount)
    }
  }

  /// Trains and scores on held-out tasks.
  private func train(
    on name: String, iterations: Int, taskCount: Int, seed: UInt64 = 1,
    _ change: (inout LearnerSettings) -> Void
  ) throws -> [Double] {
    var settings = LearnerSettings()
    change(&settings)
    let distribution = try Catalog.distribution(named: name)
    let workers = Workers(count: 2)
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    var loop = TrainingLoop(
      learner: learner, distribution: distribution, tasksPerIteration: settings.tasks, seed: seed)
    _ = try loop.run(iterations, workers: workers)
    let trained = try #require(loop.learner as? MAML)
    return try curve(
      of: trained, on: distribution, taskCount: taskCount, stepCount: settings.innerSteps,
      workers: workers)
  }

  @Test func `navigation finds held-out goals in one step`() throws {
    let returns = try train(on: "point-robot/goals", iterations: 50, taskCount: 40) {
      $0.innerLearningRates = [0.5]
      $0.lambda = 0.95
      $0.outerLearningRate = 0.002
    }
    #expect(returns[1] >= -20, "\(returns)")
    #expect(returns[1] >= returns[0] + 15, "\(returns)")
  }

  @Test func `cart-pole finds out which way a push goes`() throws {
    let returns = try train(on: "cart-pole/reversed", iterations: 60, taskCount: 20) {
      $0.innerLearningRates = [0.5]
      $0.outerLearningRate = 0.003
    }
    #expect(returns[1] >= 150, "\(returns)")
    #expect(returns[1] >= returns[0] + 75, "\(returns)")
  }

  @Test func `a bandit's arms are told apart`() throws {
    let returns = try train(on: "bandit/bernoulli", iterations: 20, taskCount: 200) {
      $0.tasks = 100
      $0.rollouts = 1
      $0.innerSteps = 4
      $0.innerLearningRates = [15]
      $0.learningRateDecay = 1
      $0.hidden = []
      $0.discount = 0
      $0.baseline = .mean
    }
    // Arms are exchangeable: before the first pull every policy earns 10 of 20.
    #expect(abs(returns[0] - 10) < 1, "\(returns)")
    #expect(returns[4] >= returns[0] + 4, "\(returns)")
  }
}
