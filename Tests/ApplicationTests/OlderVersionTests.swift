import Foundation
import Recording
import Testing

/// Files of format version 1, in which settings are flat, and of Fledge 0.1, which knew fewer settings
/// and columns.
struct OlderVersionTests {
  /// Where version 1 has the settings, and where version 2.
  private static let places = [
    "learner": "learner", "tasks": "tasks", "rollouts": "rollouts", "innerSteps": "inner.steps",
    "innerLearningRates": "inner.learningRates", "learningRateDecay": "inner.decay",
    "learnsInnerLearningRates": "inner.learnsRates",
    "isFirstOrder": "metaGradient.isFirstOrder",
    "countsWholeTrial": "metaGradient.countsWholeTrial", "outer": "outer.step",
    "outerLearningRate": "outer.learningRate", "discount": "advantages.discount",
    "lambda": "advantages.lambda", "baseline": "advantages.baseline",
    "normalizesAdvantages": "advantages.isNormalized", "hidden": "policy.hidden",
    "activation": "policy.activation",
    "initialStandardDeviation": "policy.initialStandardDeviation",
  ]
  /// Those that 0.1 did not have.
  private static let later = [
    "estimator": "metaGradient.estimator",
    "hasScoreFunctionTerm": "metaGradient.hasScoreFunctionTerm",
    "rateLearningRate": "outer.rateLearningRate",
    "minimumStandardDeviation": "policy.minimumStandardDeviation",
    "maximumStandardDeviation": "policy.maximumStandardDeviation",
  ]
  /// Those of other outer steps, which were written whatever the step.
  private static let others: [String: Double] = [
    "maximumDivergence": 0.01, "conjugateGradientIterations": 10, "damping": 1e-5,
    "lineSearchSteps": 15, "lineSearchRatio": 0.8,
  ]

  /// The settings of a version 2 file as version 1 had them; of 0.1 if `later` ones are left out.
  private func flat(_ settings: [String: Any], hasLater: Bool) throws -> [String: Any] {
    var result: [String: Any] = Self.others
    let places = hasLater ? Self.places.merging(Self.later) { $1 } : Self.places
    for (name, place) in places {
      let path = place.split(separator: ".").map(String.init)
      let part = path.count == 1 ? settings : settings[path[0]] as? [String: Any]
      result[name] = try #require(part?[path[path.count - 1]], "\(place)")
    }
    return result
  }

  private func age(_ path: String, _ workspace: Workspace, hasLater: Bool = false) throws {
    var file = try Safetensors(readingFrom: workspace.folder + "/" + path)
    let settings = try flat(
      try jsonObject(try #require(file.metadata["settings"])), hasLater: hasLater)
    file.metadata["settings"] = String(
      decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
    let format = try #require(file.metadata["format"])
    try #require(format.hasSuffix("/2"))
    file.metadata["format"] = format.dropLast() + "1"
    try file.write(to: workspace.folder + "/" + path)
  }

  private func ageConfiguration(_ workspace: Workspace, hasLater: Bool = false) throws {
    var configuration = try jsonObject(try workspace.text("run/config.json"))
    let settings = try #require(configuration["settings"] as? [String: Any])
    configuration["settings"] = try flat(settings, hasLater: hasLater)
    configuration["format"] = "fledge-run/1"
    try workspace.write(
      try JSONSerialization.data(withJSONObject: configuration), to: "run/config.json")
  }

  @Test(arguments: ["point-robot/goals", "bandit/bernoulli"])
  func `a policy adapts as it did`(distribution: String) throws {
    let workspace = try Workspace()
    try workspace.train(
      distribution, into: "run", "--inner-steps 2 --inner-learning-rate-decay 0.75")
    let line = "score run --tasks 3 --steps 4 --json"
    let score = try workspace(line)
    #expect(score.code == 0)
    for hasLater in [true, false] {
      let new = try workspace.content("run/policy.safetensors")
      try age("run/policy.safetensors", workspace, hasLater: hasLater)
      #expect(try workspace(line) == score)
      try workspace.write(new, to: "run/policy.safetensors")
    }
  }

  @Test func `a run of format version 1 goes on to the same bits, as a run of this version`() throws
  {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.train(into: "new")
    try age("run/policy.safetensors", workspace, hasLater: true)
    try age("run/checkpoint.safetensors", workspace, hasLater: true)
    try ageConfiguration(workspace, hasLater: true)
    for run in ["run", "new"] {
      #expect(try workspace("train --resume \(run) --iterations 5 --quiet").code == 0)
    }
    for name in ["policy.safetensors", "checkpoint.safetensors", "config.json"] {
      #expect(try workspace.content("run/\(name)") == workspace.content("new/\(name)"), "\(name)")
    }
  }

  @Test func `a run whose log has other columns is not resumed, and left as it is`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try age("run/policy.safetensors", workspace)
    try age("run/checkpoint.safetensors", workspace)
    try ageConfiguration(workspace)
    let rows = try workspace.text("run/log.csv").split(separator: "\n").map { row in
      var fields = row.split(separator: ",", omittingEmptySubsequences: false)
      fields.removeSubrange(8..<11)
      return fields.joined(separator: ",") + "\n"
    }
    try #require(
      rows[0]
        == "iteration,preAdaptationReturn,postAdaptationReturn,klDivergence,lineSearchStep,"
        + "gradientNorm,entropy,logStandardDeviation,innerLearningRate,environmentSteps,seconds\n")
    try workspace.write(rows.joined().utf8, to: "run/log.csv")

    let files = try workspace.names(in: "run").map { try workspace.content("run/\($0)") }
    expectFailure(
      try workspace("train --resume run --iterations 5"), 1,
      "Error: Cannot resume 'run/log.csv': its column 9 is 'innerLearningRate', but"
        + " 'lowestStandardDeviation' is needed. Resume with the version of Fledge that wrote it, or"
        + " start a new run.")
    #expect(try workspace.names(in: "run").map { try workspace.content("run/\($0)") } == files)
  }
}
