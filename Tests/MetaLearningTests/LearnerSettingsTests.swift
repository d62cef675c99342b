import Foundation
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

struct LearnerSettingsTests {
  struct BadSetting: Sendable, CustomTestStringConvertible {
    var name: String
    var value: Double
    var change: @Sendable (inout LearnerSettings) -> Void

    var testDescription: String { "\(name) = \(value)" }

    init(
      _ name: String, _ value: Double,
      _ change: @escaping @Sendable (inout LearnerSettings, Double) -> Void
    ) {
      self.name = name
      self.value = value
      self.change = { change(&$0, value) }
    }
  }

  static let counts: [(name: String, change: @Sendable (inout LearnerSettings, Double) -> Void)] = [
    ("tasks", { $0.tasks = Int($1) }),
    ("rollouts", { $0.rollouts = Int($1) }),
    ("innerSteps", { $0.innerSteps = Int($1) }),
    ("epochs", { $0.epochs = Int($1) }),
    ("contextSize", { $0.contextSize = Int($1) }),
    ("conjugateGradientIterations", { $0.conjugateGradientIterations = Int($1) }),
    ("lineSearchSteps", { $0.lineSearchSteps = Int($1) }),
  ]

  static let positive: [(name: String, change: @Sendable (inout LearnerSettings, Double) -> Void)] =
    [
      ("innerLearningRates", { $0.innerLearningRates = [0.1, $1] }),
      ("learningRateDecay", { $0.learningRateDecay = $1 }),
      ("outerLearningRate", { $0.outerLearningRate = $1 }),
      ("maximumDivergence", { $0.maximumDivergence = $1 }),
      ("lineSearchRatio", { $0.lineSearchRatio = $1 }),
      ("initialStandardDeviation", { $0.initialStandardDeviation = $1 }),
      ("minimumStandardDeviation", { $0.minimumStandardDeviation = $1 }),
      ("maximumStandardDeviation", { $0.maximumStandardDeviation = $1 }),
      ("clip", { $0.clip = $1 }),
    ]

  static let others = [
    BadSetting("hidden", 0) { settings, _ in settings.hidden = [64, 0] },
    BadSetting("hidden", 4097) { settings, _ in settings.hidden = [4097] },
    BadSetting("hidden", 65) { settings, _ in
      settings.hidden = [Int](repeating: 1, count: 65)
    },
    BadSetting("innerLearningRates", 0) { settings, _ in settings.innerLearningRates = [] },
    BadSetting("lineSearchRatio", 1) { $0.lineSearchRatio = $1 },
    BadSetting("discount", -0.1) { $0.discount = $1 },
    BadSetting("discount", 1.1) { $0.discount = $1 },
    BadSetting("lambda", -0.1) { $0.lambda = $1 },
    BadSetting("lambda", 1.1) { $0.lambda = $1 },
    BadSetting("damping", -1e-9) { $0.damping = $1 },
    BadSetting("damping", .infinity) { $0.damping = $1 },
    BadSetting("minimumStandardDeviation", 9e-7) { $0.minimumStandardDeviation = $1 },
    BadSetting("rateLearningRate", -0.1) { $0.rateLearningRate = $1 },
    BadSetting("rateLearningRate", 1e60) { $0.rateLearningRate = $1 },
    BadSetting("innerDivergencePenalty", -0.1) { $0.innerDivergencePenalty = $1 },
    BadSetting("innerDivergencePenalty", .infinity) { $0.innerDivergencePenalty = $1 },
    BadSetting("baselineConstant", -1e60) { $0.baselineConstant = $1 },
    BadSetting("contextSize", 4097) { $0.contextSize = Int($1) },
  ]

  /// The last two of each positive number are 0 and infinity in the single precision that trains.
  static var badSettings: [BadSetting] {
    counts.flatMap { count in
      [0, -3, 1_000_001].map { BadSetting(count.name, $0, count.change) }
    }
      + positive.flatMap { number in
        [0, -1, .infinity, 1e-60, 1e60].map { BadSetting(number.name, $0, number.change) }
      } + others
  }

  @Test(arguments: badSettings)
  func `a setting that no learner can work with is named`(_ bad: BadSetting) {
    var settings = LearnerSettings()
    bad.change(&settings)
    #expect(throws: LearnerSettingsError(name: bad.name, value: bad.value)) {
      try settings.validate()
    }
  }

  @Test func `not a number is refused`() {
    var settings = LearnerSettings()
    settings.discount = .nan
    #expect(throws: LearnerSettingsError.self) { try settings.validate() }
  }

  @Test func `the words name the setting and its value`() {
    #expect(
      "\(LearnerSettingsError(name: "discount", value: 1.5))"
        == "the setting 'discount' is 1.5, which no learner can work with.")
  }

  @Test func `defaults and the edges of ranges are legal`() throws {
    var settings = LearnerSettings()
    try settings.validate()
    settings.tasks = 1
    settings.rollouts = 1
    settings.hidden = []
    settings.discount = 0
    settings.lambda = 0
    settings.damping = 0
    settings.learningRateDecay = 1
    settings.rateLearningRate = 0
    settings.innerDivergencePenalty = 0
    settings.baselineConstant = -3
    settings.contextSize = 4096
    settings.minimumStandardDeviation = 1
    settings.maximumStandardDeviation = 1
    try settings.validate()
  }

  /// Reads the rate of each step off how far the parameters moved along the gradient.
  private func rates(of agent: any Agent, _ count: Int) throws -> [Double] {
    let rollouts = Rollouts.ragged(lengths: [6, 3])
    var agent = try #require(agent as? GradientAgent<Float>)
    return try (0..<count).map { _ in
      let surrogate = Surrogate<Float>(
        policy: agent.policy,
        batch: PolicyBatch(
          rollouts, actionKind: agent.policy.actionKind, options: AdvantageOptions()))
      let gradient = surrogate.gradient(at: agent.parameters)
      let before = agent.parameters
      try agent.absorb(rollouts)
      let moved = VectorMath.sum(agent.parameters, before, times: -1)
      // Some learners adapt only some of the parameters.
      let reached = zip(moved, gradient).map { $0 == 0 ? 0 : $1 }
      return Double(VectorMath.dot(moved, reached) / VectorMath.dot(reached, reached))
    }
  }

  @Test(arguments: [1, 2, 3], LearnerName.allCases)
  func `rates beyond those listed decay, however many steps training takes`(
    innerSteps: Int, learner: LearnerName
  ) throws {
    let test = TrainingCase("rates") {
      $0.learner = learner
      $0.innerSteps = innerSteps
      $0.innerLearningRates = [0.1, 0.08]
      $0.learningRateDecay = 0.5
    }
    expectClose(
      try rates(of: try test.learner().makeAgent(), 5), [0.1, 0.08, 0.04, 0.02, 0.01],
      within: .relative(1e-3))
  }

  @Test func `rates can be given for one adaptation`() throws {
    let learner = try TrainingCase("rates").learner()
    expectClose(
      try rates(of: learner.makeAgent(learningRates: [0.2]), 3), [0.2, 0.1, 0.05],
      within: .relative(1e-3))
    expectClose(
      try rates(of: learner.makeAgent(learningRates: [0.2], decay: 1), 3), [0.2, 0.2, 0.2],
      within: .relative(1e-3))
  }

  @Test func `training begins with the listed rates and their decay`() throws {
    let test = TrainingCase("rates") {
      $0.innerSteps = 4
      $0.innerLearningRates = [0.3, 0.2]
      $0.learningRateDecay = 0.5
    }
    let core = GradientLearner<Double>(
      settings: test.settings, policy: try test.learner().policy, key: RandomKey(seed: 1))
    expectClose(core.learningRates, [0.3, 0.2, 0.1, 0.05], within: .relative(1e-14))
  }
}
