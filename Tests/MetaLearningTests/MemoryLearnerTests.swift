import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// RL²: what its trials are made of, that it learns, and that threads and files change no bit.
@Suite(.serialized) struct MemoryLearnerTests {
  private static func settings(_ change: (inout MemorySettings) -> Void = { _ in })
    -> MemorySettings
  {
    var settings = MemorySettings()
    settings.memory = 8
    settings.tasks = 12
    settings.episodes = 2
    settings.rewardScale = 0.5
    settings.proximal.minibatches = 3
    settings.proximal.epochs = 2
    settings.proximal.fallingIterations = 10
    change(&settings)
    return settings
  }

  private static func learner(
    on name: String, _ change: (inout MemorySettings) -> Void = { _ in }
  ) throws -> (RL2, TaskDistribution) {
    let distribution = try Catalog.distribution(named: name)
    return (
      RL2(
        settings: settings(change), specification: distribution.specification,
        key: RandomKey(seed: 3)), distribution
    )
  }

  private static func tasks(_ count: Int, of distribution: TaskDistribution) throws -> [[Float]] {
    try (0..<count).map { try distribution.task(.train, index: $0, key: RandomKey(seed: 5)) }
  }

  static let distributions = [
    "bandit/bernoulli", "cart-pole/reversed", "cart-pole/continuous", "point-robot/half-circle",
  ]

  @Test(arguments: distributions)
  func `rows of a batch are what the agent saw, in every precision`(name: String) throws {
    let (learner, distribution) = try Self.learner(on: name) { $0.episodes = 3 }
    let policy = learner.policy
    let parameters: [Double] = policy.initialParameters(key: RandomKey(seed: 1))
      .enumerated().map { Double($1) + uniformNumbers(1, seed: $0)[0] / 5 }
    var agent = PolicyAgent(policy: policy, parameters: parameters, keepsDecisions: true)
    let blocks = try distribution.play(
      3, onEach: try Self.tasks(6, of: distribution), by: &agent, key: RandomKey(seed: 2))
    let batch = TrialBatch<Double>(
      blocks.map(\.rollouts), policy: policy, horizon: distribution.specification.horizon)
    let pass = policy.sequencePasses(at: parameters).pass(batch.input, batch.steps)
    let width = policy.network.outputSize
    // Values and log probabilities while acting are those of training, in single precision.
    expectClose(
      pass.output.columns(width - 1..<width).elements, batch.values.map { Double($0) },
      within: .relative(1e-6, floor: 1e-6))
    let objective = ProximalObjective<Double>(
      policy: policy, clip: 0.2, entropyWeight: 0, valueWeight: 0)
    let evaluation = objective.evaluate(
      pass.output.elements, parameters: parameters,
      ProximalObjective.Targets(
        actions: batch.actions, logProbabilities: batch.logProbabilities.map { Double($0) },
        advantages: [Double](repeating: 1, count: batch.rewards.count),
        returns: [Double](repeating: 0, count: batch.rewards.count)))
    // Before the first update the ratio is 1 and the divergence 0.
    let rows = Double(batch.rewards.count)
    expectClose(evaluation.sums.surrogate / rows, 1, within: .absolute(1e-6))
    expectClose(evaluation.sums.divergence / rows, 0, within: .absolute(1e-6))
    #expect(evaluation.sums.clippedCount == 0)
    // The memory after all episodes is that of the last row of each trial.
    var memory: [Double] = []
    for place in 0..<6 {
      let trial = (0..<6).first { batch.order[$0] == place } ?? 0
      memory += pass.finalMemory[trial * 8..<(trial + 1) * 8]
    }
    expectClose(agent.memory, memory, within: .absolute(1e-12))
    #expect(batch.blockReturns.map(\.count) == [3, 3, 3, 3, 3, 3])
  }

  @Test func `episodes without flags are one long episode`() throws {
    // The same history in five episodes of four pulls and in one of twenty.
    let kind = ActionKind.discrete(count: 5)
    let policy = Policy(
      input: PolicyInput(
        observationSize: 1,
        history: PolicyHistory(actionKind: kind, rewardScale: 0.5, hasFlags: false)),
      actionKind: kind, hasValue: true
    ) { inputSize, outputSize, layout in
      RecurrentNetwork(
        inputSize: inputSize, encoderSize: 0, cell: .lstm, width: 6, outputSize: outputSize,
        in: &layout)
    }
    func block(_ pulls: Range<Int>) -> Rollouts {
      var rollouts = Rollouts(observationSize: 1, actionSize: 1)
      rollouts.observations = pulls.map { _ in 1 }
      rollouts.actions = pulls.map { Float($0 * 7 % 5) }
      rollouts.rewards = pulls.map { Float($0 * 3 % 2) }
      rollouts.logProbabilities = rollouts.rewards
      rollouts.values = rollouts.rewards
      rollouts.offsets = [0, pulls.count]
      rollouts.isTerminated = [false]
      return rollouts
    }
    let parameters = uniformNumbers(policy.layout.count, seed: 1)
    func outputs(_ blocks: [Rollouts]) -> [Double] {
      let batch = TrialBatch<Double>(blocks, policy: policy, horizon: 100)
      return policy.sequencePasses(at: parameters).pass(batch.input, batch.steps).output.elements
    }
    #expect(
      outputs((0..<5).map { block(4 * $0..<4 * $0 + 4) }) == outputs([block(0..<20)]))
  }

  @Test func `without memory the gradient is that of a multilayer perceptron`() {
    // z = σ(-40) is 0, so h = n = tanh(x W + b) whatever was before.
    let kind = ActionKind.discrete(count: 3)
    let history = PolicyHistory(actionKind: kind, rewardScale: 1)
    let recurrent = Policy(
      input: PolicyInput(observationSize: 2, history: history), actionKind: kind, hasValue: true
    ) { inputSize, outputSize, layout in
      RecurrentNetwork(
        inputSize: inputSize, encoderSize: 0, cell: .gru(resetsBefore: false), width: 4,
        outputSize: outputSize, in: &layout)
    }
    let plain = Policy(
      input: PolicyInput(observationSize: 2, history: history), actionKind: kind, hasValue: true
    ) { inputSize, outputSize, layout in
      MLP(
        inputSize: inputSize, hiddenSizes: [4], outputSize: outputSize, activation: .tanh,
        in: &layout)
    }
    let small = uniformNumbers(plain.layout.count, seed: 1)
    var large = [Double](repeating: 0, count: recurrent.layout.count)
    func place(_ name: String, _ index: Int) -> Int {
      (recurrent.layout.entries.first { $0.name == name }?.range.lowerBound ?? -1) + index
    }
    let inputs = recurrent.network.inputSize
    var places: [Int] = []
    for input in 0..<inputs {
      places += (8..<12).map { place("core.inputWeight", input * 12 + $0) }
    }
    places += (8..<12).map { place("core.inputBias", $0) }
    places += (0..<16).map { place("output.weight", $0) } + (0..<4).map { place("output.bias", $0) }
    for (index, place) in places.enumerated() { large[place] = small[index] }
    for unit in 4..<8 { large[place("core.inputBias", unit)] = -40 }
    let steps = PackedSteps(counts: [3, 3, 2])
    let rows = Tensor(uniformNumbers(8 * inputs, seed: 2), shape: Shape(8, inputs))
    let gradient = Tensor(uniformNumbers(32, seed: 3), shape: Shape(8, 4))
    var totals = (large.map { _ in 0.0 }, small.map { _ in 0.0 })
    let pass = recurrent.sequencePasses(at: large).pass(rows, steps)
    let plainPass = plain.sequencePasses(at: small).pass(rows, steps)
    expectClose(pass.output.elements, plainPass.output.elements, within: .absolute(1e-14))
    pass.addPullback(of: gradient, to: &totals.0)
    plainPass.addPullback(of: gradient, to: &totals.1)
    expectClose(places.map { totals.0[$0] }, totals.1, within: .absolute(1e-13))
  }

  @Test(arguments: distributions)
  func `threads change no bit, and a restored learner goes on with the same bits`(
    name: String
  ) throws {
    let (learner, distribution) = try Self.learner(on: name) { $0.encoder = 4 }
    func loop(_ learner: any Learner, iteration: Int = 0) -> TrainingLoop {
      TrainingLoop(learner: learner, distribution: distribution, seed: 3, iteration: iteration)
    }
    var single = loop(learner)
    var double = loop(learner)
    var reports: [[UpdateReport]] = [[], []]
    for _ in 0..<2 {
      reports[0].append(try single.runIteration(workers: Workers(count: 1)))
      reports[1].append(try double.runIteration(workers: Workers(count: 3)))
    }
    #expect(reports[0] == reports[1])
    #expect(single.learner.knowledge == double.learner.knowledge)
    #expect(single.learner.progress == double.learner.progress)
    #expect(single.learner.knowledge != learner.knowledge)
    var fresh = learner
    try fresh.restore(knowledge: single.learner.knowledge, progress: single.learner.progress)
    var resumed = loop(fresh, iteration: 2)
    #expect(
      try resumed.runIteration(workers: Workers(count: 2))
        == single.runIteration(workers: Workers(count: 2)))
    #expect(resumed.learner.knowledge == single.learner.knowledge)
    #expect(resumed.learner.progress == single.learner.progress)
  }

  @Test func `a step that is not finite is refused and changes nothing`() throws {
    var (learner, distribution) = try Self.learner(on: "bandit/bernoulli") {
      $0.proximal.learningRate = 3e38
      $0.proximal.epochs = 3
    }
    let before = (learner.knowledge, learner.progress)
    let batch = MetaBatch(
      tasks: try Self.tasks(12, of: distribution), distribution: distribution,
      key: RandomKey(seed: 1))
    #expect(throws: LearnerError.self) {
      _ = try learner.update(on: batch, workers: Workers(count: 1))
    }
    #expect(learner.knowledge == before.0)
    #expect(learner.progress == before.1)
  }

  @Test func `standard deviations stay within their limits`() throws {
    var (learner, distribution) = try Self.learner(on: "cart-pole/continuous") {
      $0.deviation.initial = 0.5
      $0.deviation.minimum = 0.45
      $0.deviation.maximum = 0.52
      $0.proximal.learningRate = 0.5
    }
    let batch = MetaBatch(
      tasks: try Self.tasks(12, of: distribution), distribution: distribution,
      key: RandomKey(seed: 1))
    _ = try learner.update(on: batch, workers: Workers(count: 1))
    let log = try #require(learner.knowledge["policy/logStandardDeviation"]?.first)
    let deviation = Float.exponential(log)
    #expect(abs(deviation - 0.45) < 1e-6 || abs(deviation - 0.52) < 1e-6, "\(deviation)")
  }

  @Test func `step sizes fall over the run, to a last one above 0`() throws {
    let (learner, distribution) = try Self.learner(on: "bandit/bernoulli") {
      $0.proximal.fallingIterations = 4
      $0.proximal.learningRate = 0.008
    }
    var loop = TrainingLoop(learner: learner, distribution: distribution, seed: 3)
    var rates: [Double] = []
    for _ in 0..<6 {
      let report = try loop.runIteration(workers: Workers(count: 1))
      rates.append(try #require(report["learningRate"]))
    }
    expectClose(rates, [0.008, 0.006, 0.004, 0.002, 0.002, 0.002], within: .absolute(1e-12))
  }

  @Test func `values mean the same after the unit of returns has changed`() throws {
    let distribution = try Catalog.distribution(named: "bandit/bernoulli")
    let settings = Self.settings()
    var learner = MemoryLearner<Double>(
      settings: settings,
      policy: Policy(settings: settings, specification: distribution.specification),
      key: RandomKey(seed: 1))
    let policy = learner.policy
    let steps = PackedSteps(counts: [3, 3])
    let rows = Tensor<Double>(
      uniformNumbers(6 * policy.network.inputSize, seed: 2),
      shape: Shape(6, policy.network.inputSize))
    func outputs() -> [Double] {
      policy.sequencePasses(at: learner.parameters).pass(rows, steps).output.elements
    }
    let before = outputs()
    learner.keepValues(from: 2, to: 5)
    let expected = before.enumerated().map { $0 % 6 == 5 ? $1 * 2 / 5 : $1 }
    expectClose(outputs(), expected, within: .absolute(1e-14))
  }

  @Test func `shards have fixed trials, and minibatches are whole shards`() {
    var settings = MemorySettings()
    let shards = TrialShards(settings)
    #expect(shards.count == 16)
    #expect(shards.largestCount == 32)
    #expect((0..<16).flatMap { Array(shards.trials(ofShard: $0)) } == Array(0..<512))
    let order = RandomKey(seed: 1).permutation(of: 16)
    #expect(order.sorted() == Array(0..<16))
    #expect(order != Array(0..<16))
    let minibatches = shards.minibatches(of: order)
    #expect(minibatches.map(\.count) == [Int](repeating: 2, count: 8))
    #expect(Array(minibatches.joined()) == order)
    settings.tasks = 7
    settings.proximal.minibatches = 3
    let small = TrialShards(settings)
    #expect((0..<small.count).flatMap { Array(small.trials(ofShard: $0)) } == Array(0..<7))
    #expect(small.minibatches(of: Array(0..<small.count)).allSatisfy { !$0.isEmpty })
    settings.tasks = 1
    settings.proximal.minibatches = 1
    #expect(TrialShards(settings).count == 1)
  }

  @Test func `two dependent arms are learned in seconds`() throws {
    let distribution = try Catalog.distribution(
      named: "bandit/two-armed", options: ["pulls": "20"])
    var settings = MemorySettings()
    settings.memory = 32
    settings.tasks = 512
    settings.rewardScale = 1
    settings.proximal.learningRate = 0.003
    settings.proximal.fallingIterations = 80
    let learner = RL2(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    var loop = TrainingLoop(learner: learner, distribution: distribution, seed: 1)
    let workers = Workers(count: 2)
    for _ in 0..<80 { _ = try loop.runIteration(workers: workers) }
    var total = 0.0
    for shard in 0..<32 {
      let tasks = try (0..<128).map {
        try distribution.task(.test, index: shard * 128 + $0, key: RandomKey(seed: 2))
      }
      var agent = try #require(loop.learner.makeAgent() as? PolicyAgent<Float>)
      total += try distribution.play(
        1, onEach: tasks, by: &agent, key: RandomKey(seed: 4).child(.scoring, shard)
      )[0].rollouts.meanReturn
    }
    // Random pulls give 10, the optimum is 14.1715; 4,096 trials have a standard error of 0.06.
    #expect(total / 32 >= 13.9, "\(total / 32)")
  }
}
