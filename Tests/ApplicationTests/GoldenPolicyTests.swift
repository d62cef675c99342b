import Application
import Foundation
import MetaLearning
import Networks
import Numerics
import Recording
import Testing

/// What policies give for fixed observations, in `Tests/Golden/policies.json`: the tests in `Python` compare
/// their own passes with these numbers.
///
/// With `FLEDGE_WRITE_GOLDEN=1` in the environment the file is written again:
///
///     FLEDGE_WRITE_GOLDEN=1 make quick MODULE=Application ARGS='--filter GoldenPolicyTests'
struct GoldenPolicyTests {
  /// Every kind of network, head and memory; small policies that do not ship are in
  /// `Tests/Golden/policies`.
  static let names = [
    "Policies/point-robot-goals", "Policies/cart-pole-reversed", "Policies/bandit-bernoulli",
    "Policies/cart-pole-reversed-cavia", "Policies/point-robot-goals-memory",
    "Policies/bandit-bernoulli-memory", "Policies/bandit-contextual-memory",
    "Policies/point-robot-winds-memory", "Tests/Golden/policies/relu",
    "Tests/Golden/policies/meta-sgd-adapted", "Tests/Golden/policies/cavia-adapted",
    "Tests/Golden/policies/lstm", "Tests/Golden/policies/gru-before",
    "Tests/Golden/policies/gru-bare",
  ]

  /// A step of some copies of a policy.
  struct Step: Codable, Equatable {
    /// Whether an episode begins.
    var isEpisodeStart: Bool
    /// `[n, O]`.
    var observations: [Float]
    /// The actions that were drawn, `[n, A]`.
    var actions: [Float]
    /// The rewards that followed, `[n]`.
    var rewards: [Float]
    /// Of discrete actions, `[n, choices]`; otherwise empty.
    var probabilities: [Float]
    /// Of continuous actions, `[n, A]`; otherwise empty.
    var means: [Float]
    /// Of the actions, `[n]`.
    var logProbabilities: [Float]
    /// Only of policies with a memory, `[n]`.
    var values: [Float]
    /// After the step, `[n, M]`.
    var memory: [Float]
  }

  struct Case: Codable, Equatable {
    var policy: String
    var copies: Int
    var steps: [Step]
  }

  /// Numbers without a pattern, with few digits.
  private static func number(_ index: Int) -> Float {
    Float((1000 * sin(Double(index * index + 3 * index + 1))).rounded() / 1000)
  }

  private static func answer(_ name: String) throws -> Case {
    let path = packageFolder.appendingPathComponent(name + ".safetensors").path
    let loaded = try SavedLearner(reading: .policy, from: path).load(
      .policy, path: path, in: .standard)
    let learner = try #require(loaded.learner as? any PolicyLearner)
    let policy = learner.policy
    var stepper = PolicyStepper(
      policy: policy, parameters: learner.policyArrays.flatMap(\.values), keepsDecisions: true)
    let copies = [0, 1, 2]
    let observationSize = policy.input.observationSize
    var actionSize = 1
    if case .continuous(let size) = policy.actionKind { actionSize = size }
    stepper.beginTrial(copyCount: copies.count)
    var steps: [Step] = []
    for number in 0..<(policy.memorySize > 0 ? 5 : 1) {
      // The second episode begins at the fourth step.
      let step = number < 3 ? number : number - 3
      if step == 0 { stepper.beginBlock(key: RandomKey(seed: UInt64(number))) }
      let observations = (0..<copies.count * observationSize).map {
        Self.number(1000 * number + $0)
      }
      var actions = [Float](repeating: 0, count: copies.count * actionSize)
      stepper.act(on: observations, step: step, copies: copies, actions: &actions)
      let rewards = copies.map { Self.number(500 * number + $0 + 7) }
      steps.append(
        Step(
          isEpisodeStart: step == 0, observations: observations, actions: actions,
          rewards: rewards, probabilities: stepper.probabilities, means: stepper.means,
          logProbabilities: stepper.logProbabilities, values: stepper.values,
          memory: stepper.memory))
      stepper.observe(actions: actions, rewards: rewards, copies: copies)
    }
    return Case(policy: name, copies: copies.count, steps: steps)
  }

  private static let file = packageFolder.appendingPathComponent("Tests/Golden/policies.json")

  @Test func `policies give the numbers that are kept`() throws {
    let answers = try Self.names.map(Self.answer)
    if ProcessInfo.processInfo.environment["FLEDGE_WRITE_GOLDEN"] == "1" {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      try (encoder.encode(answers) + Data("\n".utf8)).write(to: Self.file)
    }
    let kept = try JSONDecoder().decode([Case].self, from: Data(contentsOf: Self.file))
    #expect(kept.map(\.policy) == Self.names)
    for (answer, kept) in zip(answers, kept) {
      for (step, keptStep) in zip(answer.steps, kept.steps) {
        #expect(step.isClose(to: keptStep), "\(answer.policy)")
      }
    }
  }
}

extension GoldenPolicyTests.Step {
  /// Whether all numbers agree, but for the rounding of other processors' matrix products.
  fileprivate func isClose(to other: Self) -> Bool {
    let pairs = [
      (observations, other.observations), (actions, other.actions), (rewards, other.rewards),
      (probabilities, other.probabilities), (means, other.means),
      (logProbabilities, other.logProbabilities), (values, other.values), (memory, other.memory),
    ]
    return isEpisodeStart == other.isEpisodeStart
      && pairs.allSatisfy { own, other in
        own.count == other.count
          && zip(own, other).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
      }
  }
}
