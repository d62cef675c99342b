import Foundation
import Testing

/// Folders that a run cannot go to, or cannot be continued in.
struct RunFolderTests {
  private static let train = "train point-robot/goals \(Fledge.tiny) --quiet --output "

  @Test func `another run is not overwritten`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    let policy = try fledge.content("run/policy.safetensors")
    let words =
      "Error: Cannot start a run in 'run': it already holds another run. Continue that with"
      + " --resume run, or choose another folder with --output."
    expectFailure(try fledge(Self.train + "run"), 1, words)
    for file in ["checkpoint.safetensors", "config.json", "log.csv"] {
      try fledge.remove("run/\(file)")
      expectFailure(try fledge(Self.train + "run"), 1, words)
    }
    #expect(try fledge.content("run/policy.safetensors") == policy)
  }

  @Test func `a folder without a run is used and its other files stay`() throws {
    let fledge = try Fledge()
    #expect(
      try fledge.shell("mkdir run && echo mine > run/notes && touch run/.fledge-1-0.tmp").code == 0)
    #expect(try fledge(Self.train + "run").code == 0)
    #expect(try fledge.text("run/notes") == "mine\n")
    #expect(try fledge.names(in: "run").count == 5)
  }

  @Test func `a file is not a folder`() throws {
    let fledge = try Fledge()
    try fledge.write("text".utf8, to: "run")
    for path in ["run", "run/below"] {
      expectFailure(
        try fledge(Self.train + path), 1,
        "Error: Cannot start a run in '\(path)': there is a file in its place, but a folder is"
          + " needed. Choose another with --output.")
    }
    #expect(try fledge.text("run") == "text")
  }

  @Test func `a folder that cannot be made is named with the reason`() throws {
    expectFailure(
      try Fledge()(Self.train + "/proc/run"), 1,
      "Error: Cannot start a run in '/proc/run': the folder cannot be created (No such file or"
        + " directory). Choose another with --output.")
  }

  @Test func `two processes do not train in one folder`() throws {
    let fledge = try Fledge()
    let first = try fledge.start("train bandit/bernoulli --iterations 1000000 --output run --quiet")
    try first.wait { (try? fledge.names(in: "run").contains("log.csv")) ?? false }
    expectFailure(
      try fledge("train --resume run"), 1,
      "Error: Cannot train in 'run': another fledge is training there. Wait for its end, or choose"
        + " another folder with --output.")
    first.send(SIGINT)
    #expect(try first.ending().code == 130)
  }
}

/// Runs whose files are missing, damaged or of another run, and what resuming them says.
struct DamagedRunTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let damage: @Sendable (Fledge) throws -> Void
    let words: String

    init(
      _ description: String, _ words: String, _ damage: @escaping @Sendable (Fledge) throws -> Void
    ) {
      testDescription = description
      self.damage = damage
      self.words = "Error: Cannot resume 'run': " + words
    }
  }

  static let cases = [
    Case(
      "no checkpoint",
      "it has no checkpoint.safetensors. Name the --output folder of an earlier 'fledge train'."
    ) { try $0.remove("run/checkpoint.safetensors") },
    Case(
      "no log",
      "it has no log.csv, but its checkpoint is of iteration 3. Put the log back, or start a new"
        + " run."
    ) { try $0.remove("run/log.csv") },
    Case(
      "a log that is too short",
      "its log.csv ends with iteration 2, but its checkpoint is of iteration 3, so one of them is of"
        + " another run. Put the right one back, or start a new run."
    ) { fledge in
      let lines = try fledge.text("run/log.csv").split(separator: "\n")
      try fledge.write((lines[..<3].joined(separator: "\n") + "\n").utf8, to: "run/log.csv")
    },
    Case(
      "no configuration",
      "it has no config.json to say how many iterations are wanted. Give their number with"
        + " --iterations."
    ) { try $0.remove("run/config.json") },
    Case(
      "a damaged configuration",
      "its config.json is not the configuration of a run. Put the right one back, or remove it and"
        + " give --iterations."
    ) { try $0.write("{".utf8, to: "run/config.json") },
    Case(
      "a configuration with another seed",
      "its config.json has another seed than its checkpoint, but a run keeps what it began with. Put"
        + " the right one back, or remove config.json and give --iterations."
    ) { try $0.replace("\"seed\" : 1", "\"seed\" : 2", in: "run/config.json") },
    Case(
      "a configuration with another setting",
      "its config.json has another learner than its checkpoint, but a run keeps what it began with."
        + " Put the right one back, or remove config.json and give --iterations."
    ) { try $0.replace("\"rollouts\" : 2", "\"rollouts\" : 3", in: "run/config.json") },
    Case(
      "a configuration with other ranges",
      "its config.json has another distribution than its checkpoint, but a run keeps what it began"
        + " with. Put the right one back, or remove config.json and give --iterations."
    ) { try $0.replace("-0.8", "-0.9", in: "run/config.json") },
    Case(
      "fewer iterations",
      "it has done 3 iterations, but --iterations asks for 2 in total. Give a larger number."
    ) { _ in },
  ]

  @Test(arguments: cases)
  func `a run that is not whole is not resumed`(wrong: Case) throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    try wrong.damage(fledge)
    let files = try fledge.names(in: "run").map { try fledge.content("run/\($0)") }
    let wanted = wrong.testDescription == "fewer iterations" ? "--iterations 2" : ""
    expectFailure(try fledge("train --resume run \(wanted)"), 1, wrong.words)
    #expect(try fledge.names(in: "run").map { try fledge.content("run/\($0)") } == files)
  }

  @Test func `a damaged log is not resumed`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    try fledge.replace("\n2,", "\nx,", in: "run/log.csv")
    let ending = try fledge("train --resume run")
    #expect(ending.code == 1)
    #expect(ending.errors.hasPrefix("Error: Cannot resume 'run/log.csv': line 3 is 'x,"))
  }

  @Test func `a checkpoint of another run is not resumed`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    try fledge.train(into: "other", "--seed 2")
    try fledge.copy("other/checkpoint.safetensors", to: "run/checkpoint.safetensors")
    #expect(
      try fledge("train --resume run").errors.hasPrefix(
        "Error: Cannot resume 'run': its config.json has another seed than its checkpoint"))
  }

  @Test func `a lost configuration and policy come back`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    try fledge.copy("run", to: "whole")
    try fledge.remove("run/config.json")
    try fledge.remove("run/policy.safetensors")
    #expect(try fledge("train --resume run --iterations 3 --quiet").code == 0)
    for file in ["config.json", "policy.safetensors", "checkpoint.safetensors"] {
      #expect(try fledge.content("run/\(file)") == fledge.content("whole/\(file)"))
    }
  }
}

extension Fledge {
  fileprivate func replace(_ old: String, _ new: String, in path: String) throws {
    let text = try text(path)
    try #require(text.contains(old))
    try write(text.replacing(old, with: new).utf8, to: path)
  }
}
