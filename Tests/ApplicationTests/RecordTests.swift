import Foundation
import Gym
import Recording
import Testing

/// `--record`: what `fledge adapt` and `fledge score` keep.
struct RecordTests {
  /// A part of what a score prints as JSON.
  private struct ScoredTasks: Decodable {
    var taskParameters: [[Float]]
    var taskReturns: [[Double]]
  }

  @Test(arguments: ["point-robot/goals", "bandit/bernoulli", "cart-pole/reversed"])
  func `an adaptation that is recorded prints the same and agrees to the bit`(
    distribution: String
  ) throws {
    let workspace = try Workspace()
    try workspace.train(distribution, into: "run")
    let printed = try workspace("adapt run --steps 2 --rollouts 3")
    #expect(printed.code == 0)
    #expect(try workspace("adapt run --steps 2 --rollouts 3 --record one") == printed)
    let replay = try Replay(readingFrom: workspace.folder + "/one")
    #expect(replay.policy == workspace.path("run"))
    #expect(replay.learner == "maml")
    #expect(replay.seed == 1)
    #expect(replay.split == nil)
    #expect(replay.distributionName == distribution)
    #expect(replay.trials.map { $0.blocks.map(\.rollouts.episodeCount) } == [[3, 3, 3]])
    let verified = try workspace("replay --verify one")
    #expect(verified.code == 0)
    #expect(verified.output.hasSuffix("All \(replay.stepCount) steps agree to the bit.\n"))
  }

  @Test func `a score that is recorded prints the same, with any number of threads`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let line = "score run --tasks 5 --rollouts 2 --steps 1 --seed 3 --split shifted --json"
    let printed = try workspace(line)
    #expect(printed.code == 0)
    #expect(try workspace(line + " --record one --threads 1") == printed)
    #expect(try workspace(line + " --record three --threads 3") == printed)
    #expect(try workspace.content("one") == workspace.content("three"))

    let replay = try Replay(readingFrom: workspace.folder + "/one")
    #expect(replay.split == .shifted)
    #expect(replay.seed == 3)
    // Read by the decoder: `JSONSerialization` does not always give the nearest number.
    let score = try JSONDecoder().decode(ScoredTasks.self, from: Data(printed.output.utf8))
    #expect(replay.trials.map(\.task) == score.taskParameters)
    #expect(
      replay.trials.map { $0.blocks.map(\.rollouts.meanReturn) } == score.taskReturns)
    #expect(try workspace("replay --verify one --threads 2").code == 0)
  }

  @Test func `one trial of several can be shown and verified`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    #expect(try workspace("score run --tasks 3 --rollouts 2 --steps 1 --record nav").code == 0)
    let all = try workspace("replay nav").output.split(separator: "\n").map(String.init)
    #expect(all[0] == "nav: run (maml) on point-robot/goals, split test, seed 1")
    #expect(all[1].hasPrefix("  3 trials, 2 stages, 12 episodes, "))
    #expect(all[2] == "  stage  trials  episodes  steps    mean  lowest trial  highest trial")
    #expect(all[3].hasPrefix("      0       3         6"))
    let second = try workspace("replay nav --trial 2 --verify").output.split(separator: "\n")
      .map(String.init)
    #expect(second[1].hasPrefix("  trial 2 of 3, 2 stages, 4 episodes, "))
    #expect(second[2].hasPrefix("  task: goalX "))
    #expect(second[4].hasPrefix("      0         2"))
    #expect(second[second.count - 1].hasSuffix(" steps agree to the bit."))
  }

  @Test func `changed options and ranges are recorded`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run", "--option arms=3")
    #expect(
      try workspace("score run --tasks 2 --option pulls=7 --fix p1=0.25 --record bandit").code == 0)
    let replay = try Replay(readingFrom: workspace.folder + "/bandit")
    #expect(replay.distribution.options == ["arms": 3, "pulls": 7])
    #expect(replay.trials.allSatisfy { $0.task[1] == 0.25 })
    #expect(try workspace("replay --verify bandit").code == 0)
  }

  @Test func `what might not fit is refused before anything is computed`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("score run --tasks 100000 --rollouts 20 --record nav"), 64,
      "Cannot record 100000 tasks with 20 episodes of up to 100 steps in each of 4 stages: a replay"
        + " may have at most 1 GiB. Give --tasks 4729 or fewer, or fewer --rollouts."
        + " See 'fledge score --help'.")
    expectFailure(
      try workspace("adapt run --rollouts 100000 --steps 1000 --record nav"), 64,
      "Cannot record 1 task with 100000 episodes of up to 100 steps in each of 1001 stages: a replay"
        + " may have at most 1 GiB, which even one task might exceed. Give fewer --rollouts or"
        + " --steps. See 'fledge adapt --help'.")
    #expect(try workspace.names() == ["run"])
  }

  @Test(arguments: ["adapt run --steps 1000", "score run --steps 1000 --tasks 4000 --quiet"])
  func `a file that cannot be written is refused before anything is computed`(line: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    // Would the work be done first, it would take minutes.
    let line = line + " --rollouts 1 --record "
    expectFailure(
      try workspace(line + "nowhere/nav"), 1,
      "Error: Cannot write 'nowhere/nav': its folder does not exist (No such file or directory)."
        + " Create the folder first.")
    expectFailure(
      try workspace(line + "run"), 1,
      "Error: Cannot write 'run': it is a folder, but a file is needed (Is a directory). Name a file."
    )
  }

  @Test(arguments: ["adapt run", "score run --tasks 1"])
  func `a replay is not called like a picture`(line: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    expectFailure(
      try workspace("\(line) --record a.PNG"), 64,
      "'a.PNG' would be a replay, not a picture: record a file that ends in .safetensors, and draw it"
        + " with 'fledge render'.")
    #expect(try workspace.names() == ["run"])
  }

  @Test func `an earlier replay is replaced whole`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    #expect(try workspace("adapt run --rollouts 9 --record nav").code == 0)
    #expect(try workspace("adapt run --rollouts 1 --steps 0 --record nav").code == 0)
    #expect(try Replay(readingFrom: workspace.folder + "/nav").episodeCount == 1)
    #expect(try workspace.names() == ["nav", "run"])
  }
}
