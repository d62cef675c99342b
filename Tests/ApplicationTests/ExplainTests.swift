import Foundation
import Testing

/// `fledge explain`: what a memory holds, and whether decisions follow it.
struct ExplainTests {
  /// A folder with a policy that has a memory of eight numbers.
  private static func workspace(
    _ distribution: String = "bandit/bernoulli --option pulls=6", _ options: String = ""
  ) throws -> Workspace {
    let workspace = try Workspace()
    let ending = try workspace(
      "train \(distribution) --learner rl2 --iterations 1 --tasks 16 --memory 8 --output run --quiet"
        + " \(options)")
    try #require(ending == .init(output: "", errors: "", code: 0))
    return workspace
  }

  private func object(_ workspace: Workspace, _ options: String = "") throws -> [String: Any] {
    let ending = try workspace("explain run --tasks 40 --json \(options)")
    try #require(ending.code == 0, "\(ending.errors)")
    #expect(ending.errors == "")
    return try jsonObject(ending.output)
  }

  @Test func `tables show the probes and the exchange`() throws {
    let ending = try Self.workspace()("explain run --tasks 40")
    #expect(ending.code == 0 && ending.errors == "")
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0]
        == "run on bandit/bernoulli: a memory of 8 numbers, trials of 1 episode, 40 train and 40"
    )
    #expect(lines[1] == "test tasks, seed 1")
    #expect(
      ending.output.contains(
        "\n\nTask parameters, read by a linear probe: R\u{B2} on test tasks, mean of 5 targets\n\n"
          + "  point                 steps  memory"))
    #expect(
      ending.output.contains(
        "\n\nExact posterior means, read by a linear probe: R\u{B2} on test tasks, mean of 5 targets\n"
      ))
    for start in [
      "  episode 1, step 1       1.0 ", "  episode 1, step 3       3.0 ",
      "  episode 1, last step    5.0 ", "  all points ", "  at the last point: p0 ",
      "  at the last point: arm 0 ", "         1        40 ", "         2        40 ",
      "       all       120 ",
    ] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(
      ending.output.contains(
        "\n\nMemories exchanged after 3 steps between 20 pairs of trials: whose action is the most"
          + " probable\n\n  decision  compared  differ  donor's"))
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `JSON has every target and decision`() throws {
    let object = try object(Self.workspace())
    #expect(object["format"] as? String == "fledge-explanation/1")
    #expect(object["distribution"] as? String == "bandit/bernoulli")
    #expect(object["memorySize"] as? Int == 8)
    #expect(object["tasks"] as? Int == 40 && object["episodes"] as? Int == 1)
    let probe = try #require(object["probe"] as? [String: Any])
    for (name, targets) in [
      ("task", (0..<5).map { "p\($0)" }), ("posterior", (0..<5).map { "arm \($0)" }),
    ] {
      let group = try #require(probe[name] as? [String: Any])
      #expect(group["targets"] as? [String] == targets)
      #expect(group["constant"] as? [String] == [])
      let points = try #require(group["points"] as? [[String: Any]])
      #expect(points.map { $0["steps"] as? Double } == [1, 3, 5])
      #expect(points.map { $0["step"] as? Int } == [1, 3, nil])
      #expect(points.allSatisfy { $0["episode"] as? Int == 1 })
      for row in points + [try #require(group["allPoints"] as? [String: Any])] {
        for predictor in ["memory", "untrained", "time"] + (name == "task" ? ["exact"] : []) {
          let score = try #require(row[predictor] as? [String: Any])
          let shares = try #require(score["targets"] as? [String: [String: Any]])
          #expect(shares.keys.sorted() == targets)
          let mean = try #require(score["mean"] as? [String: Any])
          #expect(mean["value"] is Double && (mean["confidence95"] as? [Double])?.count == 2)
        }
      }
    }
    let swap = try #require(object["swap"] as? [String: Any])
    #expect(swap["episode"] as? Int == 1 && swap["step"] as? Int == 3)
    #expect(swap["pairs"] as? Int == 20)
    let decisions = try #require(swap["decisions"] as? [[String: Any]])
    #expect(decisions.map { $0["decision"] as? Int } == [1, 2, 3])
    #expect(decisions.allSatisfy { $0["compared"] as? Int == 40 })
  }

  @Test func `continuous actions are compared by their means`() throws {
    let workspace = try Self.workspace("point-robot/goals", "--episodes 2")
    let text = try workspace("explain run --tasks 20").output
    #expect(
      text.contains(
        "\n\nMemories exchanged before episode 2 between 10 pairs of trials: where mean actions lie\n"
      ))
    #expect(text.contains("  decision  compared  way to donor"))
    #expect(text.contains("\n  No exact posterior is known for these tasks.\n"))
    let object = try object(workspace)
    #expect(object["episodes"] as? Int == 2)
    let probe = try #require(object["probe"] as? [String: Any])
    #expect(probe["posterior"] == nil)
    let swap = try #require(object["swap"] as? [String: Any])
    let decisions = try #require(swap["decisions"] as? [[String: Any]])
    #expect(decisions.count > 1)
    for row in decisions {
      #expect(row["donor"] == nil && row["differing"] == nil)
      #expect(row["wayToDonor"] != nil && row["distanceToOwn"] is Double)
    }
  }

  @Test func `trials are as long as in training, or as asked, on tasks as asked`() throws {
    let workspace = try Self.workspace("bandit/bernoulli --option pulls=3", "--episodes 2")
    #expect(try object(workspace)["episodes"] as? Int == 2)
    #expect(try object(workspace, "--episodes 1")["episodes"] as? Int == 1)
    let fixed = try object(workspace, "--fix p1=0.5")
    let probe = try #require(fixed["probe"] as? [String: Any])
    let group = try #require(probe["task"] as? [String: Any])
    #expect(group["constant"] as? [String] == ["p1"])
    #expect(probe["posterior"] == nil)
    let text = try workspace("explain run --tasks 20 --fix p1=0.5").output
    #expect(text.contains("mean of 4 targets; constant: p1\n"))
    let other = try object(workspace, "--distribution bandit/gaussian")
    #expect(other["distribution"] as? String == "bandit/gaussian")
  }

  @Test func `the same seed gives the same result with any number of threads`() throws {
    let workspace = try Self.workspace()
    let texts = try ["--threads 1", "--threads 3", "--seed 2"].map {
      try workspace("explain run --tasks 140 --json \($0)").output
    }
    #expect(texts[0] == texts[1])
    #expect(texts[0] != texts[2])
  }

  @Test func `a policy without a memory is refused with the reason`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("explain run"), 1,
      "Error: Cannot explain 'run': 'fledge explain' examines what a policy remembers within a trial, and a"
        + " policy of 'maml' has no memory: what changes in it are its parameters, between episodes."
        + " Learners with a memory: rl2. Train one with 'fledge train point-robot/goals --learner"
        + " rl2'.")
  }

  @Test func `a trial of one step cannot be cut`() throws {
    let workspace = try Self.workspace("bandit/bernoulli --option pulls=1")
    expectFailure(
      try workspace("explain run"), 1,
      "Error: Cannot explain 'run': a trial on bandit/bernoulli is one episode of one step, so nothing has"
        + " happened when the policy acts, and there is no middle to cut the trial at. Give --episodes"
        + " 2 or more, or longer episodes if --option can.")
    #expect(try workspace("explain run --tasks 20 --episodes 2").code == 0)
  }

  @Test(arguments: [
    (
      "--output memory.gif",
      "The value 'memory.gif' is invalid for '--output <file>': its ending must be '.png' or '.svg'."
    ),
    (
      "--theme dark", "'--theme' changes nothing without a picture. Give --output, or leave it out."
    ),
    (
      "--output memory.svg --scale 2",
      "'memory.svg' is sharp at any size: leave out --scale, or set --size."
    ),
    (
      "--tasks 19",
      "The value '19' is invalid for '--tasks <count>': it must be between 20 and 100000."
    ),
  ])
  func `wrong usage is answered in one line`(options: String, words: String) throws {
    let workspace = try Workspace()
    expectFailure(
      try workspace("explain run \(options)"), 64, words + " See 'fledge explain --help'.")
  }

  #if Viewer
  @Test func `a picture is drawn as PNG or SVG, light or dark`() throws {
    let workspace = try Self.workspace()
    for (name, options) in [
      ("light.png", ""), ("dark.png", "--theme dark"), ("large.png", "--scale 2"),
      ("light.svg", "--size 800x400"),
    ] {
      let ending = try workspace("explain run --tasks 20 --output \(name) \(options)")
      #expect(ending.code == 0 && ending.errors == "")
    }
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47]
    let light = try workspace.content("light.png")
    #expect(light.starts(with: png))
    #expect(try workspace.content("dark.png").starts(with: png))
    #expect(try workspace.content("dark.png") != light)
    #expect(try workspace.content("large.png").count > light.count)
    #expect(try workspace.text("light.svg").contains("<svg"))
  }
  #endif
}
