import Foundation
import Gym
import MetaLearning
import Numerics
import Scoring
import Testing

struct ReadmeTests {
  private static func lines(of file: String, below folder: URL) throws -> [String] {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test func `the code of the README is code that compiles`() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    let examples = try Self.lines(of: "ReadmeExamples.swift", below: tests)
    var isCode = false
    var codeLineCount = 0
    for line in try Self.lines(of: "README.md", below: root) {
      if line.hasPrefix("```") {
        isCode = line == "```swift"
        continue
      }
      guard isCode, !line.hasPrefix("CatalogEntry(") else { continue }
      codeLineCount += 1
      #expect(examples.contains(line), "README.md says '\(line)'.")
    }
    #expect(codeLineCount > 80)
  }

  @Test func `the environment of the README can be learned on and scored`() throws {
    let distribution = WindyRail.winds()
    let key = RandomKey(seed: 1)
    let workers = Workers(count: 2)
    var settings = GradientSettings()
    settings.tasks = 4
    settings.policy.hidden = [8]
    let learner = MAML(settings: settings, specification: distribution.specification, key: key)
    var loop = TrainingLoop(learner: learner, distribution: distribution, seed: 1)
    let report = try loop.runIteration(workers: workers)
    #expect(report.environmentSteps == 2 * 4 * 20 * 50)
    let anchors = try Score.anchors(
      on: distribution, by: ScoringProtocol(taskCount: 10, rolloutCount: 5), workers: workers)
    #expect(anchors.oracle.mean > anchors.blind.mean)
    #expect(anchors.blind.mean > anchors.random.mean)
  }
}
