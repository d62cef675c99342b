import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// How the learners of the family relate to each other, on real tasks: what must be the same is the
/// same to the bit.
struct LearnerFamilyTests {
  private let workers = Workers(count: 2)

  private func trained(_ test: TrainingCase, iterations: Int = 3) throws -> (MAML, [UpdateReport]) {
    var loop = try test.loop()
    let reports = try loop.run(iterations, workers: workers)
    return (try #require(loop.learner as? MAML), reports)
  }

  private func policyArrays(_ learner: MAML) -> [NamedArrays.Array] {
    learner.state.arrays.filter { $0.name.hasPrefix("policy/") }
  }

  @Test(arguments: OuterStep.Name.allCases, InnerEstimator.allCases)
  func `FOMAML is MAML of first order`(outer: OuterStep.Name, estimator: InnerEstimator) throws {
    let both = [GradientMethod.fomaml, .maml].map { name in
      TrainingCase("first order") {
        $0.method = name
        $0.metaGradient.isFirstOrder = name == .maml
        $0.outer.name = outer
        $0.metaGradient.estimator = estimator
        $0.inner.steps = 2
        $0.tiny()
      }
    }
    let (fomaml, maml) = (try trained(both[0]), try trained(both[1]))
    #expect(fomaml.0.state == maml.0.state)
    #expect(fomaml.1 == maml.1)
  }

  @Test(arguments: [OuterStep.Name.adam, .ppo, .promp], InnerEstimator.allCases)
  func `Meta-SGD with equal and frozen rates trains as MAML does`(
    outer: OuterStep.Name, estimator: InnerEstimator
  ) throws {
    let both = [GradientMethod.metaSGD, .maml].map { name in
      TrainingCase("frozen rates") {
        $0.method = name
        $0.outer.name = outer
        $0.outer.adam?.rateLearningRate = 0
        $0.metaGradient.estimator = estimator
        $0.inner.steps = 2
        $0.tiny()
      }
    }
    let (metaSGD, maml) = (try trained(both[0]), try trained(both[1]))
    #expect(policyArrays(metaSGD.0) == policyArrays(maml.0))
    #expect(metaSGD.1.map(\.blockReturns) == maml.1.map(\.blockReturns))
    #expect(metaSGD.1.map(\.divergence) == maml.1.map(\.divergence))
    let multipliers = try #require(metaSGD.0.state["logInnerRateMultipliers"])
    #expect(multipliers.allSatisfy { $0 == 0 })
    #expect(policyArrays(maml.0) != policyArrays(try both[1].learner()))
  }

  @Test(arguments: ["point-robot/goals", "bandit/bernoulli"])
  func `Reptile with one step is joint training`(name: String) throws {
    let both = [GradientMethod.reptile, .joint].map { learner in
      TrainingCase("one step", on: name) {
        $0.method = learner
        $0.inner.steps = 1
      }
    }
    let (reptile, joint) = (try trained(both[0]), try trained(both[1]))
    #expect(reptile.0.state == joint.0.state)
    #expect(reptile.1 == joint.1)
    #expect(policyArrays(joint.0) != policyArrays(try both[1].learner()))
  }

  /// What a learner in double precision makes of a real task, not trained yet.
  private func adapted(
    _ settings: GradientSettings, of distribution: TaskDistribution, seed: UInt64 = 3
  ) throws -> (core: GradientLearner<Double>, task: AdaptedTask<Double>) {
    let policy = Policy(settings: settings, specification: distribution.specification)
    let core = GradientLearner<Double>(
      settings: settings, policy: policy, key: RandomKey(seed: 7))
    let task = try distribution.task(.train, index: 0, key: RandomKey(seed: 1))
    return (core, try core.adapt(to: task, of: distribution, key: RandomKey(seed: seed)))
  }

  @Test(arguments: [1, 2, 3, 5], ["point-robot/goals", "bandit/bernoulli"])
  func `Reptile goes where its steps lead`(stepCount: Int, name: String) throws {
    let test = TrainingCase("Reptile", on: name) {
      $0.method = .reptile
      $0.inner.steps = stepCount
      $0.inner.learningRates = [0.2, 0.1]
      $0.inner.decay = 0.7
    }
    let found = try adapted(test.settings, of: test.distribution())
    #expect(found.task.path.stepCount == stepCount - 1)
    let rates = Array([0.2, 0.1, 0.07, 0.049, 0.0343].prefix(stepCount))
    // The last step, on the rollouts of which nothing more is collected.
    var path = found.task.path
    path.step(on: found.task.query, learningRate: rates[stepCount - 1])
    #expect(path.stopped.allSatisfy { $0.isEmpty })
    let moved = VectorMath.sum(path.adaptedParameters, path.parameters[0], times: -1)
    let direction = TaskObjective(settings: test.settings, task: found.task).gradient()
    expectClose(
      direction.parameters, moved.map { $0 / rates.reduce(0, +) }, within: .absolute(1e-12))
    #expect(direction.logLearningRates == [Double](repeating: 0, count: stepCount - 1))
  }

  @Test func `Reptile with two steps takes as many environment steps as MAML with one`() throws {
    let both = [GradientMethod.reptile, .maml].map { learner in
      TrainingCase("same budget", on: "bandit/bernoulli") {
        $0.method = learner
        $0.inner.steps = learner == .reptile ? 2 : 1
      }
    }
    // 5 tasks, 2 stages, 3 rollouts of 20 pulls.
    for test in both {
      #expect(try trained(test, iterations: 1).1[0].environmentSteps == 600)
    }
  }

  /// Which parameters differ, by the names of their arrays.
  private func changed<Number: Equatable>(
    _ policy: Policy, _ before: [Number], _ after: [Number]
  ) -> [String] {
    policy.layout.entries.filter { before[$0.range] != after[$0.range] }.map(\.name)
  }

  @Test(arguments: [GradientMethod.maml, .anil, .cavia(contextSize: 3)])
  func `adaptation changes only what is to adapt`(learner: GradientMethod) throws {
    let test = TrainingCase("adaptation") {
      $0.method = learner
      $0.inner.steps = 2
    }
    let distribution = try test.distribution()
    let found = try adapted(test.settings, of: distribution)
    let policy = found.core.policy
    let names: [String]
    switch learner {
    case .anil: names = ["layer1.weight", "layer1.bias"]
    case .cavia: names = ["context"]
    default: names = policy.layout.entries.map(\.name)
    }
    let path = found.task.path
    #expect(changed(policy, path.parameters[0], path.adaptedParameters) == names)
    // Adapting afterwards, as scoring does, changes the same parameters.
    var agent = try #require(try test.learner().makeAgent() as? GradientAgent<Float>)
    let before = agent.parameters
    _ = try distribution.play(
      TrialPlan(blockCount: 3, episodesPerBlock: 3), on: [0.3, -0.2], by: &agent,
      key: RandomKey(seed: 1))
    #expect(agent.stepCount == 2)
    let after = agent.parameters
    #expect(changed(policy, before, after) == names)
  }

  @Test(arguments: OuterStep.Name.allCases, ["point-robot/goals", "bandit/bernoulli"])
  func `the context of CAVIA begins at zero, however long it is trained`(
    outer: OuterStep.Name, name: String
  ) throws {
    let test = TrainingCase("CAVIA", on: name) {
      $0.method = .cavia(contextSize: 3)
      $0.outer.name = outer
      $0.tiny()
    }
    let (learner, _) = try trained(test)
    let initial = try test.learner()
    #expect(learner.state["policy/context"] == [Float](repeating: 0, count: 2))
    // All else learns: the weights of the context too, since it is not 0 once it has adapted.
    for array in policyArrays(initial) where array.name != "policy/context" {
      #expect(learner.state[array.name] != array.values, "\(array.name)")
    }
  }

  @Test(arguments: OuterStep.Name.allCases)
  func `ANIL trains all layers`(outer: OuterStep.Name) throws {
    let test = TrainingCase("ANIL") {
      $0.method = .anil
      $0.outer.name = outer
      $0.tiny()
    }
    let (learner, _) = try trained(test)
    for array in policyArrays(try test.learner()) {
      #expect(learner.state[array.name] != array.values, "\(array.name)")
    }
  }

  /// Steps that would take a rate itself far below 0 only make it smaller.
  @Test(arguments: OuterStep.Name.allCases)
  func `the rates of Meta-SGD stay positive`(outer: OuterStep.Name) throws {
    let test = TrainingCase("Meta-SGD") {
      $0.method = .metaSGD
      $0.outer.name = outer
      $0.outer.adam?.rateLearningRate = 0.7
      $0.outer.trustRegion?.maximumDivergence = 0.5
      $0.tiny()
    }
    let (learner, _) = try trained(test, iterations: 5)
    let logs = try #require(learner.state["logInnerRateMultipliers"])
    let multipliers = logs.map { Double.exponential(Double($0)) }
    #expect(multipliers.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(multipliers.contains { $0 < 0.9 } && multipliers.contains { $0 > 1.1 })
  }

  @Test(arguments: GradientMethod.all)
  func `adapting afterwards takes the steps of training, to the bit`(name: GradientMethod) throws {
    let test = TrainingCase("adaptation") {
      $0.method = name
      $0.inner.steps = 3
      $0.inner.learningRates = [0.4, 0.2]
    }
    var learner = try test.learner()
    var core = GradientLearner<Float>(
      settings: test.settings, policy: learner.policy, key: RandomKey(seed: 7))
    // Rates that training may have led to.
    var numbers = TestNumbers(seed: 700)
    core.point.logMultipliers = numbers.normals(core.point.logMultipliers.count, scale: 0.5)
      .map { Float($0) }
    var state = learner.state
    for index in state.arrays.indices where state.arrays[index].name == "logInnerRateMultipliers" {
      state.arrays[index].values = core.point.logMultipliers
    }
    try learner.restore(state)
    let distribution = try test.distribution()
    let (task, key) = ([0.3, -0.2] as [Float], RandomKey(seed: 5))
    let path = try core.adapt(to: task, of: distribution, key: key).path
    #expect(path.stepCount == test.settings.trainingSteps)
    var agent = learner.makeAgent()
    try distribution.play(
      TrialPlan(blockCount: path.stepCount + 1, episodesPerBlock: test.settings.rollouts),
      on: task, by: &agent, key: key,
      beforeBlock: { block, agent in
        let now = try #require(agent as? GradientAgent<Float>)
        #expect(now.parameters == path.parameters[block.number])
      }, afterBlock: { _ in true })
  }
}
