import Application
import Testing

/// Folders that a run cannot go to, or cannot be continued in.
struct RunFolderTests {
  private static let train = "train point-robot/goals \(Workspace.tiny) --quiet --output "

  @Test func `another run is not overwritten`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let policy = try workspace.content("run/policy.safetensors")
    let words =
      "Error: Cannot start a run in 'run': it already holds another run. Continue that with"
      + " --resume run, or choose another folder with --output."
    expectFailure(try workspace(Self.train + "run"), 1, words)
    for file in ["checkpoint.safetensors", "config.json", "log.csv"] {
      try workspace.remove("run/\(file)")
      expectFailure(try workspace(Self.train + "run"), 1, words)
    }
    #expect(try workspace.content("run/policy.safetensors") == policy)
  }

  @Test func `a folder without a run is used and its other files stay`() throws {
    let workspace = try Workspace()
    try workspace.makeFolder("run")
    try workspace.write("mine\n".utf8, to: "run/notes")
    try workspace.write([], to: "run/.fledge-1-0.tmp")
    #expect(try workspace(Self.train + "run").code == 0)
    #expect(try workspace.text("run/notes") == "mine\n")
    #expect(try workspace.names(in: "run").count == 5)
  }

  @Test func `a file is not a folder`() throws {
    let workspace = try Workspace()
    try workspace.write("text".utf8, to: "run")
    for path in ["run", "run/below"] {
      expectFailure(
        try workspace(Self.train + path), 1,
        "Error: Cannot start a run in '\(path)': there is a file in its place, but a folder is"
          + " needed. Choose another with --output.")
    }
    #expect(try workspace.text("run") == "text")
  }

  @Test func `a folder that cannot be made is named with the reason`() throws {
    expectFailure(
      try Workspace()(Self.train + "/proc/run"), 1,
      "Error: Cannot start a run in '/proc/run': the folder cannot be created (No such file or"
        + " directory). Choose another with --output.")
  }

  @Test func `a folder is one run's as long as that is open`() throws {
    let workspace = try Workspace()
    var first: RunFolder? = try RunFolder(new: workspace.path("run"))
    #expect(first?.path == workspace.path("run"))
    try workspace.write([], to: "run/checkpoint.safetensors")
    let error = #expect(throws: RunFolderError.self) {
      _ = try RunFolder(existing: workspace.path("run/"))
    }
    #expect(
      error?.description
        == "Cannot train in '\(workspace.path("run"))': another process is training there. Wait until"
        + " it ends, or choose another folder with --output.")
    first = nil
    #expect(try RunFolder(existing: workspace.path("run/")).path == workspace.path("run"))
  }
}
