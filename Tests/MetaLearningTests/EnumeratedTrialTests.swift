import Gym
import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// A bandit of two arms that pays (0.8, 0.2) or (0.2, 0.8), pulled three times by a GRU of one unit: every
/// trial that can happen goes, weighted by its probability, through the code that trains.
///
/// Each pull is an episode of its own, so credit must go on over the ends of episodes. The sum is the exact gradient of the expected return, which was computed by enumeration elsewhere.
struct EnumeratedTrialTests {
  private static let policy = Policy(
    input: PolicyInput(
      observationSize: 1,
      history: PolicyHistory(actionKind: .discrete(count: 2), rewardScale: 1)),
    actionKind: .discrete(count: 2), hasValue: true
  ) { inputSize, outputSize, layout in
    RecurrentNetwork(
      inputSize: inputSize, encoderSize: 0, cell: .gru(resetsBefore: false), width: 1,
      outputSize: outputSize, in: &layout)
  }

  /// Where each of the 25 parameters of the published problem lies in the flat vector.
  ///
  /// Rows of the input are: the observation, both arms, the reward, the flags of episode and trial. The
  /// published problem has the flag of the trial and no observation, so the other weights are 0.
  private static let places: [Int] = {
    func start(_ name: String) -> Int {
      policy.layout.entries.first { $0.name == name }?.range.lowerBound ?? -1
    }
    var places: [Int] = []
    for gate in 0..<3 { places += [1, 2, 3, 5].map { start("core.inputWeight") + $0 * 3 + gate } }
    places += (0..<3).map { start("core.recurrentWeight") + $0 }
    places += (0..<3).map { start("core.inputBias") + $0 }
    places += (0..<3).map { start("core.recurrentBias") + $0 }
    return places + [0, 1].map { start("output.weight") + $0 }
      + [0, 1].map { start("output.bias") + $0 }
  }()

  /// ½ sin j.
  private static let values: [Double] = [
    0.42073549240394825, 0.45464871341284085, 0.0705600040299336, -0.3784012476539641,
    -0.4794621373315692, -0.13970774909946293, 0.32849329935939453, 0.4946791233116909,
    0.2060592426208783, -0.2720105554446849, -0.49999510327535174, -0.26828645900021747,
    0.21008351841332046, 0.4953036778474352, 0.3251439200785584, -0.14395165833253265,
    -0.4806987459397784, -0.375493623385838, 0.07493860483147617, 0.45647262536381383,
    0.41832781926802803, -0.004425654645201938, -0.4231102020875853, -0.45278918100331195,
    -0.06617587504888651,
  ]

  private let parameters: [Double] = {
    var parameters = [Double](repeating: 0, count: policy.layout.count)
    for (place, value) in zip(places, values) { parameters[place] = value }
    return parameters
  }()

  /// All trials: the arms pulled, what they paid, and the probability of that in either task.
  private let batch: TrialBatch<Double>
  private let environmentProbabilities: [Double]

  init() {
    var blocks = [Rollouts](
      repeating: Rollouts(observationSize: 1, actionSize: 1), count: 3)
    var probabilities: [Double] = []
    for code in 0..<128 {
      let pays = [[0.8, 0.2], [0.2, 0.8]][code / 64]
      var probability = 0.5
      for pull in 0..<3 {
        let (arm, isPaid) = (code >> (2 * pull) & 1, code >> (2 * pull + 1) & 1)
        blocks[pull].actions.append(Float(arm))
        blocks[pull].rewards.append(Float(isPaid))
        probability *= isPaid == 1 ? pays[arm] : 1 - pays[arm]
      }
      probabilities.append(probability)
    }
    for pull in 0..<3 {
      blocks[pull].observations = [Float](repeating: 0, count: 128)
      blocks[pull].logProbabilities = blocks[pull].observations
      blocks[pull].values = blocks[pull].observations
      blocks[pull].offsets = Array(0...128)
      blocks[pull].isTerminated = [Bool](repeating: true, count: 128)
      blocks[pull].finalObservations = blocks[pull].observations
    }
    batch = TrialBatch(blocks, policy: Self.policy, horizon: 1)
    environmentProbabilities = probabilities
  }

  /// The log probability of each row's action, `[384]`.
  private var logProbabilities: [Double] {
    let outputs = Self.policy.sequencePasses(at: parameters).pass(batch.input, batch.steps).output
    let distribution = ActionDistribution.categorical(
      CategoricalDistribution(logits: outputs.columns(0..<2)))
    return distribution.logProbability(of: .discrete(batch.actions.map { Int32($0) })).elements
  }

  /// The probability of each trial, in packed order.
  private var probabilities: [Double] {
    let logs = logProbabilities
    return (0..<128).map { place in
      let sum = (0..<3).reduce(0) { $0 + logs[$1 * 128 + place] }
      return environmentProbabilities[batch.order[place]] * Double.exponential(sum)
    }
  }

  /// What the objective compares with: the return that follows each pull, weighted by its trial.
  private func targets(discount: Double) -> ProximalObjective<Double>.Targets {
    let returns = batch.advantages(
      values: [Double](repeating: 0, count: 384), discount: discount, lambda: 1)
    let probabilities = probabilities
    return ProximalObjective.Targets(
      actions: batch.actions, logProbabilities: logProbabilities,
      advantages: returns.indices.map { returns[$0] * probabilities[$0 % 128] },
      returns: returns)
  }

  private let objective = ProximalObjective<Double>(
    policy: policy, clip: 0.2, entropyWeight: 0, valueWeight: 0)

  private func gradient(discount: Double = 1) -> [Double] {
    let all = ShardTargets(batch, targets: targets(discount: discount))
      .gradient(of: objective, at: parameters).gradient
    return Self.places.map { all[$0] }
  }

  private func norm(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test func `trials have probabilities that sum to 1, and the expected return`() {
    let probabilities = probabilities
    expectClose(probabilities.reduce(0, +), 1, within: .absolute(1e-14))
    var expected = 0.0
    for row in batch.rewards.indices { expected += probabilities[row % 128] * batch.rewards[row] }
    expectClose(expected, 1.498_794_535_584_649_5, within: .absolute(1e-14))
  }

  @Test func `training takes the exact gradient of the expected return`() {
    let gradient = gradient()
    expectClose(norm(gradient), 0.011_894_002_046, within: .absolute(1e-12))
    let published: [(Int, Double)] = [
      (1, -3.468_006_110e-4), (5, 1.864_207_787e-3), (9, -3.890_571_038e-3),
      (10, 6.773_899_025e-3), (13, -8.626_148_13e-5), (15, -5.340_186_814e-4),
      (18, 2.327_115_585e-3), (22, -2.032_979_107e-3), (24, -4.697_907_979e-3),
    ]
    for (component, value) in published {
      expectClose(gradient[component - 1], value, within: .absolute(1e-12), "\(component)")
    }
  }

  @Test func `a memory that is cut at every step has another gradient`() {
    let targets = targets(discount: 1)
    let passes = Self.policy.sequencePasses(at: parameters)
    var memory: [Double]?
    var total = [Double](repeating: 0, count: parameters.count)
    for step in 0..<3 {
      let rows = step * 128..<(step + 1) * 128
      let pass = passes.pass(
        batch.input.rows(rows), PackedSteps(counts: [128]), memory: memory)
      memory = pass.finalMemory
      let evaluation = objective.evaluate(
        pass.output.elements, parameters: parameters,
        ProximalObjective.Targets(
          actions: Array(targets.actions[rows]),
          logProbabilities: Array(targets.logProbabilities[rows]),
          advantages: Array(targets.advantages[rows]), returns: Array(targets.returns[rows])))
      pass.addPullback(
        of: Tensor(evaluation.outputGradient, shape: pass.output.shape), to: &total)
    }
    let (cut, whole) = (Self.places.map { total[$0] }, gradient())
    expectClose(norm(cut), 0.010_383_152_801, within: .absolute(1e-12))
    let product = zip(cut, whole).reduce(0) { $0 + $1.0 * $1.1 }
    expectClose(product / norm(cut) / norm(whole), 0.992_573_946, within: .absolute(1e-9))
    expectClose(cut[9], 5.322_079_011e-3, within: .absolute(1e-12))
    expectClose(Array(cut[21...]), Array(whole[21...]), within: .absolute(1e-15))
  }

  @Test func `credit that is cut after each pull has another gradient`() {
    let (cut, whole) = (gradient(discount: 0), gradient())
    expectClose(cut[23], -1.466_428_50e-4, within: .absolute(1e-12))
    let largest = zip(cut, whole).map { abs($0 - $1) }.max() ?? 0
    expectClose(largest, 4.551_265e-3, within: .absolute(1e-9))
  }
}
