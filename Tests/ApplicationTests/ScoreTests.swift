import Foundation
import Testing

/// `fledge score`: what it prints.
struct ScoreTests {
  @Test func `a score is one JSON object with the promised keys`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let ending = try workspace("score run --tasks 5 --rollouts 3 --steps 2 --seed 4 --json")
    #expect(ending.code == 0)
    #expect(ending.errors == "")
    let score = try jsonObject(ending.output)
    #expect(score["format"] as? String == "fledge-score/1")
    #expect(score["policy"] as? String == "run")
    #expect(score["environment"] as? String == "point-robot")
    #expect(score["distribution"] as? String == "point-robot/goals")
    #expect(score["split"] as? String == "test")
    #expect(score["tasks"] as? Int == 5)
    #expect(score["rolloutsPerStep"] as? Int == 3)
    #expect(score["seed"] as? Int == 4)
    let curve = try #require(score["curve"] as? [[String: Any]])
    #expect(curve.map { $0["step"] as? Int } == [0, 1, 2])
    #expect(curve.map { $0["rollouts"] as? Int } == [0, 3, 6])
    for point in curve {
      #expect(
        point.keys.sorted() == [
          "confidence95", "environmentSteps", "interquartileMean", "interquartileMeanConfidence95",
          "mean", "normalized", "rollouts", "standardDeviation", "step",
        ])
      let interval = try #require(point["confidence95"] as? [Double])
      let mean = try #require(point["mean"] as? Double)
      #expect(interval.count == 2 && interval[0] <= mean && mean <= interval[1])
    }
    #expect((score["trial"] as? [String: Any])?["mean"] is Double)
    let anchors = try #require(score["anchors"] as? [String: [String: Any]])
    #expect(anchors.keys.sorted() == ["blind", "oracle", "random", "untrained"])
    #expect(anchors.values.allSatisfy { $0["mean"] is Double })
  }

  @Test func `a normalised score without a scale is null`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run", "--option arms=2 --fix p0=0 --fix p1=0")
    let score = try jsonObject(try workspace("score run --tasks 2 --json").output)
    let curve = try #require(score["curve"] as? [[String: Any]])
    #expect(curve.allSatisfy { $0["normalized"] is NSNull })
  }

  @Test func `a score does not depend on the threads, but on the seed`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let line = "score run --tasks 5 --json --threads "
    let single = try workspace(line + "1")
    #expect(try workspace(line + "2") == single)
    #expect(try workspace(line + "3") == single)
    #expect(try workspace(line + "1 --seed 2").output != single.output)
  }

  @Test func `a table says what it is of, and has a row for each step`() throws {
    let workspace = try Workspace()
    try workspace.train("cart-pole/reversed", into: "run")
    let ending = try workspace("score run --tasks 4 --rollouts 1 --steps 1")
    #expect(ending.errors == "")
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    try #require(lines.count == 13)
    #expect(lines[0] == "run on cart-pole/reversed: 4 test tasks, 1 rollout per step, seed 1")
    #expect(
      lines[2].split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) } == [
        "step", "rollouts", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised",
      ])
    #expect(lines[3].hasPrefix("     0         0          0"))
    #expect(lines[4].hasPrefix("     1         1"))
    let starts = [
      "  random ", "  untrained, with its best single learning rate ",
      "  whole trial of 2 episodes: ",
      "    (random ",
    ]
    for (line, start) in zip(lines[6...], starts) { #expect(line.hasPrefix(start)) }
    #expect(lines[10].contains("with forceSign -1: "))
    #expect(lines[11].contains("with forceSign 1: "))
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `scoring on other spaces is refused`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("score run --distribution cart-pole/physics"), 1,
      "Error: Cannot use 'run' on cart-pole/physics: it was trained on point-robot/goals with"
        + " observation box[-inf, inf]^2 and action box[-1, 1]^2, but here the observation is"
        + " box[-inf, inf]^4 and the action discrete(2). Train another with"
        + " 'fledge train cart-pole/physics'.")
    expectFailure(
      try workspace("score run --distribution cart-pol/physics"), 64,
      "There is no environment 'cart-pol'. Did you mean 'cart-pole'? 'fledge list' shows all 4.")
  }

  @Test func `an option changes the environment and keeps the ranges`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run", "--option arms=3 --fix p1=0.25")
    let score = try jsonObject(try workspace("score run --tasks 3 --option pulls=5 --json").output)
    let tasks = try #require(score["taskParameters"] as? [[Double]])
    #expect(tasks.allSatisfy { $0.count == 3 && $0[1] == 0.25 })
    let curve = try #require(score["curve"] as? [[String: Any]])
    #expect(curve[1]["environmentSteps"] as? Double == 10)
  }

  @Test func `a split that there is not is refused before anything is computed`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("score run --split shifted --fix goalX=0.1 --fix goalY=0.1"), 64,
      "There is no split 'shifted' of 'point-robot/goals': nothing would distinguish its tasks from"
        + " those of training. Use 'train' or 'test'. See 'fledge score --help'.")
  }
}
