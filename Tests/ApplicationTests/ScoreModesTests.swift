import Foundation
import Testing

/// `fledge score`: several policies, comparisons, numbers of rollouts, splits and players.
struct ScoreModesTests {
  private static let few = "--tasks 4 --rollouts 2 --steps 1"

  private func makeWorkspace(with count: Int) throws -> Workspace {
    let workspace = try Workspace()
    for seed in 1...count { try workspace.train(into: "run\(seed)", "--seed \(seed)") }
    return workspace
  }

  /// The points of a curve below some keys.
  private func curve(_ object: Any?) throws -> [[String: Any]] {
    try #require((object as? [String: Any])?["curve"] as? [[String: Any]])
  }

  @Test func `policies are pooled, and each has a row of its own`() throws {
    let workspace = try makeWorkspace(with: 2)
    let pooled = try jsonObject(try workspace("score run1 run2 \(Self.few) --json").output)
    #expect(pooled["policy"] as? String == "run1, run2")
    let runs = try #require(pooled["runs"] as? [[String: Any]])
    #expect(runs.map { $0["policy"] as? String } == ["run1", "run2"])
    var means = [0.0, 0.0]
    for (index, run) in runs.enumerated() {
      let own = try jsonObject(try workspace("score run\(index + 1) \(Self.few) --json").output)
      #expect(own["runs"] == nil)
      #expect(own["taskReturns"] as? [[Double]] == run["taskReturns"] as? [[Double]])
      for (step, point) in try curve(own).enumerated() {
        let mean = try #require(point["mean"] as? Double)
        #expect(try curve(run)[step]["mean"] as? Double == mean)
        means[step] += mean / 2
      }
    }
    for (step, point) in try curve(pooled).enumerated() {
      #expect(abs(try #require(point["mean"] as? Double) - means[step]) < 1e-9)
      #expect(
        point.keys.sorted() == [
          "confidence95", "confidence95OverRunsAndTasks", "environmentSteps", "interquartileMean",
          "interquartileMeanConfidence95", "mean", "normalized", "rollouts", "standardDeviation",
          "step",
        ])
    }
    let lines = try workspace("score run1 run2 \(Self.few)").output.split(separator: "\n")
    #expect(
      lines[0] == "2 policies on point-robot/goals: 4 test tasks, 2 rollouts per step, seed 1")
    #expect(lines.contains("Each policy after 1 step:"))
    #expect(lines.contains { $0.hasPrefix("  run2  ") })
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `another policy is scored on the same tasks`() throws {
    let workspace = try makeWorkspace(with: 2)
    let score = try jsonObject(
      try workspace("score run1 --against run2 \(Self.few) --json").output)
    let other = try jsonObject(try workspace("score run2 \(Self.few) --json").output)
    #expect((score["against"] as? [String: Any])?["policy"] as? String == "run2")
    let own = try curve(score)
    for (step, point) in try curve(score["against"]).enumerated() {
      #expect(point["step"] as? Int == step)
      let mean = try #require(point["mean"] as? Double)
      #expect(try curve(other)[step]["mean"] as? Double == mean)
      let difference = try #require(point["difference"] as? Double)
      #expect(abs(try #require(own[step]["mean"] as? Double) - mean - difference) < 1e-9)
      let probability = try #require(point["probabilityOfImprovement"] as? Double)
      for (value, key) in [
        (difference, "confidence95"), (probability, "probabilityOfImprovementConfidence95"),
      ] {
        let ends = try #require(point[key] as? [Double])
        #expect(ends.count == 2 && ends[0] <= value && value <= ends[1])
      }
    }
    let trial = try #require((score["against"] as? [String: Any])?["trial"] as? [String: Any])
    let trials = try [score, other].map { object in
      try #require((object["trial"] as? [String: Any])?["mean"] as? Double)
    }
    #expect(trial["mean"] as? Double == trials[1])
    let difference = try #require(trial["difference"] as? Double)
    #expect(abs(trials[0] - trials[1] - difference) < 1e-9)
    let lines = try workspace("score run1 --against run2 --against blind \(Self.few)").output
      .split(separator: "\n")
    #expect(lines.contains("Against run2, blind, paired by task:"))
    #expect(lines.contains { $0.hasPrefix("  trial  ") })
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `a policy against itself is neither better nor worse`() throws {
    let workspace = try makeWorkspace(with: 1)
    let score = try jsonObject(
      try workspace("score run1 --against run1 \(Self.few) --json").output)
    for point in try curve(score["against"]) {
      #expect(point["difference"] as? Double == 0)
      #expect(point["probabilityOfImprovement"] as? Double == 0.5)
    }
  }

  @Test func `each number of rollouts has the score it has alone`() throws {
    let workspace = try makeWorkspace(with: 1)
    let line = "score run1 --tasks 4 --steps 2 --json --rollouts "
    let all = try jsonObject(try workspace(line + "1,3").output)
    let sheets = try #require(all["byRollouts"] as? [[String: Any]])
    #expect(sheets.map { $0["rolloutsPerStep"] as? Int } == [1, 3])
    for (count, sheet) in zip([1, 3], sheets) {
      let alone = try jsonObject(try workspace(line + "\(count)").output)
      #expect(alone["byRollouts"] == nil)
      for key in sheet.keys {
        #expect(
          try JSONSerialization.data(
            withJSONObject: try #require(alone[key]), options: [.sortedKeys, .fragmentsAllowed])
            == JSONSerialization.data(
              withJSONObject: try #require(sheet[key]), options: [.sortedKeys, .fragmentsAllowed]))
      }
    }
    #expect(all["rolloutsPerStep"] as? Int == 3)
    let lines = try workspace("score run1 --tasks 4 --steps 7 --rollouts 1,3").output
      .split(separator: "\n")
    #expect(lines[0].contains("3 rollouts per step"))
    #expect(lines.contains("By rollouts per step (mean, 95 % interval, normalised):"))
    #expect(lines.contains { $0.contains("  step 7") })
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `shifted tasks stand beside test tasks`() throws {
    let workspace = try makeWorkspace(with: 1)
    let shifted = try jsonObject(
      try workspace("score run1 --split shifted \(Self.few) --json").output)
    let test = try jsonObject(try workspace("score run1 \(Self.few) --json").output)
    #expect(test["test"] == nil && test["drop"] == nil)
    #expect(shifted["split"] as? String == "shifted")
    let beside = try #require(shifted["test"] as? [String: Any])
    #expect(beside["taskReturns"] as? [[Double]] == test["taskReturns"] as? [[Double]])
    let drop = try #require(shifted["drop"] as? [[String: Any]])
    for (step, point) in drop.enumerated() {
      let means = try [test, shifted].map { try #require(try curve($0)[step]["mean"] as? Double) }
      let difference = try #require(point["difference"] as? Double)
      #expect(abs(means[0] - means[1] - difference) < 1e-9)
    }
    let lines = try workspace("score run1 --split shifted \(Self.few)").output.split(
      separator: "\n")
    #expect(lines.contains("Drop from 4 test tasks to shifted ones:"))
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `players are scored by name`() throws {
    let workspace = try Workspace()
    let line = "score --player oracle --distribution cart-pole/reversed --against blind"
    let score = try jsonObject(try workspace("\(line) --tasks 6 --steps 1 --json").output)
    #expect(score["policy"] as? String == "oracle")
    #expect(try curve(score).map { $0["mean"] as? Double } == [500, 500])
    #expect(try curve(score)[1]["normalized"] as? Double == 1)
    #expect((score["anchors"] as? [String: Any])?.keys.sorted() == ["blind", "oracle", "random"])
    let small = try jsonObject(
      try workspace(
        "score --player random --distribution bandit/bernoulli --option pulls=7 --tasks 3"
          + " --rollouts 1 --steps 0 --json"
      ).output)
    #expect(try curve(small).count == 1)
    #expect((small["trial"] as? [String: Any])?["episodes"] as? Int == 1)
  }

  @Test(arguments: [
    "run1 run2", "run1 --against run2", "run1 --rollouts 1,3", "run1 --split shifted",
    "run1 run2 --against random --split shifted --rollouts 1,2",
    "--player random --distribution point-robot/goals --against run2",
  ])
  func `no mode depends on the threads, but all on the seed`(line: String) throws {
    let workspace = try makeWorkspace(with: 2)
    let common = "score \(line) --tasks 5 --steps 1 --json --csv table --threads "
    let single = try workspace(common + "1")
    let table = try workspace.content("table")
    #expect(single.code == 0)
    #expect(try workspace(common + "3") == single)
    #expect(try workspace.content("table") == table)
    #expect(try workspace(common + "1 --seed 2").output != single.output)
  }
}
