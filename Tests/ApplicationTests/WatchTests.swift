import Application
import Foundation
import Testing

#if Viewer
import Viewer
import Gym
#endif

/// `fledge watch`: what is shown, and what is refused before a window opens.
struct WatchTests {
  #if Viewer
  @Test func `a policy is shown with what was asked for`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run", "--inner-steps 2")
    func policy(_ line: String) throws -> (content: ViewerContent, policy: LivePolicy) {
      let options: WatchOptions = try workspace.options("watch run \(line)")
      let session = try WatchSession(options, console: Console())
      guard case .policy(let policy) = session.content.source else {
        throw Unexpected(line: line)
      }
      return (session.content, policy)
    }
    let usual = try policy("")
    #expect(usual.content.distribution.fullName == "point-robot/goals")
    #expect(usual.content.name == workspace.path("run") && usual.content.seed == 1)
    #expect(usual.policy.stepCount == 3 && usual.policy.rolloutCount == 2)
    #expect(usual.policy.split == .test && usual.policy.task == nil)
    let asked = try policy(
      "--task goalX=0.25 --split shifted --rollouts 7 --steps 5 --seed 9"
    ).content
    #expect(asked.seed == 9)
    let live = try policy("--task goalX=0.25 --split shifted --rollouts 7 --steps 5").policy
    #expect(live.stepCount == 5 && live.rolloutCount == 7)
    #expect(live.split == .shifted && live.task == [0.25, 0])
  }

  @Test func `a replay is shown as it was recorded`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run")
    _ = try workspace("adapt run --steps 2 --rollouts 2 --seed 5 --record replay")
    let options: WatchOptions = try workspace.options("watch replay")
    let content = try WatchSession(options, console: Console()).content
    guard case .replay(let trials) = content.source else { throw Unexpected(line: "watch replay") }
    #expect(content.distribution.fullName == "bandit/bernoulli" && content.seed == 5)
    #expect(trials.map { $0.blocks.map(\.rollouts.episodeCount) } == [[2, 2, 2]])
  }

  /// Content of another kind than the line asked for.
  private struct Unexpected: Error {
    var line: String
  }
  #else
  @Test func `a build without the trait says what it takes`() throws {
    expectFailure(
      try Workspace()("watch run"), 1,
      "Error: 'fledge watch' is not in this build, which was made without the trait 'Viewer'. Install"
        + " libsdl2-dev and libcairo2-dev, then build without --disable-default-traits.")
  }
  #endif

  @Test func `what cannot be shown is refused before a window opens`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    _ = try workspace("adapt run --steps 1 --rollouts 1 --record replay.safetensors")
    try workspace.write(Array("no policy at all".utf8), to: "text.safetensors")
    #if Viewer
    expectFailure(
      try workspace("watch replay.safetensors --task goalX=0.1"), 64,
      "'replay.safetensors' is a replay: '--task' applies only to policies."
        + " See 'fledge watch --help'.")
    for option in ["--steps 2", "--rollouts 2", "--seed 2", "--split test"] {
      expectFailure(
        try workspace("watch replay.safetensors \(option)"), 64,
        "'replay.safetensors' is a replay: '\(option.prefix { $0 != " " })' applies only to policies."
          + " See 'fledge watch --help'.")
    }
    expectFailure(
      try workspace("watch run --task goalZ=0.1"), 64,
      try workspace("adapt run --task goalZ=0.1").errors.dropLast().description
        .replacing("adapt", with: "watch"))
    let damaged = try workspace("watch text.safetensors")
    #expect(damaged.code == 1 && damaged.errors.contains("Cannot read 'text.safetensors'"))
    let missing = try workspace("watch nothing")
    #expect(missing.code == 1 && missing.errors.contains("There is no policy or replay 'nothing'"))
    #endif
    for line in ["watch run --size 10x10", "watch run --size big", "watch run --scale 9"] {
      #expect(try workspace(line).code == 64, "\(line)")
    }
  }
}
