import Environments
import Gym
import Measuring
import MetaLearning
import Networks
import Numerics
import Tensors

/// One iteration of RL²: trials of 100 pulls of five arms, 4 epochs of 4 minibatches, with a GRU.
struct MemoryUpdateSubject: Subject {
  let width: Int
  let trialCount: Int

  var name: String { "rl2, GRU \(width), \(trialCount) trials of 100 pulls, one iteration" }

  private static let pulls = 100
  private static let arms = 5
  private static let epochs = 4

  /// Floating-point operations of an iteration: a forward pass to collect, and three for each epoch.
  private var flops: Double {
    // Observation, arms, reward and two flags.
    let inputSize = 1 + Self.arms + 3
    let forward = 2 * 3 * width * (inputSize + width) + 2 * width * (Self.arms + 1)
    return Double(trialCount * Self.pulls * forward * (1 + 3 * Self.epochs))
  }

  func check() throws {
    let iteration = try MemoryIteration(settings)
    let one = try iteration.run(on: Workers(count: 1))
    guard try one == iteration.run(on: Workers(count: 2)) else {
      throw WrongResult(subject: name, finding: "one and two threads differ")
    }
    guard one.report.environmentSteps == trialCount * Self.pulls else {
      throw WrongResult(
        subject: name, finding: "\(one.report.environmentSteps) steps were taken")
    }
    try iteration.checkGradient(for: name)
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let iteration = try MemoryIteration(settings)
    let products = MatrixProducts(count: 400)
    let times = try bench.secondsInTurns {
      try products.run(on: bench.workers)
    } _: {
      try iteration.run(on: bench.workers)
    }
    return SubjectResult(
      name, inTurns: times, work: Double(trialCount * Self.pulls) / 1000, unit: "k steps/s",
      worth: flops / products.flops(on: bench.workers), of: MatrixProducts.yardstick)
  }

  /// The settings of the iteration.
  var settings: MemorySettings {
    var settings = MemorySettings()
    settings.memory = width
    settings.tasks = trialCount
    settings.proximal.epochs = Self.epochs
    settings.proximal.minibatches = 4
    return settings
  }
}

/// One iteration of RL² on bandits of 100 pulls, always the same one, from the initial policy.
struct MemoryIteration: TrainingIteration {
  private let distribution: TaskDistribution
  private let learner: RL2
  private let batch: MetaBatch

  init(_ settings: MemorySettings) throws {
    distribution = try Catalog.distribution(
      named: "bandit/bernoulli", options: ["arms": "5", "pulls": "100"])
    let key = RandomKey(seed: 1)
    learner = RL2(settings: settings, specification: distribution.specification, key: key)
    let distribution = distribution
    batch = MetaBatch(
      tasks: try (0..<settings.tasks).map {
        try distribution.task(.train, index: $0, key: key)
      }, distribution: distribution, key: RandomKey(seed: 5))
  }

  @discardableResult
  func run(on workers: Workers) throws -> Iteration.Outcome {
    var copy = learner
    let report = try copy.update(on: batch, workers: workers)
    return Iteration.Outcome(report: report, state: copy.knowledge.adding(copy.progress))
  }

  /// Compares the gradient of two trials, written out in single precision, with the recorded one in double.
  func checkGradient(for subject: String) throws {
    let policy = learner.policy
    let parameters = policy.layout.entries.flatMap { entry in
      learner.knowledge["policy/" + entry.name] ?? []
    }
    let double = parameters.map { Double($0) }
    var agent = PolicyAgent(policy: policy, parameters: parameters, keepsDecisions: true)
    let blocks = try distribution.play(
      1, onEach: Array(batch.tasks[..<2]), by: &agent, key: RandomKey(seed: 7)
    ).map(\.rollouts)
    let horizon = distribution.specification.horizon
    let single = TrialBatch<Float>(blocks, policy: policy, horizon: horizon)
    let pass = policy.sequencePasses(at: parameters).pass(single.input, single.steps)
    let shape = pass.output.shape
    let direction = UniformArray.make(shape.count, 3)
    var found = [Float](repeating: 0, count: parameters.count)
    pass.addPullback(of: Tensor(direction, shape: shape), to: &found)
    let reference = TrialBatch<Double>(blocks, policy: policy, horizon: horizon)
    let recorded = RecordedSequencePasses(
      policy.network, layout: policy.layout, parameters: double
    ).pass(reference.input, reference.steps)
    var expected = [Double](repeating: 0, count: parameters.count)
    recorded.addPullback(
      of: Tensor(direction.map { Double($0) }, shape: shape), to: &expected)
    let difference = VectorMath.sum(found.map(Double.init), expected, times: -1)
    let error = VectorMath.norm(difference) / VectorMath.norm(expected)
    // Single precision leaves about 1e-6. A NaN fails the comparison.
    guard error < 1e-4 else {
      throw WrongResult(
        subject: subject, finding: "the gradient is wrong by \(error) of its length")
    }
  }
}
