import Foundation
import Recording
import Testing

/// Files of version 0.1, which knew fewer settings and columns.
struct OlderVersionTests {
  private static let settings: Set<String> = [
    "estimator", "hasScoreFunctionTerm", "baselineConstant", "rateLearningRate", "epochs", "clip",
    "innerDivergencePenalty", "minimumStandardDeviation", "maximumStandardDeviation", "contextSize",
  ]

  /// Takes out the settings that 0.1 did not have.
  private func aged(_ settings: Any) throws -> [String: Any] {
    let settings = try #require(settings as? [String: Any])
    try #require(Self.settings.isSubset(of: settings.keys))
    return settings.filter { !Self.settings.contains($0.key) }
  }

  private func age(_ path: String, _ workspace: Workspace) throws {
    var file = try Safetensors(readingFrom: workspace.folder + "/" + path)
    let settings = try aged(try jsonObject(try #require(file.metadata["settings"])))
    file.metadata["settings"] = String(
      decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self)
    try file.write(to: workspace.folder + "/" + path)
  }

  @Test(arguments: ["point-robot/goals", "bandit/bernoulli"])
  func `a policy adapts as it did`(distribution: String) throws {
    let workspace = try Workspace()
    try workspace.train(
      distribution, into: "run", "--inner-steps 2 --inner-learning-rate-decay 0.75")
    let line = "score run --tasks 3 --steps 4 --json"
    let score = try workspace(line)
    #expect(score.code == 0)
    try age("run/policy.safetensors", workspace)
    #expect(try workspace(line) == score)
  }

  @Test func `a run whose log has other columns is not resumed, and left as it is`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try age("run/policy.safetensors", workspace)
    try age("run/checkpoint.safetensors", workspace)
    var configuration = try jsonObject(try workspace.text("run/config.json"))
    configuration["settings"] = try aged(configuration["settings"] ?? [:])
    try workspace.write(
      try JSONSerialization.data(withJSONObject: configuration), to: "run/config.json")
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
