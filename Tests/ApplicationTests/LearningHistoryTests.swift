import Foundation
import Gym
import Recording
import Testing

/// `fledge train --record-history`: every episode on some tasks of each iteration.
struct LearningHistoryTests {
  private static let run = "--tasks 5 --checkpoint-every 2 --quiet --hidden 8"
  private static let memoryRun =
    "--learner rl2 --tasks 40 --memory 8 --episodes 2 --minibatches 2 --epochs 1"
    + " --checkpoint-every 2 --quiet"

  private static func history(_ workspace: Workspace, _ run: String = "run") throws -> [Replay] {
    try workspace.names(in: "\(run)/history").map {
      try Replay(readingFrom: workspace.folder + "/\(run)/history/\($0)")
    }
  }

  /// Recording changes no bit, and means are those of the log where all tasks are recorded.
  @Test(arguments: [
    ("point-robot/goals", "\(run) --rollouts 3 --inner-steps 2", 5, [3, 3, 3]),
    ("cart-pole/reversed", "\(run) --rollouts 2 --learner reptile", 5, [2, 2]),
    ("bandit/bernoulli", memoryRun, 40, [1, 1]),
    ("cart-pole/reversed", memoryRun, 40, [1, 1]),
  ])
  func `a history has the episodes of training, to the bit`(
    distribution: String, options: String, taskCount: Int, episodes: [Int]
  ) throws {
    let workspace = try Workspace()
    let line = "train \(distribution) \(options) --iterations 3"
    #expect(try workspace("\(line) --output plain").code == 0)
    #expect(try workspace("\(line) --output run --record-history \(taskCount)").code == 0)
    for file in ["checkpoint.safetensors", "policy.safetensors"] {
      #expect(try workspace.content("run/\(file)") == workspace.content("plain/\(file)"), "\(file)")
    }
    #expect(
      try workspace.names(in: "run/history")
        == ["000001.safetensors", "000002.safetensors", "000003.safetensors"])
    let rows = try workspace.text("run/log.csv").split(separator: "\n")
    let isMemory = episodes == [1, 1]
    var environmentSteps = 0
    for (number, replay) in try Self.history(workspace).enumerated() {
      #expect(replay.policy == "iteration \(number + 1)")
      #expect(replay.split == .train)
      #expect(replay.experience == (isMemory ? .separate : .pooled))
      #expect(replay.trials.count == taskCount)
      #expect(
        replay.trials.allSatisfy { $0.blocks.map(\.rollouts.episodeCount) == episodes })
      environmentSteps += replay.stepCount
      let verified = try workspace("replay --verify run/history/00000\(number + 1).safetensors")
      #expect(verified.output.hasSuffix("All \(replay.stepCount) steps agree to the bit.\n"))
      let fields = rows[number + 1].split(separator: ",", omittingEmptySubsequences: false)
      let first =
        replay.trials.reduce(0) { $0 + $1.meanReturns[0] } / Double(replay.trials.count)
      let logged = try #require(Double(fields[1]))
      #expect(abs(first - logged) <= 1e-9 * max(1, abs(logged)))
      #expect(fields.dropLast().last.flatMap { Int($0) } == environmentSteps)
    }
  }

  @Test(arguments: [1, 3])
  func `the first tasks are recorded, whatever else is`(count: Int) throws {
    let workspace = try Workspace()
    for (options, distribution) in [
      (Self.run + " --rollouts 2", "point-robot/goals"), (Self.memoryRun, "bandit/bernoulli"),
    ] {
      let line = "train \(distribution) \(options) --iterations 3 --threads 2"
      #expect(try workspace("\(line) --output all-\(count) --record-history 5").code == 0)
      #expect(try workspace("\(line) --output some-\(count) --record-history \(count)").code == 0)
      let all = try Self.history(workspace, "all-\(count)")
      let some = try Self.history(workspace, "some-\(count)")
      #expect(some.map(\.trials) == all.map { Array($0.trials.prefix(count)) })
      try workspace.remove("all-\(count)")
      try workspace.remove("some-\(count)")
    }
  }

  @Test(arguments: [run + " --rollouts 2", memoryRun + " --falling-iterations 5"])
  func `a resumed run goes on with its history`(options: String) throws {
    let workspace = try Workspace()
    let line =
      "train bandit/bernoulli \(options.replacing("--hidden 8", with: "")) --record-history 2"
    #expect(try workspace("\(line) --iterations 5 --output whole").code == 0)
    #expect(try workspace("\(line) --iterations 2 --output run").code == 0)
    // What a process that was killed leaves.
    try workspace.copy("run/history/000002.safetensors", to: "run/history/000003.safetensors")
    try workspace.copy("run/history/000002.safetensors", to: "run/history/000009.safetensors")
    try workspace.copy("run/history/000002.safetensors", to: "run/history/.fledge-x.tmp")
    #expect(try workspace("train --resume run --iterations 5 --quiet").code == 0)
    #expect(try workspace.text("run/config.json") == workspace.text("whole/config.json"))
    let names = try workspace.names(in: "whole/history")
    #expect(names.count == 5)
    #expect(try workspace.names(in: "run/history") == names)
    for name in names {
      #expect(
        try workspace.content("run/history/\(name)") == workspace.content("whole/history/\(name)"))
    }
  }

  @Test func `a history that cannot be is refused before anything is written`() throws {
    let workspace = try Workspace()
    let tooMany = try workspace("train point-robot/goals \(Self.run) --record-history 6")
    #expect(tooMany.code != 0)
    #expect(
      tooMany.errors.contains(
        "'--record-history 6' asks for more tasks than an iteration has, which are 5."))
    let tooLarge = try workspace(
      "train cart-pole/reversed --tasks 2 --rollouts 45000 --record-history 2 --output run")
    #expect(tooLarge.code != 0)
    #expect(tooLarge.errors.contains("more than 1 GiB. Give fewer --rollouts."))
    #expect(try workspace.names().isEmpty)
    try workspace.train(into: "run")
    let resumed = try workspace("train --resume run --record-history 1")
    #expect(resumed.errors.contains("With --resume"))
  }

  @Test func `a folder with a history is not used for another run`() throws {
    let workspace = try Workspace()
    try workspace.makeFolder("run/history")
    #expect(try workspace("train point-robot/goals \(Self.run) --output run").code != 0)
  }
}
