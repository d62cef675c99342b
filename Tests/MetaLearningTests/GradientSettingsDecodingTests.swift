import Foundation
import MetaLearning
import Networks
import Testing

/// Settings as files hold them.
struct GradientSettingsDecodingTests {
  @Test(arguments: TrainingCase.all + TrainingCase.family)
  func `settings survive JSON`(_ test: TrainingCase) throws {
    let text = try JSONEncoder().encode(test.settings)
    #expect(try JSONDecoder().decode(GradientSettings.self, from: text) == test.settings)
  }

  /// Settings of which none has its default, with each kind of outer step.
  private static var unusual: [GradientSettings] {
    var settings = GradientSettings(.cavia(contextSize: 5))
    settings.tasks = 3
    settings.rollouts = 4
    settings.inner.steps = 5
    settings.inner.learningRates = [0.3, 0.2]
    settings.inner.decay = 0.75
    settings.inner.learnsRates = true
    settings.metaGradient.estimator = .dice
    settings.metaGradient.isFirstOrder = true
    settings.metaGradient.hasScoreFunctionTerm = true
    settings.metaGradient.countsWholeTrial = true
    settings.advantages.discount = 0.5
    settings.advantages.lambda = 0.25
    settings.advantages.baseline = .constant(-2)
    settings.advantages.isNormalized = false
    settings.policy.hidden = [8]
    settings.policy.activation = .relu
    settings.policy.initialStandardDeviation = 0.5
    settings.policy.minimumStandardDeviation = 0.1
    settings.policy.maximumStandardDeviation = 2
    var clipped = ClippedSettings(innerDivergencePenalty: 0.01)
    clipped.adam = AdamSettings(learningRate: 0.02, rateLearningRate: 0.03)
    clipped.epochs = 7
    clipped.clip = 0.3
    var region = TrustRegionSettings(maximumDivergence: 0.02)
    region.conjugateGradientIterations = 11
    region.curvatureShare = 0.25
    region.damping = 0.001
    region.lineSearchSteps = 9
    region.lineSearchRatio = 0.5
    let steps: [OuterStep] = [.clipped(clipped), .trustRegion(region), .adam(clipped.adam)]
    return steps.map {
      settings.outer = $0
      return settings
    }
  }

  @Test func `every setting survives JSON`() throws {
    // A setting that is missing above would survive by being the default.
    var unchanged = Set(GradientSettings.declarations.map(\.key))
    for settings in Self.unusual {
      let usual = try #require(GradientSettings(learner: "maml"))
      for key in unchanged where settings[key] != nil && settings[key] != usual[key] {
        unchanged.remove(key)
      }
      let text = try JSONEncoder().encode(settings)
      #expect(try JSONDecoder().decode(GradientSettings.self, from: text) == settings)
    }
    #expect(unchanged == [])
  }

  @Test func `settings are objects in an object`() throws {
    let text = String(decoding: try encoder.encode(GradientSettings()), as: UTF8.self)
    #expect(
      text == """
        {"advantages":{"baseline":"linear","discount":0.99,"isNormalized":true,"lambda":1},\
        "inner":{"decay":0.5,"learningRates":[0.1],"learnsRates":false,"steps":1},"learner":"maml",\
        "metaGradient":{"countsWholeTrial":false,"estimator":"likelihood-ratio",\
        "hasScoreFunctionTerm":false,"isFirstOrder":false},"outer":{"learningRate":0.001,\
        "rateLearningRate":0.002,"step":"adam"},"policy":{"activation":"tanh","hidden":[64,64],\
        "initialStandardDeviation":1,"maximumStandardDeviation":10,"minimumStandardDeviation":0.01},\
        "rollouts":20,"tasks":20}
        """)
  }

  @Test func `a file has only the settings that the learner has`() throws {
    let text = try encoder.encode(GradientSettings(.joint))
    let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "advantages", "inner", "learner", "outer", "policy", "rollouts", "tasks",
      ])
    let inner = try #require(object["inner"] as? [String: Any])
    #expect(inner.keys.sorted() == ["decay", "learningRates", "steps"])
  }

  private var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }

  @Test(arguments: [
    ("\"tasks\":20", "\"task\":20"), ("\"steps\":1", "\"steps\":\"1\""),
    ("\"outer\":{", "\"outside\":{"), ("\"maml\"", "\"rl2\""), ("\"adam\"", "\"Adam\""),
    ("\"likelihood-ratio\"", "\"exact\""),
  ])
  func `a setting that is missing or malformed is refused`(old: String, new: String) throws {
    let text = String(decoding: try encoder.encode(GradientSettings()), as: UTF8.self)
    try #require(text.contains(old))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        GradientSettings.self, from: Data(text.replacing(old, with: new).utf8))
    }
  }

  @Test func `a setting that this version does not know is ignored`() throws {
    let text = String(decoding: try encoder.encode(GradientSettings()), as: UTF8.self)
    let newer = text.replacing("{", with: "{\"memory\":\"lstm\",")
    let settings = try JSONDecoder().decode(GradientSettings.self, from: Data(newer.utf8))
    #expect(settings == GradientSettings())
  }
}
