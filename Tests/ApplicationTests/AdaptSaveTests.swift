import Foundation
import MetaLearning
import Recording
import Testing

/// `fledge adapt --save`: the policy that adaptation made, as a file.
struct AdaptSaveTests {
  private static let task = "--task goalX=0.25 --task goalY=-0.1"
  private static let sameTask = "--fix goalX=0.25 --fix goalY=-0.1"

  private static func means(_ workspace: Workspace, _ line: String) throws -> [Double] {
    let ending = try workspace(line + " --json")
    try #require(ending.code == 0, "\(ending.errors)")
    let curve = try #require(try jsonObject(ending.output)["curve"] as? [[String: Any]])
    return curve.compactMap { $0["mean"] as? Double }
  }

  private static func file(_ workspace: Workspace, _ name: String) throws -> SavedLearner {
    try SavedLearner(reading: .policy, from: workspace.path(name))
  }

  private static func arrays(
    _ workspace: Workspace, _ name: String
  ) throws -> [String: Safetensors.NamedArray] {
    Dictionary(uniqueKeysWithValues: try file(workspace, name).arrays.map { ($0.name, $0) })
  }

  static let learners = [
    "maml --inner-steps 2 --learn-inner-learning-rate", "fomaml --inner-learning-rate-decay 0.3",
    "reptile", "meta-sgd --inner-steps 2", "anil", "cavia --context-size 3", "joint",
  ]

  /// Rates differ from step to step here, so going on with the wrong one would show, as would other
  /// random numbers.
  @Test(arguments: learners)
  func `a saved policy goes on to the same bits`(learner: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run", "--learner \(learner)")
    let whole = try Self.means(
      workspace, "adapt run \(Self.task) --steps 3 --save three.safetensors")
    let first = try Self.means(
      workspace, "adapt run \(Self.task) --steps 2 --save two.safetensors")
    #expect(Set(whole).count == 4, "Every step changes the returns.")
    #expect(first == Array(whole[...2]))
    let rest = try Self.means(
      workspace, "adapt two.safetensors \(Self.task) --steps 1 --save both.safetensors")
    #expect(rest == Array(whole[2...]))
    let both = try Self.arrays(workspace, "both.safetensors")
    #expect(both == (try Self.arrays(workspace, "three.safetensors")))
    #expect(try Self.file(workspace, "both.safetensors").counters == ["adaptationSteps": 3])
    // Scoring draws the one task that is left, and plays the same episodes.
    let scored = try Self.means(
      workspace, "score two.safetensors \(Self.sameTask) --tasks 1 --steps 0")
    #expect(scored == [whole[2]])
    let curve = try Self.means(
      workspace, "score two.safetensors \(Self.sameTask) --tasks 1 --steps 1")
    #expect(curve == Array(whole[2...]))
  }

  @Test func `a saved policy of discrete actions goes on to the same bits`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run", "--inner-steps 2")
    let task = "--task p0=0.9 --task p1=0.1"
    let whole = try Self.means(workspace, "adapt run \(task) --steps 2")
    let first = try Self.means(workspace, "adapt run \(task) --steps 1 --save one.safetensors")
    let rest = try Self.means(workspace, "adapt one.safetensors \(task) --steps 1")
    #expect(first + rest.dropFirst() == whole)
  }

  @Test(arguments: [
    ("maml", ["layer0", "layer1", "layer2", "logStandardDeviation"]),
    ("anil", ["layer2"]), ("cavia", ["context"]),
    ("meta-sgd", ["layer0", "layer1", "layer2", "logStandardDeviation"]),
  ])
  func `only what adapts is changed`(learner: String, parts: [String]) throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train point-robot/goals --output run --quiet --iterations 2 --tasks 2 --rollouts 2 --hidden 8,8"
        + " --learner \(learner)")
    try #require(ending.code == 0)
    _ = try Self.means(workspace, "adapt run \(Self.task) --steps 1 --save one.safetensors")
    let old = try Self.file(workspace, "run/policy.safetensors")
    let new = try Self.file(workspace, "one.safetensors")
    #expect(old.arrays.map(\.name) == new.arrays.map(\.name))
    let changed = zip(old.arrays, new.arrays).filter { $0 != $1 }.map { $0.0.name }
    let names = changed.map {
      $0.replacing("policy/", with: "").split(separator: ".").map(String.init)[0]
    }
    #expect(Set(names) == Set(parts))
    // The weights by which a context enters are learned, but do not adapt.
    #expect(!changed.contains("policy/context.weight"))
    var expected = new
    expected.arrays = old.arrays
    expected.counters = [:]
    expected.adaptations = []
    #expect(expected == old)
  }

  @Test func `a saved policy says how it was made`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let line =
      "adapt run \(Self.task) --steps 1 --rollouts 3 --seed 5 --inner-learning-rate 0.5,0.25"
    let ending = try workspace(line + " --save one.safetensors")
    #expect(
      ending.errors
        == "The policy after 1 step is in one.safetensors; 'fledge adapt' and 'fledge score' continue from"
        + " there.\n")
    let second = try workspace("adapt one.safetensors --steps 2 --save three.safetensors")
    #expect(
      second.errors.hasPrefix(
        "Note: 'one.safetensors' was saved after 1 adaptation step; steps and random numbers continue"
          + " from there.\n"))
    let made = try Self.file(workspace, "three.safetensors").adaptations
    #expect(made.count == 2)
    #expect(made[0].task == ["goalX": 0.25, "goalY": -0.1])
    #expect(made[0].steps == 1 && made[0].rolloutsPerStep == 3 && made[0].seed == 5)
    #expect(made[0].changes == ["inner-learning-rate": "0.5,0.25"])
    #expect(made[1].task == ["goalX": 0, "goalY": 0])
    #expect(made[1].steps == 2 && made[1].changes == [:])
    let scored = try workspace("score three.safetensors --tasks 2 --steps 0")
    #expect(scored.code == 0)
    #expect(
      scored.errors.hasPrefix("Note: 'three.safetensors' was saved after 3 adaptation steps;"))
  }

  @Test func `no steps save the policy as it is`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    _ = try workspace("adapt run --steps 0 --save none.safetensors")
    let saved = try Self.file(workspace, "none.safetensors")
    #expect(saved.arrays == (try Self.file(workspace, "run/policy.safetensors").arrays))
    #expect(saved.counters == [:] && saved.adaptations.map(\.steps) == [0])
  }

  @Test func `replays of a saved policy can be verified`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    _ = try workspace("adapt run --steps 1 --save one.safetensors")
    _ = try workspace("adapt one.safetensors --steps 1 --record replay.safetensors")
    #expect(try workspace("replay replay.safetensors --verify").output.contains("agree to the bit"))
  }

  @Test(arguments: [
    (
      "--save run/policy.safetensors",
      "'--save run/policy.safetensors' would replace the policy that adapts. Give it a file of its own."
    ),
    (
      "--save link.safetensors",
      "'--save link.safetensors' would replace the policy that adapts. Give it a file of its own."
    ),
    (
      "--save x.safetensors --record x.safetensors",
      "'--save' and '--record' both name 'x.safetensors'. Give each a file of its own."
    ),
    (
      "--save x.png", "'x.png' would be a policy, and the names of policies end in .safetensors."
    ),
  ])
  func `a file that cannot be meant is wrong usage`(options: String, words: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("link.safetensors"),
      withDestinationPath: workspace.path("run/policy.safetensors"))
    let old = try workspace.content("run/policy.safetensors")
    let names = try workspace.names()
    expectFailure(
      try workspace("adapt run \(options)"), 64, words + " See 'fledge adapt --help'.")
    #expect(try workspace.content("run/policy.safetensors") == old)
    #expect(try workspace.names() == names)
  }

  @Test func `a memory is not saved`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train bandit/bernoulli --output run --quiet --iterations 1 --tasks 2 --learner rl2 --memory 4"
        + " --minibatches 1")
    try #require(ending.code == 0)
    expectFailure(
      try workspace("adapt run --save x.safetensors"), 64,
      "'--save' does not apply to policies of 'rl2': they adapt by a memory of one trial, which ends with"
        + " it, and their parameters stay as they are. '--record' keeps the trial. See 'fledge adapt"
        + " --help'.")
  }

  @Test func `a failed adaptation writes nothing`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.write("old".utf8, to: "x.safetensors")
    let ending = try workspace("adapt run --inner-learning-rate 1e39 --save x.safetensors")
    #expect(ending.code == 1)
    #expect(try workspace.text("x.safetensors") == "old")
    let nowhere = try workspace("adapt run --save nowhere/x.safetensors")
    #expect(nowhere.code == 1 && nowhere.output == "" && nowhere.errors.contains("folder"))
  }

  /// A rate far beyond those listed is computed step by step, so a file must not ask for too many.
  @Test func `steps have a limit`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run", "--inner-learning-rate-decay 1")
    var file = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    file.metadata["counters"] = #"{"adaptationSteps":99999}"#
    try file.write(to: workspace.path("many.safetensors"))
    #expect(try workspace("adapt many.safetensors --steps 1 --save x.safetensors").code == 0)
    expectFailure(
      try workspace("adapt many.safetensors --steps 2 --save y.safetensors"), 64,
      "'many.safetensors' was saved after 99999 steps, and a policy may have at most 100000. Give --steps 1"
        + " or fewer. See 'fledge adapt --help'.")
    for count in [100_001, 1 << 53] {
      file.metadata["counters"] = #"{"adaptationSteps":\#(count)}"#
      try file.write(to: workspace.path("many.safetensors"))
      let ending = try workspace("adapt many.safetensors")
      #expect(ending.code == 1)
      #expect(
        ending.errors.contains(
          "the counter 'adaptationSteps' is \(count), but must lie in 0...100000."))
    }
  }

  @Test(arguments: [
    "[1]", "{}", #"[{"policy":"x"}]"#,
    #"[{"changes":{},"policy":"x","rolloutsPerStep":0,"seed":1,"steps":1,"task":{}}]"#,
    #"[{"changes":{},"policy":"x","rolloutsPerStep":1,"seed":1,"steps":-1,"task":{}}]"#,
  ])
  func `malformed adaptations are refused`(text: String) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    var file = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    file.metadata["adaptations"] = text
    try file.write(to: workspace.path("odd.safetensors"))
    let ending = try workspace("adapt odd.safetensors")
    #expect(ending.code == 1 && ending.errors.contains("as 'adaptations', which cannot be read"))
  }
}
