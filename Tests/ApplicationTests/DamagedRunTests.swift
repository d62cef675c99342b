import Testing

/// Runs whose files are missing, damaged or of another run, and what resuming them says.
struct DamagedRunTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let damage: @Sendable (Workspace) throws -> Void
    let words: String
    var options = ""

    init(
      _ description: String, _ words: String,
      _ damage: @escaping @Sendable (Workspace) throws -> Void
    ) {
      testDescription = description
      self.damage = damage
      self.words = "Error: Cannot resume 'run': " + words
    }

    /// The case with options for resuming.
    func with(_ options: String) -> Case {
      var copy = self
      copy.options = options
      return copy
    }
  }

  static let cases = [
    Case(
      "no checkpoint",
      "it has no checkpoint.safetensors. Name the --output folder of an earlier 'fledge train'."
    ) { try $0.remove("run/checkpoint.safetensors") },
    Case(
      "no log",
      "it has no log.csv, but its checkpoint is of iteration 3. Restore the log, or start a new"
        + " run."
    ) { try $0.remove("run/log.csv") },
    Case(
      "a log that is too short",
      "its log.csv ends with iteration 2, but its checkpoint is of iteration 3, so they are of"
        + " different runs. Restore the right one, or start a new run."
    ) { workspace in
      let lines = try workspace.text("run/log.csv").split(separator: "\n")
      try workspace.write((lines[..<3].joined(separator: "\n") + "\n").utf8, to: "run/log.csv")
    },
    Case(
      "no configuration",
      "it has no config.json with the number of iterations. Give it with --iterations."
    ) { try $0.remove("run/config.json") },
    Case(
      "a damaged configuration",
      "its config.json is not the configuration of a run. Restore the right one, or remove it and"
        + " give --iterations."
    ) { try $0.write("{".utf8, to: "run/config.json") },
    Case(
      "a configuration with another seed",
      "its config.json has another seed than its checkpoint."
        + " Restore the right one, or remove config.json and give --iterations."
    ) { try $0.replace("\"seed\" : 1", "\"seed\" : 2", in: "run/config.json") },
    Case(
      "a configuration with another setting",
      "its config.json has another learner than its checkpoint."
        + " Restore the right one, or remove config.json and give --iterations."
    ) { try $0.replace("\"rollouts\" : 2", "\"rollouts\" : 3", in: "run/config.json") },
    Case(
      "a configuration with other ranges",
      "its config.json has another distribution than its checkpoint."
        + " Restore the right one, or remove config.json and give --iterations."
    ) { try $0.replace("-0.8", "-0.9", in: "run/config.json") },
    Case(
      "fewer iterations",
      "it has done 3 iterations, but --iterations asks for 2 in total. Give a larger number."
    ) { _ in }.with("--iterations 2"),
  ]

  @Test(arguments: cases)
  func `a run that is not whole is not resumed`(wrong: Case) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try wrong.damage(workspace)
    let files = try workspace.names(in: "run").map { try workspace.content("run/\($0)") }
    expectFailure(try workspace("train --resume run \(wrong.options)"), 1, wrong.words)
    #expect(try workspace.names(in: "run").map { try workspace.content("run/\($0)") } == files)
  }

  @Test func `a damaged log is not resumed`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.replace("\n2,", "\nx,", in: "run/log.csv")
    let ending = try workspace("train --resume run")
    #expect(ending.code == 1)
    #expect(ending.errors.hasPrefix("Error: Cannot resume 'run/log.csv': line 3 is 'x,"))
  }

  @Test func `a checkpoint of another run is not resumed`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.train(into: "other", "--seed 2")
    try workspace.copy("other/checkpoint.safetensors", to: "run/checkpoint.safetensors")
    #expect(
      try workspace("train --resume run").errors.hasPrefix(
        "Error: Cannot resume 'run': its config.json has another seed than its checkpoint"))
  }

  @Test func `a lost configuration and policy come back`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.copy("run", to: "whole")
    try workspace.remove("run/config.json")
    try workspace.remove("run/policy.safetensors")
    #expect(try workspace("train --resume run --iterations 3 --quiet").code == 0)
    for file in ["config.json", "policy.safetensors", "checkpoint.safetensors"] {
      #expect(try workspace.content("run/\(file)") == workspace.content("whole/\(file)"))
    }
  }
}
