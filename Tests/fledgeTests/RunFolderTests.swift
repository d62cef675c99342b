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
