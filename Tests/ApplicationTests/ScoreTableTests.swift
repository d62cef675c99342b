import Foundation
import Testing

/// `fledge score --csv`: a row for each return.
struct ScoreTableTests {
  @Test func `a table has a row for each policy, split, number of rollouts, task and step`() throws
  {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.copy("run/policy.safetensors", to: "a \"b\",c")
    let ending = try workspace.run(
      ["score", "run", "--against", "a \"b\",c", "--against", "blind"]
        + "--split shifted --rollouts 1,2 --tasks 3 --steps 1 --json --csv t.csv".split(
          separator: " "
        ).map(String.init))
    #expect(ending.code == 0)
    let lines = try workspace.text("t.csv").replacing(workspace.folder + "/", with: "").split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0] == "policy,split,rolloutsPerStep,task,step,environmentSteps,return,parameter.goalX,"
        + "parameter.goalY")
    let rows = lines[1...].dropLast()
    #expect(lines.last == "")
    #expect(rows.count == 3 * 2 * 2 * 3 * 2)
    #expect(rows.count { $0.hasPrefix("run,shifted,2,3,") } == 2)
    #expect(rows.count { $0.hasPrefix("\"a \"\"b\"\",c\",test,1,") } == 6)
    #expect(rows.count { $0.hasPrefix("blind,") } == 24)

    let score = try jsonObject(ending.output)
    let returns = try #require(score["taskReturns"] as? [[Double]])
    let tasks = try #require(score["taskParameters"] as? [[Double]])
    let main = rows.filter { $0.hasPrefix("run,shifted,2,") }.map { $0.split(separator: ",") }
    for (index, row) in main.enumerated() {
      let (task, step) = (index / 2, index % 2)
      #expect(row[3] == "\(task + 1)" && row[4] == "\(step)")
      #expect(row[5] == "\(step * 200)")
      #expect(abs(try #require(Double(row[6])) - returns[task][step]) < 1e-9)
      #expect(abs(try #require(Double(row[7])) - tasks[task][0]) < 1e-6)
    }
  }

  @Test func `many task parameters have no columns`() throws {
    let workspace = try Workspace()
    for (arms, count) in [(16, 23), (17, 7)] {
      let line = "score --player random --distribution bandit/bernoulli --option arms=\(arms)"
      #expect(try workspace("\(line) --tasks 2 --rollouts 1 --steps 0 --csv t").code == 0)
      let header = try workspace.text("t").split(separator: "\n")[0]
      #expect(header.split(separator: ",").count == count)
    }
  }

  @Test func `a table that cannot be written is refused before anything is computed`() throws {
    let workspace = try Workspace()
    expectFailure(
      try workspace(
        "score --player random --distribution point-robot/goals --steps 1000 --tasks 4000"
          + " --csv nowhere/t.csv"), 1,
      "Error: Cannot write 'nowhere/t.csv': its folder does not exist (No such file or directory)."
        + " Create the folder first.")
  }

  @Test func `a score that fails leaves an earlier table as it was`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.write("old".utf8, to: "t")
    #expect(
      try workspace("score run --tasks 2 --steps 3 --inner-learning-rate 1e300 --csv t").code == 1)
    #expect(try workspace.text("t") == "old")
    #expect(try workspace.names() == ["run", "t"])
  }
}
