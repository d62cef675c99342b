import Foundation
import Recording
import Testing

/// `fledge replay` on the replays that ship.
struct ReplayTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Replays").path

  static let shipped = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".safetensors") }.sorted()

  @Test func `there is a replay of each family, and none is large`() throws {
    #expect(
      Self.shipped == [
        "bandit-bernoulli.safetensors", "cart-pole-reversed.safetensors",
        "point-robot-goals.safetensors",
      ])
    for name in Self.shipped {
      let size = try FileManager.default.attributesOfItem(atPath: "\(Self.folder)/\(name)")[.size]
      #expect(try #require(size as? Int) < 1_000_000)
    }
  }

  @Test(arguments: shipped)
  func `every replay that ships agrees to the bit`(name: String) throws {
    let fledge = try Fledge()
    let ending = try fledge("replay --verify --quiet \(Self.folder)/\(name)")
    #expect(ending.errors == "")
    #expect(ending.code == 0)
    #expect(ending.output.hasSuffix(" steps agree to the bit.\n"))
  }

  @Test func `a replay is a table`() throws {
    let fledge = try Fledge()
    try fledge.ship()
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
    let name = "bandit-bernoulli"
    #expect(try fledge("replay \(name)") == .init(output: page, errors: "", code: 0))
    #expect(try fledge("replay \(name) --trial 1").output == page)
    #expect(
      try fledge("replay --verify \(name)").output == page + "\nAll 100 steps agree to the bit.\n")
  }

  @Test func `one step is counted as one`() throws {
    let fledge = try Fledge()
    try fledge.train("bandit/bernoulli", into: "run", "--option pulls=1")
    _ = try fledge("adapt run --steps 0 --rollouts 1 --record replay")
    let lines = try fledge("replay --verify replay").output.split(separator: "\n")
    #expect(lines.last == "The only step agrees to the bit.")
  }

  @Test func `a replay is one JSON object`() throws {
    let fledge = try Fledge()
    try fledge.ship()
    let report = try jsonObject(try fledge("replay point-robot-goals --json --verify").output)
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

  @Test func `a replay that is nowhere is named`() throws {
    let fledge = try Fledge()
    let start = "Error: There is no replay 'bandit-bernouli': neither a file nor one in Replays/."
    expectFailure(
      try fledge("replay bandit-bernouli"), 1, start + " Replays that ship here: none.")
    try fledge.ship()
    expectFailure(
      try fledge("replay bandit-bernouli"), 1,
      start + " Did you mean 'bandit-bernoulli'? Replays that ship here: bandit-bernoulli,"
        + " cart-pole-reversed, point-robot-goals.")
    expectFailure(
      try fledge("replay Replays"), 1,
      "Error: Cannot read 'Replays': it is a folder, but a file is needed (Is a directory). Name a"
        + " file.")
  }

  @Test func `an installed program finds its replays`() throws {
    let fledge = try Fledge()
    try fledge.ship()
    let ending = try fledge.shell(
      """
      mkdir -p prefix/bin prefix/share/fledge
      cp $FLEDGE prefix/bin
      mv Replays prefix/share/fledge
      prefix/bin/fledge replay --verify bandit-bernoulli | tail -1
      """)
    #expect(ending == .init(output: "All 100 steps agree to the bit.\n", errors: "", code: 0))
  }

  @Test func `a trial that there is not is wrong usage`() throws {
    let fledge = try Fledge()
    try fledge.ship()
    expectFailure(
      try fledge("replay bandit-bernoulli --trial 2"), 64,
      "The value '2' is invalid for '--trial <number>': 'Replays/bandit-bernoulli.safetensors' has 1"
        + " trial. See 'fledge replay --help'.")
    expectFailure(
      try fledge("replay bandit-bernoulli --trial 0"), 64,
      "The value '0' is invalid for '--trial <number>': it must be at least 1."
        + " See 'fledge replay --help'.")
  }
}

extension Fledge {
  /// Puts the replays that ship into the folder.
  fileprivate func ship() throws {
    try FileManager.default.copyItem(
      atPath: ReplayTests.folder, toPath: folder + "/Replays")
  }
}
