import Gym
import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden two-step problem, where what an action does to later rewards tells estimators apart.
///
/// Two states, two actions, action a leads to state a, the logits of each state are a row of the
/// weights. All four trajectories are episodes, weighted with their probabilities. Surrogates are
/// means over steps, here two in each episode: in units of returns everything is twice as large.
struct TwoStepProblemTests {
  static let policy = Policy(
    input: PolicyInput(observationSize: 2), hiddenSizes: [], activation: .tanh,
    actionKind: .discrete(count: 2))
  static let rewards: [[Float]] = [[0, 1], [2, 0.5]]
  static let logits = [0.1, -0.2, 0.3, 0.4]
  static let tolerance = Tolerance.absolute(1e-10)

  static func probability(_ logits: [Double], state: Int, action: Int) -> Double {
    let weights = logits[2 * state..<2 * state + 2].map(Double.exponential)
    return weights[action] / (weights[0] + weights[1])
  }

  /// Both actions of an episode.
  struct Trajectory: Sendable {
    var first: Int
    var second: Int

    static let all = (0..<4).map { Trajectory(first: $0 / 2, second: $0 % 2) }

    func probability(_ logits: [Double]) -> Double {
      TwoStepProblemTests.probability(logits, state: 0, action: first)
        * TwoStepProblemTests.probability(logits, state: first, action: second)
    }
  }

  /// Episodes as they would be collected.
  static func rollouts(_ trajectories: [Trajectory]) -> Rollouts {
    var rollouts = Rollouts(observationSize: 2, actionSize: 1)
    for episode in trajectories {
      rollouts.observations += [1, 0] + (episode.first == 0 ? [1, 0] : [0, 1])
      rollouts.actions += [Float(episode.first), Float(episode.second)]
      rollouts.rewards += [rewards[0][episode.first], rewards[episode.first][episode.second]]
      rollouts.offsets.append(rollouts.offsets[rollouts.offsets.count - 1] + 2)
      rollouts.isTerminated.append(true)
      rollouts.finalObservations += episode.second == 0 ? [1, 0] : [0, 1]
    }
    return rollouts
  }

  /// The surrogate of some trajectories, with weights or all alike.
  static func surrogate(
    of trajectories: [Trajectory], weights: [Double]? = nil, baseline: Double = 0,
    policy: Policy = policy, _ estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    let options = AdvantageSettings(
      discount: 1, lambda: 1, baseline: .constant(baseline), isNormalized: false)
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        rollouts(trajectories), actionKind: policy.actionKind, options: options,
        episodeWeights: weights),
      estimator: estimator)
  }

  /// The surrogate of infinitely many episodes.
  static func surrogate(
    _ logits: [Double], baseline: Double = 0, _ estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    surrogate(
      of: Trajectory.all, weights: Trajectory.all.map { $0.probability(logits) },
      baseline: baseline, estimator)
  }

  /// The expected return.
  static func value(_ logits: [Double]) -> Double {
    Trajectory.all.reduce(0) { sum, episode in
      let rewards = rewards[0][episode.first] + rewards[episode.first][episode.second]
      return sum + episode.probability(logits) * Double(rewards)
    }
  }

  /// In units of returns.
  static func hessianProduct(
    _ logits: [Double], times vector: [Double], _ estimator: InnerEstimator
  ) -> [Double] {
    surrogate(logits, estimator)
      .hessianVectorProduct(at: logits + [0, 0], times: vector + [0, 0])[..<4].map { 2 * $0 }
  }

  @Test(arguments: InnerEstimator.allCases)
  func `every estimator has the gradient of the value`(estimator: InnerEstimator) {
    let gradient = Self.surrogate(Self.logits, estimator).gradient(at: Self.logits + [0, 0])
    expectClose(
      gradient[..<4].map { 2 * $0 },
      [-0.577_267_830_3, 0.577_267_830_3, 0.159_185_76, -0.159_185_76], within: Self.tolerance)
  }

  /// Each block is a number times [[1, -1], [-1, 1]]: of the first state, mixed, of the second state.
  @Test(arguments: [
    (InnerEstimator.dice, -0.033_573_192, -0.091_443_068_6, 0.007_952_661_9),
    (.likelihoodRatio, 0.085_946_540_3, 0, 0.007_952_661_9),
    (.logLikelihood, -0.349_691_708_8, 0, -0.128_678_469_1),
  ])
  func `Hessians match the golden numbers`(
    estimator: InnerEstimator, first: Double, mixed: Double, second: Double
  ) {
    expectClose(
      Self.hessianProduct(Self.logits, times: [1, 0, 0, 0], estimator),
      [first, -first, mixed, -mixed], within: Self.tolerance)
    expectClose(
      Self.hessianProduct(Self.logits, times: [0, 0, 0, 1], estimator),
      [-mixed, mixed, -second, second], within: Self.tolerance)
  }

  /// DiCE keeps every term: its Hessian is that of the value itself.
  @Test func `the Hessian of DiCE is the slope of the gradient of the value`() {
    for column in 0..<4 {
      var direction = [0.0, 0, 0, 0]
      direction[column] = 1
      let slope = FiniteDifference(step: 1e-3).slope(at: Self.logits, along: direction) { logits in
        Self.surrogate(logits).gradient(at: logits + [0, 0])[..<4].map { 2 * $0 }
      }
      expectClose(
        Self.hessianProduct(Self.logits, times: direction, .dice), slope, within: .absolute(1e-11))
    }
  }

  @Test(arguments: [
    (InnerEstimator.dice, false, [-0.525_398_619_5, 0.262_705_852_4]),
    (.likelihoodRatio, false, [-0.568_474_852, 0.214_836_935_3]),
    (.logLikelihood, false, [-0.340_425_514_4, 0.185_715_117_8]),
    (.dice, true, [-0.523_483_275_6, 0.213_141_889_9]),
  ])
  func `meta-gradients match the golden numbers`(
    estimator: InnerEstimator, isFirstOrder: Bool, expected: [Double]
  ) {
    var settings = GradientSettings()
    settings.metaGradient.estimator = estimator
    settings.metaGradient.isFirstOrder = isFirstOrder
    var rule = AdaptationRule<Double>(settings: settings, policy: Self.policy)
    // The golden problem has no biases.
    rule.adapted = 0..<4
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: Self.logits + [0, 0], rule: rule)
    // 0.5 for a gradient of the return is 1 for one of the mean step.
    path.step(on: Self.surrogate(Self.logits, estimator), learningRate: 1)
    let adapted = Array(path.adaptedParameters[..<4])
    expectClose(
      adapted, [-0.188_633_915_1, 0.088_633_915_1, 0.379_592_88, 0.320_407_12],
      within: Self.tolerance)
    let query = Self.surrogate(adapted)
    // Without a baseline the advantage of an episode's first action is the episode's return.
    let returns = query.batch.offsets.dropLast().map {
      query.batch.advantages[$0] * (query.batch.weights?[$0] ?? 0)
    }
    expectClose(returns.reduce(0, +), 1.537_849_996_319_346_6, within: .absolute(1e-12), "J")
    let objective = TaskObjective(
      settings: settings, task: AdaptedTask(path: path, query: query))
    let gradient = objective.gradient().parameters[..<4].map { 2 * $0 }
    expectClose(
      gradient, [expected[0], -expected[0], expected[1], -expected[1]], within: Self.tolerance)
  }
}
