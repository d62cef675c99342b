import Application
import Environments
import Foundation
import Gym
import Testing

/// `fledge anchors`: levels that are measured, printed and kept.
struct AnchorsTests {
  private static let few = "--tasks 20 --rollouts 2"

  private func levels(_ bytes: some Sequence<UInt8>) throws -> [String: DistributionAnchors] {
    try JSONDecoder().decode([String: DistributionAnchors].self, from: Data(bytes))
  }

  @Test func `a table has each player and each step of the untrained policy`() throws {
    let ending = try Workspace()("anchors bandit/bernoulli \(Self.few)")
    #expect(ending.errors == "" && ending.code == 0)
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "bandit/bernoulli: mean returns with their standard errors")
    let tests = try #require(lines.firstIndex(of: "test: 20 tasks, 2 episodes each"))
    let shifted = try #require(lines.firstIndex(of: "shifted: 20 tasks, 2 episodes each"))
    #expect(tests == 2 && shifted > tests)
    for (line, start) in zip(
      lines[(tests + 1)...],
      [
        "  ", "  random ", "  blind ", "  oracle ", "  untrained ", "  after 1 step ",
        "  after 2 steps ", "  after 3 steps ", "  after 4 steps ", "  (untrained: rate ",
      ])
    {
      let cells = line.split(separator: " ")
      #expect(line.drop { $0 == " " }.hasPrefix(start.drop { $0 == " " }), "\(line)")
      #expect(cells.count >= 2)
    }
    #expect(lines.contains { $0.hasSuffix(", 1 rollout per step)") })
  }

  @Test func `measured levels are ordered, and do not depend on the threads`() throws {
    let workspace = try Workspace()
    let line = "anchors cart-pole/reversed --tasks 10 --rollouts 2 --json --threads "
    let single = try workspace(line + "1")
    #expect(single.code == 0)
    #expect(try workspace(line + "3") == single)
    #expect(try workspace(line + "1 --seed 2").output != single.output)
    let test = try #require(try levels(single.output.utf8)["cart-pole/reversed"]?.test)
    #expect(test.tasks == 10 && test.episodes == 2)
    #expect(test.random.mean < test.blind.mean && test.blind.mean < test.oracle.mean)
    #expect(test.untrained?.curve.count == 4)
  }

  @Test func `a file keeps the levels of other distributions`() throws {
    let workspace = try Workspace()
    for name in ["bandit/bernoulli", "cart-pole/physics"] {
      let ending = try workspace("anchors \(name) --tasks 4 --rollouts 1 --quiet --output file")
      #expect(ending.code == 0 && ending.errors == "")
    }
    let both = try levels(try workspace.content("file"))
    #expect(both.keys.sorted() == ["bandit/bernoulli", "cart-pole/physics"])
    #expect(
      try workspace("anchors bandit/bernoulli --tasks 5 --rollouts 1 --quiet --output file").code
        == 0)
    let replaced = try levels(try workspace.content("file"))
    #expect(replaced["cart-pole/physics"] == both["cart-pole/physics"])
    #expect(replaced["bandit/bernoulli"]?.test.tasks == 5)
  }

  @Test func `only unchanged distributions are kept`() throws {
    let workspace = try Workspace()
    for change in ["--option arms=3", "--vary p0=0...0.5", "--fix p0=0.5"] {
      expectFailure(
        try workspace("anchors bandit/bernoulli \(Self.few) \(change) --output file"), 64,
        "The value 'file' is invalid for '--output <file>': it holds anchors of unchanged"
          + " distributions; leave out --option, --vary and --fix. See 'fledge anchors --help'.")
      let measured = try workspace("anchors bandit/bernoulli \(Self.few) \(change) --json")
      #expect(measured.code == 0 && measured.output.contains("\"bandit/bernoulli\""))
    }
    #expect(try workspace.names() == [])
  }

  @Test func `another file is left as it is`() throws {
    let workspace = try Workspace()
    try workspace.write("{\"a\": 1}".utf8, to: "file")
    expectFailure(
      try workspace("anchors bandit/bernoulli \(Self.few) --output file"), 1,
      "Error: Cannot add anchors to 'file': it is not a file of anchors. Name another file.")
    #expect(try workspace.text("file") == "{\"a\": 1}")
    expectFailure(
      try workspace("anchors bandit/bernoulli --output nowhere/file"), 1,
      "Error: Cannot write 'nowhere/file': its folder does not exist (No such file or directory)."
        + " Create the folder first.")
  }
}
