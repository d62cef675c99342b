import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import Testing

struct LearnerErrorTests {
  private func learner(_ change: (inout GradientSettings) -> Void = { _ in }) -> MAML {
    let test = TrainingCase("MAML", change)
    return MAML(
      settings: test.settings, specification: Payout().specification, key: RandomKey(seed: 1))
  }

  private let workers = Workers(count: 2)

  @Test(arguments: [Float.infinity, -.infinity, .nan], OuterStep.Name.allCases)
  func `rewards that are not finite refuse the update and change no bit`(
    amount: Float, outer: OuterStep.Name
  ) throws {
    for learnerName in GradientMethod.all {
      var learner = learner {
        $0.outer.name = outer
        $0.method = learnerName
      }
      _ = try learner.update(
        on: [[1], [2]], of: Payout.distribution(amounts: [1]), workers: workers,
        key: RandomKey(seed: 2))
      let before = learner.state
      let policy = learner.policy
      let adapted =
        switch learnerName {
        case .anil: policy.lastLayerRange
        case .cavia: policy.embeddingRange ?? 0..<0
        default: 0..<policy.layout.count
        }
      let firstName = policy.layout.name(ofParameter: adapted.lowerBound)
      // Where there is an inner step, it is the first to fail.
      let expected: LearnerError =
        learner.settings.trainingSteps > 0
        ? .notFiniteAdaptation(step: 1, count: adapted.count, firstName: firstName)
        : .notFiniteMetaGradient(count: adapted.count, firstName: firstName)
      #expect(throws: expected) {
        try learner.update(
          on: [[1], [amount], [2]], of: Payout.distribution(amounts: [amount]),
          workers: workers, key: RandomKey(seed: 3))
      }
      #expect(learner.state == before)
    }
  }

  @Test func `an update to a policy infinitely far away is refused and changes no bit`() throws {
    var learner = learner { $0.outer.adam?.learningRate = 1e37 }
    let before = learner.state
    #expect(throws: LearnerError.notFiniteDivergence) {
      try learner.update(
        on: [[1], [2]], of: Payout.distribution(amounts: [1]), workers: workers,
        key: RandomKey(seed: 2))
    }
    #expect(learner.state == before)
  }

  @Test func `the first of several inner steps to fail is named`() {
    var learner = learner {
      $0.inner.learnsRates = true
      $0.inner.steps = 2
    }
    let before = learner.state
    #expect(
      throws: LearnerError.notFiniteAdaptation(
        step: 1, count: learner.policy.layout.count, firstName: "layer0.weight[0, 0]")
    ) {
      try learner.update(
        on: [[.nan]], of: Payout.distribution(amounts: [.nan]), workers: workers,
        key: RandomKey(seed: 3))
    }
    #expect(learner.state == before)
  }

  /// The square of such a gradient is infinite, and Adam would never move its parameters again.
  @Test func `a gradient too long for the optimiser's moments refuses the update`() throws {
    var learner = learner {
      $0.method = .joint
      $0.advantages.isNormalized = false
    }
    let before = learner.state
    #expect(throws: LearnerError.self) {
      try learner.update(
        on: [[1e24]], of: Payout.distribution(amounts: [1]), workers: workers,
        key: RandomKey(seed: 3))
    }
    #expect(learner.state == before)
  }

  /// The inner steps are tiny and finite; the squares of the meta-gradient are not, rates included.
  @Test func `learned rates that are not finite are counted`() throws {
    var learner = learner {
      $0.inner.learnsRates = true
      $0.inner.steps = 2
      $0.inner.learningRates = [1e-24]
      $0.advantages.isNormalized = false
    }
    let before = learner.state
    let count = learner.policy.layout.count + 2
    #expect(
      throws: LearnerError.notFiniteMetaGradient(count: count, firstName: "layer0.weight[0, 0]")
    ) {
      try learner.update(
        on: [[1e24]], of: Payout.distribution(amounts: [1]), workers: workers,
        key: RandomKey(seed: 3))
    }
    #expect(learner.state == before)
  }

  @Test func `an adaptation step that is not finite is an error with its number`() throws {
    let distribution = Payout.distribution(amounts: [1])
    var agent = learner().makeAgent()
    for step in 1...2 {
      let block = Block(number: step - 1, copyCount: 3, key: RandomKey(seed: 4))
      let good = distribution.play(block, on: [1], by: &agent).rollouts
      let bad = distribution.play(block, on: [.nan], by: &agent).rollouts
      #expect(
        throws: LearnerError.notFiniteAdaptation(
          step: step, count: 26, firstName: "layer0.weight[0, 0]")
      ) {
        try agent.absorb(bad)
      }
      try agent.absorb(good)
    }
  }

  @Test func `a refused adaptation step leaves the agent as it was`() throws {
    let distribution = Payout.distribution(amounts: [1])
    var agent = try #require(learner().makeAgent() as? GradientAgent<Float>)
    let block = Block(copyCount: 3, key: RandomKey(seed: 4))
    let good = distribution.play(block, on: [1], by: &agent).rollouts
    let bad = distribution.play(block, on: [.nan], by: &agent).rollouts
    var other = agent
    #expect(throws: LearnerError.self) { try agent.absorb(bad) }
    #expect(agent.stepCount == 0)
    #expect(agent.parameters == other.parameters)
    try agent.absorb(good)
    try other.absorb(good)
    #expect(agent.parameters == other.parameters)
  }

  @Test(arguments: [
    (
      LearnerError.notFiniteMetaGradient(count: 1, firstName: "layer1.bias[0, 2]"),
      "the meta-gradient has 1 non-finite entry (first: 'layer1.bias[0, 2]'). The policy is"
        + " unchanged. Try a smaller --inner-learning-rate."
    ),
    (
      .notFiniteMetaGradient(count: 3, firstName: "layer1.weight[3, 22]"),
      "the meta-gradient has 3 non-finite entries (first: 'layer1.weight[3, 22]'). The policy is"
        + " unchanged. Try a smaller --inner-learning-rate."
    ),
    (
      .notFiniteAdaptation(step: 2, count: 1, firstName: "logStandardDeviation[0, 1]"),
      "adaptation step 2 gave 1 non-finite parameter (first: 'logStandardDeviation[0, 1]'). Try a"
        + " smaller --inner-learning-rate."
    ),
    (
      .stateMismatch(name: "policy/layer0.bias", expected: 64, found: 32),
      "the array 'policy/layer0.bias' has 32 elements, but this learner needs 64."
    ),
    (
      .stateMismatch(name: "policy/layer0.bias", expected: 64, found: nil),
      "the array 'policy/layer0.bias' is missing; this learner needs 64 elements of it."
    ),
    (.counterMissing(name: "adamSteps"), "the counter 'adamSteps' is missing."),
  ])
  func `says what was found and what to do`(error: LearnerError, words: String) {
    #expect("\(error)" == words)
  }
}
