import Foundation
import Recording
import Testing

/// `fledge score`: what is refused, in whole sentences.
struct ScoreErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let words: String

    var testDescription: String { "fledge score \(line)" }

    init(_ line: String, _ words: String) {
      self.line = line
      self.words = words
    }
  }

  static let usage = [
    Case(
      "",
      "Missing argument '<policy>': Path of a policy file or run folder, or the name of one in"
        + " Policies/; or give a --player."),
    Case(
      "--player blind",
      "'--player' needs a --distribution, since a player was not trained on one."),
    Case(
      "run --player blind --distribution cart-pole/physics",
      "Either a policy or a --player is scored, but 'run' is given with '--player'. To compare them"
        + " use --against."),
    Case(
      "--player blind --distribution cart-pole/physics --inner-learning-rate 1",
      "'--inner-learning-rate' does not go with '--player': it applies only to policies."),
    Case(
      "--player orcale --distribution cart-pole/physics",
      "There is no player 'orcale' of 'cart-pole/physics'. Did you mean 'oracle'? It has 'random',"),
    Case("a b a", "The policy 'a' is given twice. Name it once."),
    Case("a --against b --against b", "The policy 'b' is given twice. Name it once."),
    Case(
      "a --rollouts 1,2,1", "The number of rollouts '1' is given twice. Name it once."),
    Case(
      "a --rollouts 1,0",
      "The value '1,0' is invalid for '--rollouts <count,...>': '0' must be between 1 and 100000."),
    Case(
      "a --tasks 0",
      "The value '0' is invalid for '--tasks <count>': it must be between 1 and 100000."),
    Case(
      "a --csv c --record c", "'--csv' and '--record' both name 'c'. Give each a file of its own."),
    Case(
      "a b --record c",
      "'--record' records one policy with one number of rollouts. Give neither several policies, nor"
        + " --player, nor a list of --rollouts with it."),
  ]

  @Test(arguments: usage)
  func `wrong usage is answered before anything is read`(wrong: Case) throws {
    let ending = try Workspace()("score \(wrong.line)")
    #expect(ending.code == 64)
    #expect(ending.output == "")
    #expect(ending.errors.hasPrefix(wrong.words))
    #expect(ending.errors.hasSuffix(" See 'fledge score --help'.\n"))
  }

  @Test func `one file under two names is not two training seeds`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("link"), withDestinationPath: "run")
    for other in ["run/policy.safetensors", "link"] {
      let ending = try workspace("score run \(other) --tasks 2")
      #expect(ending.code == 64 && ending.output == "")
      #expect(
        ending.errors.hasPrefix("'run' and '\(other)' are the same file. Name it once."))
    }
  }

  @Test func `policies of different distributions are not pooled, nor compared unasked`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.train(into: "fixed", "--fix goalX=0.1")
    try workspace.train("cart-pole/physics", into: "cart")
    let start = "Error: Cannot score 'run' and"
    expectFailure(
      try workspace("score run cart"), 1,
      "\(start) 'cart' together: one was trained on point-robot/goals, the other on"
        + " cart-pole/physics. Only policies of one distribution can be pooled: score them one by one."
    )
    expectFailure(
      try workspace("score run fixed --distribution point-robot/goals"), 1,
      "\(start) 'fixed' together: both were trained on point-robot/goals, but with other"
        + " ranges. Only policies of one distribution can be pooled: score them one by one.")
    expectFailure(
      try workspace("score run --against fixed"), 1,
      "\(start) 'fixed' together: both were trained on point-robot/goals, but with other"
        + " ranges. Name the tasks to compare them on, for instance --distribution point-robot/goals."
    )
    let line = "--distribution point-robot/goals --tasks 2 --steps 1"
    #expect(try workspace("score run --against fixed \(line)").code == 0)
    expectFailure(
      try workspace("score run --against cart \(line)"), 1,
      "Error: Cannot use 'cart' on point-robot/goals: it was trained on cart-pole/physics with"
        + " observation box[-inf, inf]^4 and action discrete(2), but here the observation is"
        + " box[-inf, inf]^2 and the action box[-1, 1]^2. Train another with"
        + " 'fledge train point-robot/goals'.")
  }

  @Test func `policies of another version and files that are no policies are refused`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    var record = try jsonObject(try #require(file.metadata["distribution"]))
    let version = try #require(record["version"] as? Int)
    record["version"] = version + 1
    file.metadata["distribution"] = String(
      decoding: try JSONSerialization.data(withJSONObject: record), as: UTF8.self)
    try file.write(to: workspace.folder + "/newer")
    try workspace.write("no policy".utf8, to: "text")
    for line in ["run newer", "run --against newer"] {
      expectFailure(
        try workspace("score \(line)"), 1,
        "Error: Cannot use 'newer': Cannot rebuild 'point-robot/goals': it was recorded in version"
          + " \(version + 1), but this build knows version \(version)."
          + " Train again with 'fledge train'.")
    }
    for line in ["run text", "run --against text"] {
      let ending = try workspace("score \(line)")
      #expect(ending.code == 1)
      #expect(ending.errors.hasPrefix("Error: Cannot read 'text': "))
    }
    let ending = try workspace("score run --against rum")
    #expect(ending.code == 1)
    #expect(
      ending.errors.hasPrefix("Error: There is no policy 'rum': neither a file, a run folder,"))
    #expect(
      ending.errors.hasSuffix(" Players of 'point-robot/goals': random, blind, oracle.\n"))
    let twice = try workspace("score run --against blind --against oracle")
    #expect(twice.code == 64 && twice.errors.hasPrefix("'blind' and 'oracle' are players, but "))
  }

  @Test(arguments: ["bandit/bernoulli", "point-robot/goals"])
  func `a policy whose outputs are not finite is refused, not scored`(name: String) throws {
    let workspace = try Workspace()
    try workspace.train(name, into: "run")
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    file.arrays = file.arrays.map { array in
      guard case .float32(let values) = array.values, array.name.hasPrefix("policy/layer") else {
        return array
      }
      return Safetensors.NamedArray(
        name: array.name, shape: array.shape, values: .float32(values.map { _ in 3e38 }))
    }
    try file.write(to: workspace.folder + "/p")
    for command in ["score p --tasks 2 --steps 0 --quiet", "adapt p --steps 0"] {
      let ending = try workspace(command)
      #expect(ending.code == 1 && ending.output == "", "\(ending.output)")
      #expect(ending.errors.contains("outputs after 0 adaptation steps are not finite"))
    }
  }

  @Test func `of several policies the one without finite returns is named`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    file.arrays = file.arrays.map { array in
      guard case .float32(let values) = array.values, array.name.hasPrefix("policy/") else {
        return array
      }
      return Safetensors.NamedArray(
        name: array.name, shape: array.shape, values: .float32(values.map { _ in 3e38 }))
    }
    try file.write(to: workspace.folder + "/bad")
    for line in ["run bad", "run --against bad", "bad --against run", "bad --rollouts 1,2"] {
      let ending = try workspace("score \(line) --tasks 1 --steps 0 --json")
      #expect(ending.code == 1)
      #expect(ending.output == "")
      #expect(ending.errors.hasPrefix("Error: Cannot score 'bad': the policy's outputs after 0 "))
    }
    let failing = try workspace("score run --against random --inner-learning-rate 1e300 --tasks 1")
    #expect(failing.code == 1)
    #expect(failing.errors.hasPrefix("Error: Cannot score 'run': adaptation step 1 gave "))
  }
}
