import Application
import Testing

/// Policies and replays that are found by path or by name.
struct FileLibraryTests {
  /// A workspace with two folders of files, and the library that searches them.
  private static func made() throws -> (Workspace, FileLibrary) {
    let workspace = try Workspace()
    for file in ["here/a", "here/both", "there/b", "there/both"] {
      try workspace.makeFolder(String(file.prefix { $0 != "/" }))
      try workspace.write(file.utf8, to: file + ".safetensors")
    }
    try workspace.write([], to: "here/notes.md")
    return (
      workspace,
      FileLibrary(
        noun: "policy", folder: "Policies", otherPlaces: "a file, a run folder,",
        fileInFolder: "policy.safetensors",
        searchedFolders: ["here", "there", "nowhere"].map(workspace.path))
    )
  }

  @Test func `names are those of both folders, once and in order`() throws {
    let (workspace, library) = try Self.made()
    #expect(library.names == ["a", "b", "both"])
    withExtendedLifetime(workspace) {}
  }

  @Test func `the first folder that has a name wins`() throws {
    let (workspace, library) = try Self.made()
    #expect(try library.path(of: "b") == workspace.path("there/b.safetensors"))
    #expect(try library.path(of: "both") == workspace.path("here/both.safetensors"))
  }

  @Test func `a path is a file, or the folder of a run`() throws {
    let (workspace, library) = try Self.made()
    let file = workspace.path("there/both.safetensors")
    #expect(try library.path(of: file) == file)
    #expect(
      try library.path(of: workspace.path("here")) == workspace.path("here/policy.safetensors"))
    let replays = FileLibrary(noun: "replay", folder: "Replays", otherPlaces: "a file")
    #expect(try replays.path(of: workspace.path("here")) == workspace.path("here"))
  }

  @Test(arguments: [
    ("bath", " Did you mean 'both'?"), ("nothing-like-it", ""), ("no/path", ""),
  ])
  func `a name that is nowhere is answered with those there are`(
    name: String, suggestion: String
  ) throws {
    let (workspace, library) = try Self.made()
    let error = #expect(throws: FileLibrary.NotFound.self) { _ = try library.path(of: name) }
    #expect(
      error?.description
        == "There is no policy '\(name)': neither a file, a run folder, nor one in Policies/."
        + "\(suggestion) Policies that ship here: a, b, both.")
    withExtendedLifetime(workspace) {}
  }

  @Test func `an empty library ships nothing`() {
    let library = FileLibrary(
      noun: "replay", folder: "Replays", otherPlaces: "a file", searchedFolders: [])
    let error = #expect(throws: FileLibrary.NotFound.self) { _ = try library.path(of: "x") }
    #expect(
      error?.description
        == "There is no replay 'x': neither a file nor one in Replays/. Replays that ship here: none."
    )
  }

  @Test func `folders are those of the working folder and of the installation`() {
    #expect(FileLibrary.policies.searchedFolders.first == "Policies")
    #expect(FileLibrary.policies.searchedFolders.last?.hasSuffix("/share/fledge/Policies") == true)
    #expect(FileLibrary.replays.searchedFolders.first == "Replays")
  }
}
