import Foundation
import TestSupport
import Testing

/// `studies tables`: published numbers beside measured ones.
struct TablesTests {
  /// A program that trains nothing and prints one score.
  private static let program = """
    #!/bin/bash
    [[ $1 = score ]] || exit 0
    cat <<'END'
    {
      "curve": [
        {"mean": -40.1, "confidence95": [-42, -38], "confidence95OverRunsAndTasks": [-43, -37]},
        {"mean": -11, "confidence95": [-13, -9]}, {"mean": -3, "confidence95": [-4, -2]},
        {"mean": -2.5, "confidence95": [-3, -2]}
      ],
      "trial": {"mean": -56.6, "confidence95": [-60, -50], "episodes": 160},
      "anchors": {
        "random": {"mean": -44}, "untrained": {"mean": -20, "learningRate": 0.5, "trialMean": -90}
      },
      "rolloutsPerStep": 40, "tasks": 40
    }
    END
    """

  @Test func `a measured number stands beside the published one, with its widest interval`() throws
  {
    let folder = try ProgramFolder()
    try folder.write(Self.program.utf8, to: "program")
    let ending = try folder.shell(
      """
      chmod +x program; mkdir page; echo '# Results' >page/results.md
      exec "$PROGRAMS/studies" tables --only navigation --fledge ./program --output page
      """)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.errors.hasPrefix("navigation, maml: -40.10, -11.00, -3.00, -2.50"))
    for page in ["page/published.md", "page/results.md"] {
      let text = try folder.text(page)
      #expect(
        text.contains(#/\| before +\| +-40.41 \| +-40.10 \| +\[-43.00, -37.00\] \|/#), "\(page)")
      #expect(
        text.contains(#/\| 1 step +\| +-11.68 \| +-11.00 \| +\[-13.00, -9.00\] \|/#), "\(page)")
    }
    // What was measured is kept, and the section replaces itself.
    let page = try folder.text("page/results.md")
    #expect(try folder.run("studies", "tables --page-only --output page").code == 0)
    #expect(try folder.text("page/results.md") == page)
    let record = try ProgramFolder.object(try folder.text("page/published.json"))
    let table = try #require(record["navigation"] as? [String: Any])
    let anchors = try #require((table["maml"] as? [String: Any])?["anchors"] as? [String: Any])
    #expect((anchors["untrained"] as? [String: Any])?["trialMean"] as? Double == -90)
  }

  @Test func `a command that fails is named`() throws {
    let folder = try ProgramFolder()
    try folder.write("#!/bin/bash\necho 'Error: no such thing.' >&2; exit 1\n".utf8, to: "program")
    let ending = try folder.shell(
      """
      chmod +x program; mkdir page
      exec "$PROGRAMS/studies" tables --only bandits --fledge ./program --output page
      """)
    #expect(ending.code == 1)
    #expect(
      ending.errors
        == "Error: 'fledge score --player random --distribution bandit/bernoulli --option arms=5"
        + " --option pulls=10 --rollouts 1 --steps 0 --tasks 4000 --json --quiet' failed: Error: no"
        + " such thing.\n")
  }

  @Test func `the shipped record is read, and every table has its place on the page`() throws {
    let folder = try ProgramFolder()
    let documentation = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation")
    let record = try Data(
      contentsOf: documentation.appendingPathComponent("published.json"))
    _ = try folder.shell("mkdir page")
    try folder.write(record, to: "page/published.json")
    #expect(try folder.run("studies", "tables --page-only --output page").code == 0)
    #expect(
      try folder.text("page/published.md")
        == String(contentsOf: documentation.appendingPathComponent("published.md"), encoding: .utf8)
    )
  }
}
