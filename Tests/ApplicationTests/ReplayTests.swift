import Foundation
import Recording
import Testing

/// `fledge replay` on the replays that ship.
struct ReplayTests {
  static let folder = packageFolder.appendingPathComponent("Replays").path

  static let shipped = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()

  @Test func `there is a replay of each family, and none is large`() throws {
    #expect(
      Self.shipped == [
        "bandit-bernoulli.safetensors", "cart-pole-reversed.safetensors",
        "point-robot-goals-memory.safetensors", "point-robot-goals.safetensors",
      ])
    for name in Self.shipped {
      let size = try FileManager.default.attributesOfItem(atPath: "\(Self.folder)/\(name)")[.size]
      #expect(try #require(size as? Int) < 1_000_000)
    }
  }

  @Test(arguments: shipped)
  func `every replay that ships agrees to the bit`(name: String) throws {
    let workspace = try Workspace()
    let ending = try workspace("replay --verify --quiet \(Self.folder)/\(name)")
    #expect(ending.errors == "")
    #expect(ending.code == 0)
    #expect(ending.output.hasSuffix(" steps agree to the bit.\n"))
  }

  @Test func `a replay is a table`() throws {
    let workspace = try Workspace()
    try workspace.ship()
    let page = """
      Replays/bandit-bernoulli.safetensors: bandit-bernoulli (maml) on bandit/bernoulli, seed 1
        1 trial, 5 stages, 5 episodes, 100 steps
        task: p0 0.2, p1 0.35, p2 0.8, p3 0.5, p4 0.1

        stage  episodes  steps   mean  lowest episode  highest episode
            0         1     20   6.00            6.00             6.00
            1         1     20  14.00           14.00            14.00
            2         1     20  17.00           17.00            17.00
            3         1     20  16.00           16.00            16.00
            4         1     20  18.00           18.00            18.00

      """
    let name = "Replays/bandit-bernoulli.safetensors"
    // The first line is wrapped where the path of the folder makes it too long.
    func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
    let shown = try workspace("replay \(name)")
    #expect(words(shown.output) == words(page) && shown.errors == "" && shown.code == 0)
    #expect(try words(workspace("replay \(name) --trial 1").output) == words(page))
    #expect(
      try words(workspace("replay --verify \(name)").output)
        == words(page + "All 100 steps agree to the bit."))
  }

  @Test func `one step is counted as one`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run", "--option pulls=1")
    _ = try workspace("adapt run --steps 0 --rollouts 1 --record replay")
    let lines = try workspace("replay --verify replay").output.split(separator: "\n")
    #expect(lines.last == "The only step agrees to the bit.")
  }

  @Test func `a replay is one JSON object`() throws {
    let workspace = try Workspace()
    try workspace.ship()
    let report = try jsonObject(
      try workspace("replay Replays/point-robot-goals.safetensors --json --verify").output)
    #expect(
      report.keys.sorted() == [
        "distribution", "environment", "file", "format", "learner", "policy", "seed", "split",
        "trials", "verified",
      ])
    #expect(report["format"] as? String == "fledge-replay-summary/1")
    #expect(report["distribution"] as? String == "point-robot/goals")
    #expect(report["split"] is NSNull)
    #expect(report["verified"] as? Bool == true)
    let trials = try #require(report["trials"] as? [[String: Any]])
    try #require(trials.count == 1)
    #expect(trials[0]["number"] as? Int == 1)
    let task = try #require(trials[0]["task"] as? [String: Double])
    #expect(task == ["goalX": 0.35, "goalY": -0.25])
    let stages = try #require(trials[0]["stages"] as? [[String: Any]])
    #expect(stages.map { $0["stage"] as? Int } == [0, 1, 2, 3])
    for stage in stages {
      let returns = try #require(stage["returns"] as? [Double])
      #expect(returns.count == 20)
      let mean = try #require(stage["mean"] as? Double)
      #expect(abs(mean - returns.reduce(0, +) / 20) < 1e-12)
    }
  }

  @Test func `a folder is no replay`() throws {
    let workspace = try Workspace()
    try workspace.ship()
    expectFailure(
      try workspace("replay Replays"), 1,
      "Error: Cannot read 'Replays': it is a folder, but a file is needed (Is a directory). Name a"
        + " file.")
  }

  @Test func `a trial that there is not is wrong usage`() throws {
    let workspace = try Workspace()
    try workspace.ship()
    expectFailure(
      try workspace("replay Replays/bandit-bernoulli.safetensors --trial 2"), 64,
      "The value '2' is invalid for '--trial <number>': 'Replays/bandit-bernoulli.safetensors' has 1"
        + " trial. See 'fledge replay --help'.")
    expectFailure(
      try workspace("replay Replays/bandit-bernoulli.safetensors --trial 0"), 64,
      "The value '0' is invalid for '--trial <number>': it must be at least 1."
        + " See 'fledge replay --help'.")
  }
}

extension Workspace {
  /// Puts the replays that ship into the folder.
  fileprivate func ship() throws {
    try FileManager.default.copyItem(
      atPath: ReplayTests.folder, toPath: folder + "/Replays")
  }
}
