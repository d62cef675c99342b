import Testing

/// `fledge adapt`: the curve on one task.
struct AdaptTests {
  @Test func `an adaptation is one JSON object`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let ending = try workspace("adapt run --task goalX=0.25 --steps 1 --json")
    #expect(ending.errors == "")
    let report = try jsonObject(ending.output)
    #expect(
      report.keys.sorted() == [
        "anchors", "curve", "distribution", "environment", "format", "policy", "rolloutsPerStep",
        "seed", "task", "trial",
      ])
    #expect(report["format"] as? String == "fledge-adaptation/1")
    #expect(report["task"] as? [String: Double] == ["goalX": 0.25, "goalY": 0])
    let curve = try #require(report["curve"] as? [[String: Any]])
    #expect(curve.map { $0["rollouts"] as? Int } == [0, 2])
    #expect(curve.allSatisfy { $0["mean"] is Double })
  }

  @Test func `an adaptation is a table`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let lines = try workspace("adapt run --task goalX=0.25 --steps 2").output
      .split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 10)
    #expect(lines[0] == "run on point-robot/goals: goalX 0.25, goalY 0")
    #expect(lines[2] == "  step  rollouts  env steps    mean  sd over episodes")
    #expect(lines[5].hasPrefix("     2         4"))
    #expect(lines[7].hasPrefix("  random -"))
    #expect(lines[8].hasPrefix("  whole trial of 5 episodes: -"))
  }

  @Test(arguments: [
    (
      "--task goaX=1",
      "There is no parameter 'goaX'. Did you mean 'goalX'? 'point-robot' has 'goalX' and 'goalY'."
    ),
    ("--task goalX=1 --task goalX=2", "The parameter 'goalX' is given twice. Name it once."),
    (
      "--task goalX=30",
      "The value '30' is invalid for the parameter 'goalX': it must lie in -10...10."
    ),
    (
      "--task goalX",
      "Cannot read 'goalX': it must be a parameter, '=' and a value, as in name=0.3; a range is written name=5...15."
    ),
  ])
  func `a task that there is not is wrong usage`(options: String, words: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("adapt run \(options)"), 64, words + " See 'fledge adapt --help'.")
  }

  @Test func `a task outside training is remarked on, and adapted to`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let outside = try workspace("adapt run --task goalX=0.9 --task goalY=0.5")
    #expect(outside.code == 0 && outside.output.contains("goalX 0.9"))
    #expect(outside.errors == "Note: goalX 0.9 lies outside the range of training, -0.5...0.5.\n")
    #expect(try workspace("adapt run --task goalX=0.5").errors == "")
  }

  /// The mean returns after 0, 1, 2, … steps.
  private func means(_ workspace: Workspace, _ options: String) throws -> [Double] {
    let ending = try workspace("adapt run --task goalX=0.25 --json \(options)")
    try #require(ending.code == 0, "\(ending.errors)")
    let curve = try #require(try jsonObject(ending.output)["curve"] as? [[String: Any]])
    return curve.compactMap { $0["mean"] as? Double }
  }

  @Test func `rates beyond those listed decay as asked`() throws {
    let workspace = try Workspace()
    // First-order MAML has one inner step here, at a rate that is not learned.
    try workspace.train(
      into: "run",
      "--learner fomaml --inner-learning-rate 0.4 --inner-learning-rate-decay 0.5")
    let own = try means(workspace, "--steps 3")
    #expect(own.count == 4)
    #expect(try means(workspace, "--steps 3 --inner-learning-rate 0.4,0.2,0.1") == own)
    #expect(try means(workspace, "--steps 3 --inner-learning-rate 0.4") == own)
    let slow = try means(workspace, "--steps 3 --inner-learning-rate-decay 0.25")
    #expect(slow[...1] == own[...1] && slow[2] != own[2])
    #expect(try means(workspace, "--steps 3 --inner-learning-rate 0.4,0.1,0.025") == slow)
    let constant = try means(
      workspace, "--steps 3 --inner-learning-rate 0.4 --inner-learning-rate-decay 1")
    #expect(try means(workspace, "--steps 3 --inner-learning-rate 0.4,0.4,0.4") == constant)
    #expect(constant != own && constant != slow)
  }

  @Test func `an adaptation that is not finite fails in words`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let ending = try workspace("adapt run --inner-learning-rate 1e39")
    #expect(ending.code == 1)
    #expect(ending.output == "")
    #expect(ending.errors.contains("Try a smaller --inner-learning-rate."))
  }
}
