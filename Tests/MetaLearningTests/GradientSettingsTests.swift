import Foundation
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

struct GradientSettingsTests {
  struct BadSetting: Sendable, CustomTestStringConvertible {
    var name: String
    var value: Double
    var change: @Sendable (inout GradientSettings) -> Void

    var testDescription: String { "\(name) = \(value)" }

    init(
      _ name: String, _ value: Double,
      _ change: @escaping @Sendable (inout GradientSettings, Double) -> Void
    ) {
      self.name = name
      self.value = value
      self.change = { change(&$0, value) }
    }
  }

  static let counts: [(name: String, change: @Sendable (inout GradientSettings, Double) -> Void)] =
    [
      ("tasks", { $0.tasks = Int($1) }),
      ("rollouts", { $0.rollouts = Int($1) }),
      ("inner.steps", { $0.inner.steps = Int($1) }),
      ("outer.epochs", { $0.outer.clipped?.epochs = Int($1) }),
      ("contextSize", { $0.method.contextSize = Int($1) }),
      (
        "outer.conjugateGradientIterations",
        { $0.outer.trustRegion?.conjugateGradientIterations = Int($1) }
      ),
      ("outer.lineSearchSteps", { $0.outer.trustRegion?.lineSearchSteps = Int($1) }),
    ]

  static let positive:
    [(name: String, change: @Sendable (inout GradientSettings, Double) -> Void)] =
      [
        ("inner.learningRates", { $0.inner.learningRates = [0.1, $1] }),
        ("inner.decay", { $0.inner.decay = $1 }),
        ("outer.learningRate", { $0.outer.adam?.learningRate = $1 }),
        ("outer.maximumDivergence", { $0.outer.trustRegion?.maximumDivergence = $1 }),
        ("outer.lineSearchRatio", { $0.outer.trustRegion?.lineSearchRatio = $1 }),
        ("policy.initialStandardDeviation", { $0.policy.initialStandardDeviation = $1 }),
        ("policy.minimumStandardDeviation", { $0.policy.minimumStandardDeviation = $1 }),
        ("policy.maximumStandardDeviation", { $0.policy.maximumStandardDeviation = $1 }),
        ("outer.clip", { $0.outer.clipped?.clip = $1 }),
      ]

  static let others = [
    BadSetting("policy.hidden", 0) { settings, _ in settings.policy.hidden = [64, 0] },
    BadSetting("policy.hidden", 4097) { settings, _ in settings.policy.hidden = [4097] },
    BadSetting("policy.hidden", 65) { settings, _ in
      settings.policy.hidden = [Int](repeating: 1, count: 65)
    },
    BadSetting("inner.learningRates", 0) { settings, _ in settings.inner.learningRates = [] },
    BadSetting("outer.lineSearchRatio", 1) { $0.outer.trustRegion?.lineSearchRatio = $1 },
    // 1 in the single precision that trains.
    BadSetting("outer.lineSearchRatio", 1 - 1e-12) { $0.outer.trustRegion?.lineSearchRatio = $1 },
    BadSetting("advantages.discount", -0.1) { $0.advantages.discount = $1 },
    BadSetting("advantages.discount", 1.1) { $0.advantages.discount = $1 },
    BadSetting("advantages.lambda", -0.1) { $0.advantages.lambda = $1 },
    BadSetting("advantages.lambda", 1.1) { $0.advantages.lambda = $1 },
    BadSetting("outer.damping", -1e-9) { $0.outer.trustRegion?.damping = $1 },
    BadSetting("outer.damping", .infinity) { $0.outer.trustRegion?.damping = $1 },
    BadSetting("policy.minimumStandardDeviation", 9e-7) { $0.policy.minimumStandardDeviation = $1 },
    BadSetting("outer.rateLearningRate", -0.1) { $0.outer.adam?.rateLearningRate = $1 },
    BadSetting("outer.rateLearningRate", 1e60) { $0.outer.adam?.rateLearningRate = $1 },
    BadSetting("outer.innerDivergencePenalty", -0.1) {
      $0.outer.clipped?.innerDivergencePenalty = $1
    },
    BadSetting("outer.innerDivergencePenalty", .infinity) {
      $0.outer.clipped?.innerDivergencePenalty = $1
    },
    BadSetting("advantages.baselineConstant", -1e60) { $0.advantages.baseline = .constant($1) },
    BadSetting("contextSize", 4097) { $0.method.contextSize = Int($1) },
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

  /// Settings that together have every one of them.
  private static let places = [
    GradientSettings(), GradientSettings(.cavia(contextSize: 8)), settings(.trpo), settings(.promp),
  ]

  private static func settings(_ outer: OuterStep.Name) -> GradientSettings {
    var settings = GradientSettings()
    settings.outer.name = outer
    return settings
  }

  @Test(arguments: badSettings)
  func `a setting that is out of range is named`(_ bad: BadSetting) {
    let changed = Self.places.compactMap { settings in
      var changed = settings
      bad.change(&changed)
      return changed == settings ? nil : changed
    }
    #expect(!changed.isEmpty)
    for settings in changed {
      #expect(throws: SettingsError(setting: bad.name, value: bad.value)) {
        try settings.validate()
      }
    }
  }

  @Test func `not a number is refused`() {
    var settings = GradientSettings()
    settings.advantages.discount = .nan
    #expect(throws: SettingsError.self) { try settings.validate() }
  }

  @Test func `the words name the setting and its value`() {
    #expect(
      "\(SettingsError(setting: "discount", value: 1.5))"
        == "the setting 'discount' is 1.5, which is out of range.")
  }

  @Test func `defaults and the edges of ranges are legal`() throws {
    var settings = GradientSettings()
    try settings.validate()
    settings.tasks = 1
    settings.rollouts = 1
    settings.policy.hidden = []
    settings.advantages.discount = 0
    settings.advantages.lambda = 0
    settings.inner.decay = 1
    settings.outer.adam?.rateLearningRate = 0
    settings.advantages.baseline = .constant(-3)
    settings.policy.minimumStandardDeviation = 1
    settings.policy.maximumStandardDeviation = 1
    try settings.validate()
    settings.method = .cavia(contextSize: 4096)
    settings.outer.name = .promp
    settings.outer.clipped?.innerDivergencePenalty = 0
    try settings.validate()
    settings.outer.name = .trpo
    settings.outer.trustRegion?.damping = 0
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
          rollouts, actionKind: agent.policy.actionKind, options: AdvantageSettings()))
      let gradient = surrogate.gradient(at: agent.parameters)
      let before = agent.parameters
      try agent.absorb(rollouts)
      let moved = VectorMath.sum(agent.parameters, before, times: -1)
      // Some learners adapt only some of the parameters.
      let reached = zip(moved, gradient).map { $0 == 0 ? 0 : $1 }
      return Double(VectorMath.dot(moved, reached) / VectorMath.dot(reached, reached))
    }
  }

  @Test(arguments: [1, 2, 3], GradientMethod.all)
  func `rates beyond those listed decay, however many steps training takes`(
    innerSteps: Int, learner: GradientMethod
  ) throws {
    let test = TrainingCase("rates") {
      $0.method = learner
      $0.inner.steps = innerSteps
      $0.inner.learningRates = [0.1, 0.08]
      $0.inner.decay = 0.5
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
      try rates(
        of: learner.makeAgent(["inner-learning-rate": [0.2], "inner-learning-rate-decay": 1]), 3),
      [0.2, 0.2, 0.2],
      within: .relative(1e-3))
  }

  @Test func `training begins with the listed rates and their decay`() throws {
    let test = TrainingCase("rates") {
      $0.inner.steps = 4
      $0.inner.learningRates = [0.3, 0.2]
      $0.inner.decay = 0.5
    }
    let core = GradientLearner<Double>(
      settings: test.settings, policy: try test.learner().policy, key: RandomKey(seed: 1))
    expectClose(core.learningRates, [0.3, 0.2, 0.1, 0.05], within: .relative(1e-14))
  }
}
