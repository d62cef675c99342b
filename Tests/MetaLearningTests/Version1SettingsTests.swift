import Foundation
import MetaLearning
import Networks
import Testing

/// Settings as files of version 1 hold them: flat, and the oldest of them with fewer settings.
struct Version1SettingsTests {
  private struct Old: Decodable {
    var settings: GradientSettings

    init(from decoder: any Decoder) throws {
      settings = try GradientSettings(from: decoder, version: 1)
    }
  }

  private func decode(_ text: String) throws -> GradientSettings {
    try JSONDecoder().decode(Old.self, from: Data(text.utf8)).settings
  }

  /// Settings of which none has its default.
  private static let unusual = """
    {"activation":"relu","baseline":"constant","baselineConstant":-2,"clip":0.3,
    "conjugateGradientIterations":11,"contextSize":5,"countsWholeTrial":true,"curvatureShare":0.25,
    "damping":0.001,"discount":0.5,"epochs":7,"estimator":"dice","hasScoreFunctionTerm":true,
    "hidden":[8],"initialStandardDeviation":0.5,"innerDivergencePenalty":0.01,
    "innerLearningRates":[0.3,0.2],"innerSteps":5,"isFirstOrder":true,"lambda":0.25,"learner":"cavia",
    "learningRateDecay":0.75,"learnsInnerLearningRates":true,"lineSearchRatio":0.5,
    "lineSearchSteps":9,"maximumDivergence":0.02,"maximumStandardDeviation":2,
    "minimumStandardDeviation":0.1,"normalizesAdvantages":false,"outer":"promp",
    "outerLearningRate":0.02,"rateLearningRate":0.03,"rollouts":4,"tasks":3}
    """

  @Test func `every setting keeps its meaning`() throws {
    var expected = GradientSettings(.cavia(contextSize: 5))
    expected.tasks = 3
    expected.rollouts = 4
    expected.inner.steps = 5
    expected.inner.learningRates = [0.3, 0.2]
    expected.inner.decay = 0.75
    expected.inner.learnsRates = true
    expected.metaGradient.estimator = .dice
    expected.metaGradient.isFirstOrder = true
    expected.metaGradient.hasScoreFunctionTerm = true
    expected.metaGradient.countsWholeTrial = true
    expected.advantages.discount = 0.5
    expected.advantages.lambda = 0.25
    expected.advantages.baseline = .constant(-2)
    expected.advantages.isNormalized = false
    expected.policy.hidden = [8]
    expected.policy.activation = .relu
    expected.policy.initialStandardDeviation = 0.5
    expected.policy.minimumStandardDeviation = 0.1
    expected.policy.maximumStandardDeviation = 2
    let adam = AdamSettings(learningRate: 0.02, rateLearningRate: 0.03)
    var clipped = ClippedSettings(innerDivergencePenalty: 0.01)
    clipped.adam = adam
    clipped.epochs = 7
    clipped.clip = 0.3
    var region = TrustRegionSettings(maximumDivergence: 0.02)
    region.conjugateGradientIterations = 11
    region.curvatureShare = 0.25
    region.damping = 0.001
    region.lineSearchSteps = 9
    region.lineSearchRatio = 0.5
    var proximal = clipped
    proximal.innerDivergencePenalty = nil
    let steps: [(String, OuterStep)] = [
      ("promp", .clipped(clipped)), ("ppo", .clipped(proximal)), ("trpo", .trustRegion(region)),
      ("adam", .adam(adam)),
    ]
    for (name, step) in steps {
      expected.outer = step
      #expect(try decode(Self.unusual.replacing("\"promp\"", with: "\"\(name)\"")) == expected)
    }
  }

  @Test(arguments: GradientMethod.all)
  func `every method is known`(method: GradientMethod) throws {
    let text = Self.unusual.replacing("\"cavia\"", with: "\"\(method.name)\"")
      .replacing("\"contextSize\":5", with: "\"contextSize\":8")
    #expect(try decode(text).method == method)
  }

  @Test func `other baselines have no constant`() throws {
    for (name, baseline) in [("linear", Baseline.linear), ("mean", .mean)] {
      let text = Self.unusual.replacing("\"constant\"", with: "\"\(name)\"")
      #expect(try decode(text).advantages.baseline == baseline)
    }
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
    var expected = GradientSettings()
    expected.tasks = 100
    expected.rollouts = 1
    expected.inner.steps = 4
    expected.inner.learningRates = [15]
    expected.inner.decay = 1
    expected.policy.hidden = []
    expected.advantages.discount = 0
    expected.advantages.baseline = .mean
    // What 0.1 did before it could be chosen.
    expected.outer = .adam(AdamSettings(learningRate: 0.004, rateLearningRate: 0.004))
    expected.metaGradient.estimator = .likelihoodRatio
    expected.metaGradient.hasScoreFunctionTerm = false
    expected.policy.minimumStandardDeviation = 1e-6
    expected.policy.maximumStandardDeviation = 1e6
    let settings = try decode(Self.old)
    #expect(settings == expected)
    try settings.validate()
    // Nothing in which the outer steps differ was in those files.
    expected.outer = OuterStep(.trpo)
    #expect(try decode(Self.old.replacing("\"adam\"", with: "\"trpo\"")) == expected)
  }

  /// In 0.1 there were no limits, only the policy's own floor.
  @Test(arguments: [("1e-30", 1e-6), ("1e-6", 1e-6), ("0.5", 0.5), ("1e9", 1e9)])
  func `any first deviation of version 0.1 can still be read`(
    text: String, deviation: Double
  ) throws {
    let settings = try decode(
      Self.old.replacing(
        "\"initialStandardDeviation\":1,", with: "\"initialStandardDeviation\":\(text),"))
    #expect(settings.policy.initialStandardDeviation == deviation)
    try settings.validate()
  }

  @Test func `a setting of version 0.1 must be there`() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.old.utf8)) as? [String: Any])
    for name in object.keys {
      let text = try JSONSerialization.data(withJSONObject: object.filter { $0.key != name })
      #expect(throws: DecodingError.self, "\(name)") {
        try JSONDecoder().decode(Old.self, from: text)
      }
    }
  }

  @Test func `a setting that this version does not know is ignored`() throws {
    let newer = Self.old.replacing("{", with: "{\"memory\":\"lstm\",")
    #expect(try decode(newer) == decode(Self.old))
  }

  @Test(arguments: ["estimator\":\"Dice", "epochs\":\"5", "clip\":\"much"])
  func `a later setting that is malformed is refused`(setting: String) {
    let text = Self.old.replacing("{", with: "{\"\(setting)\",")
    #expect(throws: DecodingError.self) { try decode(text) }
  }

  @Test func `a learner that does not exist is refused`() {
    let text = Self.old.replacing("\"maml\"", with: "\"rl2\"")
    #expect(throws: DecodingError.self) { try decode(text) }
  }
}
