import Foundation
import Gym
import MetaLearning
import Recording
import Testing

#if Viewer
import Application
import Viewer
import Arguments
#endif

/// The whole program with a learner that it does not know: one name more in the catalog, and nothing
/// else is changed.
struct BestActionLearnerTests {
  private static let catalog: LearnerCatalog = [MAML.self, BestActionLearner.self]

  private let workspace: Workspace

  init() throws {
    workspace = try Workspace(catalog: Self.catalog)
  }

  /// Runs a command line that is right, and gives its results.
  @discardableResult
  private func run(_ line: String) throws -> String {
    let ending = try workspace(line)
    try #require(ending.errors == "" && ending.code == 0)
    return ending.output
  }

  private func train(into output: String, _ iterations: Int) throws {
    try run(
      "train bandit/bernoulli --learner best-action --forgetting 0.25 --tasks 5 --quiet"
        + " --iterations \(iterations) --output \(output)")
  }

  @Test func `it is trained, interrupted and resumed to the same bits`() throws {
    try train(into: "whole", 6)
    try train(into: "parts", 2)
    try run("train --resume parts --iterations 6 --quiet --threads 1")
    for name in ["checkpoint.safetensors", "policy.safetensors", "config.json"] {
      #expect(
        try workspace.content("parts/\(name)") == workspace.content("whole/\(name)"), "\(name)")
    }
    let rows = try ["whole", "parts"].map { folder in
      try workspace.text("\(folder)/log.csv").split(separator: "\n").map { row in
        row.split(separator: ",", omittingEmptySubsequences: false).dropLast().map(String.init)
      }
    }
    #expect(rows[0] == rows[1])
    #expect(
      rows[0][0] == ["iteration", "bestPayment", "updates", "nothing", "environmentSteps"])
    // 5 tasks, 2 blocks of 3 episodes of 20 pulls.
    #expect(rows[0].count == 7 && rows[0][6][2...] == ["6", "", "3600"])
    #expect(try #require(Double(rows[0][6][1])) > 0.3)
  }

  @Test func `its progress says what its columns ask for`() throws {
    let ending = try workspace(
      "train bandit/bernoulli --learner best-action --iterations 1 --output run")
    #expect(
      ending.errors.hasPrefix("Training bandit/bernoulli with best-action into run.\niteration 1/1")
    )
    #expect(ending.errors.contains(#/  return \d+\.\d\d -> \d+\.\d\d  best 0\.\d\d  /#))
  }

  @Test func `its agents are not saved and its policies not exported`() throws {
    try train(into: "run", 1)
    expectFailure(
      try workspace("adapt run --save x.safetensors"), 64,
      "'--save' does not apply to policies of 'best-action': what they learn on a task is not kept in"
        + " policy files. See 'fledge adapt --help'.")
    expectFailure(
      try workspace("export run --onnx x.onnx"), 64,
      "'run' cannot be exported: 'best-action' has no network. See 'fledge export --help'.")
  }

  @Test func `its files have what it says they have, and no more`() throws {
    try train(into: "run", 2)
    let policy = try SavedLearner(
      reading: .policy, from: workspace.path("run/policy.safetensors"))
    #expect(policy.learner == "best-action")
    #expect(
      policy.settings
        == "{\"blocks\":2,\"learner\":\"best-action\",\"memory\":{\"forgetting\":0.25},"
        + "\"rollouts\":3,\"tasks\":5}")
    #expect(policy.arrays.map(\.name) == ["payments"] && policy.counters == [:])
    let checkpoint = try SavedLearner(
      reading: .checkpoint, from: workspace.path("run/checkpoint.safetensors"))
    #expect(checkpoint.arrays == policy.arrays && checkpoint.counters == ["updates": 2])

    var file = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    file.arrays.removeAll()
    try file.write(to: workspace.path("damaged"))
    expectFailure(
      try workspace("score damaged"), 1,
      "Error: Cannot use 'damaged': its array 'payments' is missing. Train again with 'fledge"
        + " train'.")
    file.metadata["learner"] = "maml"
    try file.write(to: workspace.path("damaged"))
    expectFailure(
      try workspace("score damaged"), 1,
      "Error: Cannot use 'damaged': it names another learner than its settings do. Train again with"
        + " 'fledge train'.")
    // A program without this learner says so.
    expectFailure(
      try Workspace()("score \(workspace.path("run"))"), 1,
      "Error: Cannot use '\(workspace.path("run/policy.safetensors"))': there is no learner"
        + " 'best-action'. This build has 'maml', 'fomaml', 'reptile', 'meta-sgd', 'anil', 'cavia',"
        + " 'joint' and 'rl2'. Train again with 'fledge train'.")
  }

  @Test func `it is scored, compared, recorded and replayed`() throws {
    try train(into: "run", 3)
    let score = try jsonObject(
      try run("score run --tasks 20 --quiet --json --record play --against random"))
    #expect(score["rolloutsPerStep"] as? Int == 3)
    let curve = try #require(score["curve"] as? [[String: Any]])
    #expect(curve.count == 4)
    let means = curve.compactMap { $0["mean"] as? Double }
    // A random arm pays half, the best of five on average five sixths of 20 pulls.
    #expect(means[1] > 13 && means[3] > 13)
    let replay = try Replay(readingFrom: workspace.path("play"))
    #expect(replay.learner == "best-action" && replay.trials.count == 20)
    #expect(try run("replay play --verify").contains("best-action"))
  }

  @Test func `what it learned is what it begins with on a task`() throws {
    try train(into: "run", 3)
    var file = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    let payments = try #require(file.arrays.first)
    // Each arm is tried once by every copy; then the knowledge of the others does not matter.
    file.arrays = [
      .init(name: payments.name, shape: payments.shape, values: .float32([0, 0, 0, 0, 9]))
    ]
    try file.write(to: workspace.path("other"))
    let line = "--task p0=1 --steps 1 --rollouts 2 --json"
    for name in ["run", "other"] {
      let curve = try #require(
        try jsonObject(try run("adapt \(name) \(line)"))["curve"] as? [[String: Any]])
      // After a block it knows which arm always pays.
      #expect(curve.last?["mean"] as? Double == 20)
    }
  }

  @Test func `its changes are offered where policies play, and refused for other learners`() throws
  {
    try train(into: "run", 1)
    let line = "score run --tasks 5 --steps 0 --quiet --json"
    let usual = try run(line)
    #expect(try run(line + " --tries 1") == usual)
    #expect(try run(line + " --tries 4") != usual)
    expectFailure(
      try workspace("score run --inner-learning-rate 0.5"), 64,
      "'--inner-learning-rate' does not apply to policies of 'best-action'; they accept only"
        + " '--tries'. See 'fledge score --help'.")
    expectFailure(
      try workspace("score run --tries 0"), 64,
      "The value '0' is invalid for '--tries <count>': it must be between 1 and 9. See 'fledge score"
        + " --help'.")
    expectFailure(
      try workspace("score --player random --distribution bandit/bernoulli --tries 2"), 64,
      "'--tries' does not go with '--player': it applies only to policies. See 'fledge score"
        + " --help'.")
  }

  @Test func `its settings are in the help, under its own name alone`() {
    let program = testedProgram(catalog: Self.catalog)
    let all = program.run(["train", "--help"]).text
    #expect(
      all.contains(
        """

        Memory:
          --forgetting <share>        Share of what was learned before that is
                                      forgotten.

        """))
    #expect(all.contains("joint,") && all.contains(" best-action."))
    #expect(all.contains("--inner-steps <count>"))
    let own = program.run(["train", "--learner", "best-action", "--help"]).text
    #expect(own.contains("--forgetting <share>") && own.contains("Tasks at a time."))
    #expect(!own.contains("--inner-steps") && !own.contains("Advantages:"))
    let other = program.run(["train", "--help", "--learner=maml"]).text
    #expect(other.contains("--inner-steps") && !other.contains("--forgetting"))
    #expect(!other.contains("--context-size") && other.contains("Tasks per iteration."))
    for command in ["score", "adapt", "watch"] {
      #expect(
        program.run(["help", command]).text.contains("How often each action is tried first."))
    }
  }

  @Test(arguments: [
    (
      "--learner best-action --forgetting 2",
      "The value '2' is invalid for '--forgetting <share>': it must be between 0 and 1."
    ),
    (
      "--learner best-action --tasks 101",
      "The value '101' is invalid for '--tasks <count>': it must be between 1 and 100."
    ),
    (
      "--learner best-action --inner-steps 2",
      "'--inner-steps' changes nothing here: only other learners have it (maml, fomaml, reptile,"
        + " meta-sgd, anil, cavia, joint)."
    ),
    (
      "--forgetting 0.5",
      "'--forgetting' changes nothing here: only other learners have it (best-action)."
    ),
  ])
  func `its settings are refused where they have no effect`(line: String, words: String) throws {
    expectFailure(
      try workspace("train bandit/bernoulli \(line)"), 64, words + " See 'fledge train --help'.")
    #expect(try workspace.names() == [])
  }

  @Test func `it is listed and described`() throws {
    #expect(
      try run("list").contains("\n  best-action  What each action pays on average.\n"))
    #expect(
      try run("describe bandit/bernoulli --learner best-action").hasSuffix(
        "  --iterations 100 --learner best-action --forgetting 0.5 --tasks 4\n"))
    let described = try jsonObject(
      try run("describe bandit/bernoulli --learner best-action --json"))
    let training = try #require(described["training"] as? [String: Any])
    let settings = try #require(training["settings"] as? [String: Any])
    #expect(settings.keys.sorted() == ["blocks", "learner", "memory", "rollouts", "tasks"])
  }

  #if Viewer
  @Test func `a window shows it`() throws {
    try train(into: "run", 1)
    let options: WatchOptions = try workspace.options("watch run --tries 3 --steps 2")
    let content = try WatchSession(options, console: Console()).content
    guard case .policy(let policy) = content.source else {
      Issue.record("a policy is not shown as one")
      return
    }
    #expect((policy.agent as? BestActionAgent)?.tries == 3)
    #expect(policy.stepCount == 2 && policy.rolloutCount == 3)
  }

  /// In a process of its own, where no other test has opened a window.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["DISPLAY"] != nil, "needs a screen"))
  func `it adapts in a window`() async throws {
    try train(into: "run", 1)
    await #expect(processExitsWith: .success) { [run = workspace.path("run") as String] in
      testedProgram(catalog: BestActionLearnerTests.catalog).main(
        ["watch", run, "--seconds", "0.7", "--frame-times", "--size", "640x480"])
    }
  }
  #endif
}
