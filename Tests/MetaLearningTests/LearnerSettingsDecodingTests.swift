import Foundation
import MetaLearning
import Networks
import Testing

/// Settings as files hold them.
struct LearnerSettingsDecodingTests {
  private func decode(_ text: String) throws -> LearnerSettings {
    try JSONDecoder().decode(LearnerSettings.self, from: Data(text.utf8))
  }

  @Test(arguments: TrainingCase.all)
  func `settings survive JSON`(_ test: TrainingCase) throws {
    let text = try JSONEncoder().encode(test.settings)
    #expect(try JSONDecoder().decode(LearnerSettings.self, from: text) == test.settings)
  }

  /// Settings of which none has its default.
  private static var unusual: LearnerSettings {
    var settings = LearnerSettings()
    settings.learner = .cavia
    settings.outer = .promp
    settings.tasks = 3
    settings.rollouts = 4
    settings.innerSteps = 5
    settings.estimator = .dice
    settings.innerLearningRates = [0.3, 0.2]
    settings.learningRateDecay = 0.75
    settings.learnsInnerLearningRates = true
    settings.isFirstOrder = true
    settings.hasScoreFunctionTerm = true
    settings.countsWholeTrial = true
    settings.discount = 0.5
    settings.lambda = 0.25
    settings.baseline = .constant
    settings.baselineConstant = -2
    settings.normalizesAdvantages = false
    settings.outerLearningRate = 0.02
    settings.rateLearningRate = 0.03
    settings.epochs = 7
    settings.clip = 0.3
    settings.innerDivergencePenalty = 0.01
    settings.maximumDivergence = 0.02
    settings.conjugateGradientIterations = 11
    settings.curvatureShare = 0.25
    settings.damping = 0.001
    settings.lineSearchSteps = 9
    settings.lineSearchRatio = 0.5
    settings.hidden = [8]
    settings.activation = .relu
    settings.initialStandardDeviation = 0.5
    settings.minimumStandardDeviation = 0.1
    settings.maximumStandardDeviation = 2
    settings.contextSize = 5
    return settings
  }

  @Test func `every setting survives JSON`() throws {
    let settings = Self.unusual
    // A setting that is forgotten above would survive by being the default.
    for (changed, usual) in zip(
      Mirror(reflecting: settings).children, Mirror(reflecting: LearnerSettings()).children)
    {
      #expect("\(changed.value)" != "\(usual.value)", "\(usual.label ?? "")")
    }
    let text = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(LearnerSettings.self, from: text) == settings)
  }

  /// The settings in a policy that version 0.1 wrote.
  private static let old = """
    {"activation":"tanh","baseline":"mean","conjugateGradientIterations":10,"countsWholeTrial":false,
    "damping":1e-05,"discount":0,"hidden":[],"initialStandardDeviation":1,"innerLearningRates":[15],
    "innerSteps":4,"isFirstOrder":false,"lambda":1,"learner":"maml","learningRateDecay":1,
    "learnsInnerLearningRates":false,"lineSearchRatio":0.8,"lineSearchSteps":15,
    "maximumDivergence":0.01,"normalizesAdvantages":true,"outer":"adam","outerLearningRate":0.004,
    "rollouts":1,"tasks":100}
    """

  @Test func `settings of version 0.1 keep their meaning`() throws {
    var expected = LearnerSettings()
    expected.tasks = 100
    expected.rollouts = 1
    expected.innerSteps = 4
    expected.innerLearningRates = [15]
    expected.learningRateDecay = 1
    expected.hidden = []
    expected.discount = 0
    expected.baseline = .mean
    expected.outerLearningRate = 0.004
    // What 0.1 did before it could be chosen.
    expected.estimator = .likelihoodRatio
    expected.hasScoreFunctionTerm = false
    expected.rateLearningRate = 0.004
    expected.minimumStandardDeviation = 1e-6
    expected.maximumStandardDeviation = 1e6
    let settings = try decode(Self.old)
    #expect(settings == expected)
    try settings.validate()
  }

  /// In 0.1 there were no limits, only the policy's own floor.
  @Test(arguments: [("1e-30", 1e-6), ("1e-6", 1e-6), ("0.5", 0.5), ("1e9", 1e9)])
  func `any first deviation of version 0.1 can still be read`(
    text: String, deviation: Double
  ) throws {
    let settings = try decode(
      Self.old.replacing(
        "\"initialStandardDeviation\":1,", with: "\"initialStandardDeviation\":\(text),"))
    #expect(settings.initialStandardDeviation == deviation)
    try settings.validate()
  }

  @Test func `a setting of version 0.1 must be there`() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.old.utf8)) as? [String: Any])
    for name in object.keys {
      let text = try JSONSerialization.data(withJSONObject: object.filter { $0.key != name })
      #expect(throws: DecodingError.self, "\(name)") {
        try JSONDecoder().decode(LearnerSettings.self, from: text)
      }
    }
  }

  @Test func `a setting that this version does not know is passed over`() throws {
    let newer = Self.old.replacing("{", with: "{\"memory\":\"lstm\",")
    #expect(try decode(newer) == decode(Self.old))
  }

  @Test(arguments: ["estimator\":\"Dice", "epochs\":\"5", "clip\":\"much"])
  func `a later setting that is malformed is refused`(setting: String) {
    let text = Self.old.replacing("{", with: "{\"\(setting)\",")
    #expect(throws: DecodingError.self) { try decode(text) }
  }
}
