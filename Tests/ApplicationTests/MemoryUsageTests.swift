import Foundation
import Recording
import Testing

/// What `fledge train --learner rl2` and policies with a memory refuse, each in one line.
struct MemoryUsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let words: String

    init(_ line: String, _ words: String) {
      self.line = line
      self.words = words
    }

    var testDescription: String { line }
  }

  static let wrong = [
    Case(
      "--core rnn", "The value 'rnn' is invalid for '--core <name>': it must be 'gru' or 'lstm'."),
    Case(
      "--memory 1000000",
      "The value '1000000' is invalid for '--memory <units>': it must be between 1 and 1024."),
    Case(
      "--episodes 0",
      "The value '0' is invalid for '--episodes <count>': it must be between 1 and 10000."),
    Case(
      "--minibatches 600",
      "Each of 600 minibatches needs a trial, but an iteration has 512. Give fewer --minibatches or"
        + " more --tasks."),
    Case(
      "--inner-steps 3",
      "'--inner-steps' changes nothing here: only other learners have it (maml, fomaml, reptile,"
        + " meta-sgd, anil, cavia, joint)."),
    Case(
      "--core lstm --reset-gate before",
      "'--reset-gate' changes nothing here: only --core gru has a reset gate."),
    Case(
      "--initial-standard-deviation 2",
      "'--initial-standard-deviation' changes nothing here: only continuous actions use it, and"
        + " these are choices."),
    Case(
      "--tasks 100000 --episodes 100",
      "One iteration could take 200000000 environment steps (100000 trials of 100 episodes of 20"
        + " steps), but at most 20000000 are supported. Give fewer --tasks or --episodes."),
    Case(
      "--tasks 8 --minibatches 1 --episodes 10000 --memory 1024",
      "Going through 4 trials would keep 5785600000 numbers, but at most 250000000 are supported."
        + " Give fewer --episodes, or a smaller --memory."),
  ]

  @Test(arguments: wrong)
  func `training that makes no sense is refused`(wrong: Case) throws {
    let workspace = try Workspace()
    expectFailure(
      try workspace("train bandit/bernoulli --learner rl2 " + wrong.line), 64,
      wrong.words + " See 'fledge train --help'.")
    #expect(try workspace.names() == [])
  }

  @Test func `a standard deviation outside its limits is refused`() throws {
    let workspace = try Workspace()
    expectFailure(
      try workspace("train cart-pole/continuous --learner rl2 --minimum-standard-deviation 0.6"),
      64,
      "The first standard deviation is 0.5, but it must lie between its limits, 0.6 and 10.0."
        + " Change --initial-standard-deviation or the limits. See 'fledge train --help'.")
  }

  /// Trains a small policy.
  private static func trained() throws -> Workspace {
    let workspace = try Workspace()
    let ending = try workspace(
      "train bandit/bernoulli --learner rl2 --tasks 16 --memory 4 --encoder 0 --iterations 2"
        + " --quiet --output run")
    #expect(ending.code == 0, "\(ending.errors)")
    return workspace
  }

  @Test func `a memory of another size than the settings say is refused`() throws {
    let workspace = try Self.trained()
    var file = try Safetensors(readingFrom: workspace.path("run/policy.safetensors"))
    let settings = try #require(file.metadata["settings"])
    file.metadata["settings"] = settings.replacing("\"memory\":4", with: "\"memory\":5")
    try file.write(to: workspace.path("p"))
    expectFailure(
      try workspace("score p --tasks 1"), 1,
      "Error: Cannot use 'p': its array 'policy/core.inputWeight' has the shape [9, 12], but its"
        + " settings need [9, 15]. Train again with 'fledge train'.")
  }

  @Test func `a memory has no steps whose rate could change`() throws {
    let workspace = try Self.trained()
    for command in ["score", "adapt"] {
      let ending = try workspace("\(command) run --inner-learning-rate 3")
      #expect(ending.code == 64)
      #expect(ending.errors.contains("rl2"), "\(ending.errors)")
    }
  }

  @Test func `a run that is interrupted and resumed has the same policy`() throws {
    let workspace = try Workspace()
    let line =
      "train cart-pole/reversed --learner rl2 --tasks 8 --memory 4 --encoder 4 --quiet"
      + " --minibatches 2 --falling-iterations 4"
    #expect(try workspace(line + " --iterations 4 --output whole --threads 2").code == 0)
    #expect(try workspace(line + " --iterations 2 --output parts").code == 0)
    #expect(try workspace("train --resume parts --iterations 4 --quiet").code == 0)
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: URL(fileURLWithPath: workspace.path(name)))
    }
    #expect(
      try bytes("whole/policy.safetensors") == bytes("parts/policy.safetensors"))
    #expect(
      try bytes("whole/checkpoint.safetensors") == bytes("parts/checkpoint.safetensors"))
  }
}
