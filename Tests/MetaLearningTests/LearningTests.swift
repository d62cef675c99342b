import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import Testing

/// Short training runs that must reach a return on tasks they never met.
///
/// The settings are those `fledge train` has for each distribution, or smaller ones. Returns are far from each
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
      var agent = learner.makeAgent()
      return try distribution.play(
        TrialPlan(blockCount: stepCount + 1, episodesPerBlock: learner.settings.rollouts),
        on: task, by: &agent, key: root.child(.scoring).child(.task, index)
      ).meanReturns
    }
    return (0...stepCount).map { stage in
      returns.reduce(0) { $0 + $1[stage] } / Double(taskCount)
    }
  }

  /// Trains and scores on held-out tasks.
  private func train(
    on name: String, iterations: Int, taskCount: Int, seed: UInt64 = 1,
    _ change: (inout GradientSettings) -> Void
  ) throws -> [Double] {
    var settings = GradientSettings()
    change(&settings)
    let distribution = try Catalog.distribution(named: name)
    let workers = Workers(count: 2)
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: seed))
    var loop = TrainingLoop(
      learner: learner, distribution: distribution, seed: seed)
    _ = try loop.run(iterations, workers: workers)
    let trained = try #require(loop.learner as? MAML)
    return try curve(
      of: trained, on: distribution, taskCount: taskCount, stepCount: settings.inner.steps,
      workers: workers)
  }

  @Test func `navigation finds held-out goals in one step`() throws {
    let returns = try train(on: "point-robot/goals", iterations: 50, taskCount: 40) {
      $0.inner.learningRates = [0.5]
      $0.advantages.lambda = 0.95
      $0.outer.adam?.learningRate = 0.002
    }
    #expect(returns[1] >= -20, "\(returns)")
    #expect(returns[1] >= returns[0] + 15, "\(returns)")
  }

  @Test func `cart-pole finds out which way a push goes`() throws {
    let returns = try train(on: "cart-pole/reversed", iterations: 60, taskCount: 20) {
      $0.inner.learningRates = [0.5]
      $0.outer.adam?.learningRate = 0.003
    }
    #expect(returns[1] >= 150, "\(returns)")
    #expect(returns[1] >= returns[0] + 75, "\(returns)")
  }

  /// A learner of the family, and how soon it finds goals.
  struct Member: Sendable, CustomTestStringConvertible {
    let name: String
    let iterations: Int
    let threshold: Double
    let change: @Sendable (inout GradientSettings) -> Void

    var testDescription: String { name }

    init(
      _ name: String, iterations: Int, reaching threshold: Double,
      _ change: @escaping @Sendable (inout GradientSettings) -> Void
    ) {
      self.name = name
      self.iterations = iterations
      self.threshold = threshold
      self.change = change
    }
  }

  static let members = [
    Member("FOMAML", iterations: 60, reaching: -22) {
      $0.method = .fomaml
      $0.inner.learningRates = [0.25]
    },
    Member("Reptile", iterations: 60, reaching: -27) {
      $0.method = .reptile
      $0.inner.learningRates = [0.2]
      $0.inner.steps = 2
    },
    Member("Meta-SGD", iterations: 25, reaching: -26) { $0.method = .metaSGD },
    Member("ANIL", iterations: 80, reaching: -31) {
      $0.method = .anil
      $0.inner.learningRates = [0.15]
    },
    Member("CAVIA", iterations: 25, reaching: -25) {
      $0.method = .cavia(contextSize: 8)
      $0.policy.activation = .relu
    },
    // It learns to do well without adapting, and only then is tuned to a task.
    Member("joint", iterations: 30, reaching: -30) { $0.method = .joint },
    Member("DiCE", iterations: 25, reaching: -30) { $0.metaGradient.estimator = .dice },
    Member("log likelihood", iterations: 25, reaching: -26) {
      $0.metaGradient.estimator = .logLikelihood
    },
    Member("TRPO", iterations: 8, reaching: -25) { $0.outer.name = .trpo },
    Member("PPO", iterations: 10, reaching: -20) { $0.outer.name = .ppo },
    Member("ProMP", iterations: 10, reaching: -20) { $0.outer.name = .promp },
  ]

  @Test(arguments: members)
  func `every learner of the family finds goals by adapting`(member: Member) throws {
    let returns = try train(
      on: "point-robot/goals", iterations: member.iterations, taskCount: 20
    ) {
      $0.tasks = 10
      $0.rollouts = 10
      $0.policy.hidden = [32]
      $0.inner.learningRates = [0.5]
      $0.advantages.lambda = 0.95
      $0.outer.adam?.learningRate = 0.01
      member.change(&$0)
    }
    let last = returns[returns.count - 1]
    #expect(last >= member.threshold, "\(returns)")
    #expect(last >= returns[0] + 7, "\(returns)")
  }

  @Test func `a bandit's arms are told apart`() throws {
    let returns = try train(on: "bandit/bernoulli", iterations: 20, taskCount: 200) {
      $0.tasks = 100
      $0.rollouts = 1
      $0.inner.steps = 4
      $0.inner.learningRates = [15]
      $0.inner.decay = 1
      $0.policy.hidden = []
      $0.advantages.discount = 0
      $0.advantages.baseline = .mean
    }
    // Arms are exchangeable: before the first pull every policy earns 10 of 20.
    #expect(abs(returns[0] - 10) < 1, "\(returns)")
    #expect(returns[4] >= returns[0] + 4, "\(returns)")
  }
}
