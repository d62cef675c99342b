import Application
import Foundation
import Gym
import Recording
import Testing

#if Viewer
import Viewer
#endif

/// `fledge adapt`, `--record`, `replay`, `render` and `watch` with an agent that has a memory.
struct MemoryAgentTests {
  /// A workspace with the smallest policy of trials of two episodes.
  private static func workspace(_ distribution: String = "point-robot/goals") throws -> Workspace {
    let workspace = try Workspace()
    let ending = try workspace(
      "train \(distribution) --output run --quiet --learner rl2 --iterations 1 --tasks 8"
        + " --episodes 2 --memory 4 --encoder 0")
    try #require(ending.code == 0, "\(ending.errors)")
    return workspace
  }

  @Test func `an adaptation is a table of the episodes of one trial`() throws {
    let workspace = try Self.workspace()
    let lines = try workspace("adapt run --task goalX=0.25").output
      .split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 9)
    #expect(lines[2] == "  episode  env steps before  return")
    #expect(lines[3].hasPrefix("        1                 0  "))
    #expect(lines[4].hasPrefix("        2 "))
    #expect(lines[7].hasPrefix("  whole trial of 2 episodes: "))
  }

  @Test func `trials side by side have a mean and a deviation`() throws {
    let workspace = try Self.workspace()
    let line = "adapt run --task goalX=0.25 --steps 2 --rollouts 3"
    let lines = try workspace(line).output
      .split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 10)
    #expect(lines[2] == "  episode  env steps before  mean return  sd over trials")
    #expect(lines[8].hasPrefix("  whole trial of 3 episodes, mean of 3 trials: "))
    let report = try jsonObject(try workspace(line + " --json").output)
    #expect(report["experience"] as? String == "separate")
    let curve = try #require(report["curve"] as? [[String: Any]])
    #expect(curve.map { $0["step"] as? Int } == [0, 1, 2])
    #expect(curve.map { $0["rollouts"] as? Int } == [0, 1, 2])
  }

  @Test(arguments: [("point-robot/goals", 0), ("bandit/bernoulli", 5), ("cart-pole/reversed", 2)])
  func `a trial that is recorded prints the same, with memory and probabilities`(
    distribution: String, choiceCount: Int
  ) throws {
    let workspace = try Self.workspace(distribution)
    let printed = try workspace("adapt run --rollouts 3")
    #expect(printed.code == 0)
    #expect(try workspace("adapt run --rollouts 3 --record one") == printed)
    let replay = try Replay(readingFrom: workspace.path("one"))
    #expect(replay.learner == "rl2" && replay.experience == .separate)
    let blocks = replay.trials[0].blocks
    #expect(blocks.map(\.rollouts.episodeCount) == [3, 3])
    for block in blocks {
      let insights = try #require(block.insights)
      #expect(insights.stepCount == block.rollouts.stepCount)
      #expect(insights.memorySize == 4 && insights.choiceCount == choiceCount)
      guard choiceCount > 0 else { continue }
      for step in 0..<insights.stepCount {
        let sum = insights[step..<step + 1].probabilities.reduce(0, +)
        #expect(abs(sum - 1) < 1e-5)
      }
    }
    // Each copy begins with the same memory, and in the second episode with what it remembers.
    let first = (0..<3).map { blocks[0].insights(ofEpisode: $0)?[0..<1].memory }
    let second = (0..<3).map { blocks[1].insights(ofEpisode: $0)?[0..<1].memory }
    #expect(Set(second).isDisjoint(with: Set(first)))
    let verified = try workspace("replay --verify one")
    #expect(verified.code == 0 && verified.output.contains("  1 task, 3 trials of 2 episodes, "))
    #expect(verified.output.contains("  episode  trials  steps "))
  }

  @Test func `a score is recorded with the memory of each task`() throws {
    let workspace = try Self.workspace("bandit/bernoulli")
    let line = "score run --tasks 3 --steps 1 --json"
    // Recorded trials are played task by task, each by an address of its own.
    let printed = try workspace(line + " --record one --threads 2")
    #expect(printed.code == 0)
    #expect(try workspace(line + " --record two --threads 1") == printed)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: workspace.path("one")))
        == Data(contentsOf: URL(fileURLWithPath: workspace.path("two"))))
    let replay = try Replay(readingFrom: workspace.path("one"))
    #expect(replay.experience == .separate && replay.trials.count == 3)
    #expect(replay.trials.allSatisfy { $0.blocks.allSatisfy { $0.insights?.memorySize == 4 } })
    #expect(try workspace("replay --verify one").code == 0)
  }

  @Test func `a recording counts the memory before it is made`() throws {
    let workspace = try Self.workspace()
    let ending = try workspace("score run --tasks 100000 --rollouts 20 --steps 3 --record nav")
    // A gradient policy may record 4729 such tasks: 28 bytes of each step, here 44.
    let words = ending.errors.split(separator: " ")
    let index = try #require(words.firstIndex(of: "--tasks"))
    let limit = try #require(Int(words[index + 1]))
    #expect(abs(Double(limit) / 4729 - 28.0 / 44) < 0.01, "\(ending.errors)")
  }

  #if Viewer
  @Test func `a window has as many episodes as training, and a replay those recorded`() throws {
    let workspace = try Self.workspace()
    let options: WatchOptions = try workspace.options("watch run")
    let content = try WatchSession(options, console: Console()).content
    guard case .policy(let policy) = content.source else {
      Issue.record("no policy")
      return
    }
    #expect(content.experience == .separate)
    #expect(policy.stepCount == 1 && policy.rolloutCount == 1)
    _ = try workspace("adapt run --steps 3 --record replay")
    let recorded: WatchOptions = try workspace.options("watch replay")
    let replay = try WatchSession(recorded, console: Console()).content
    guard case .replay(let trials) = replay.source else {
      Issue.record("no replay")
      return
    }
    #expect(replay.experience == .separate && trials[0].blocks.count == 4)
  }

  @Test func `pictures of another memory differ`() throws {
    let workspace = try Self.workspace("bandit/bernoulli")
    _ = try workspace("adapt run --record replay")
    var replay = try Replay(readingFrom: workspace.path("replay"))
    for index in replay.trials[0].blocks.indices {
      guard let old = replay.trials[0].blocks[index].insights else { continue }
      replay.trials[0].blocks[index].insights = InsightTrace(
        memorySize: old.memorySize, choiceCount: old.choiceCount, memory: old.memory.map { -$0 },
        probabilities: old.probabilities)
    }
    try replay.write(to: workspace.path("other"))
    _ = try workspace("render replay --output a.png --quiet")
    _ = try workspace("render other --output b.png --quiet")
    #expect(try workspace.content("a.png") != workspace.content("b.png"))
  }
  #endif
}
