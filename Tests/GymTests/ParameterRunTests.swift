import Gym
import Testing

struct ParameterRunTests {
  static func parameters(_ groups: [String?]) -> [TaskParameter] {
    groups.enumerated().map { number, group in
      TaskParameter(
        name: "p\(number)", meaning: "meaning \(number)", defaultValue: 0, legalRange: 0...1_000,
        group: group)
    }
  }

  static func texts(_ groups: [String?], _ task: [Float]) -> [String] {
    ParameterRun.runs(of: parameters(groups), task: task).map { run in
      "\(run.name) \(run.values(in: task) { "\(Int($0))" })"
    }
  }

  static let weights: [String?] = Array(repeating: "weights", count: 5)

  @Test func `neighbours of a group with the same value are one`() {
    #expect(Self.texts(Self.weights, [1, 1, 1, 1, 1]) == ["p0 \u{2026} p4 1"])
    #expect(Self.texts(Self.weights, [2, 1, 1, 1, 1]) == ["p0 2", "p1 \u{2026} p4 1"])
    #expect(Self.texts(Self.weights, [1, 1, 1, 2, 3]) == ["p0 \u{2026} p2 1", "p3 2", "p4 3"])
  }

  @Test func `two are not worth joining`() {
    #expect(Self.texts(Self.weights, [1, 1, 2, 3, 3]) == ["p0 1", "p1 1", "p2 2", "p3 3", "p4 3"])
  }

  @Test func `parameters without a group or of different ones stand alone`() {
    #expect(Self.texts([nil, nil, nil], [1, 1, 1]) == ["p0 1", "p1 1", "p2 1"])
    #expect(
      Self.texts(["a", "a", "a", "b", "b", "b"], [1, 1, 1, 1, 1, 1])
        == ["p0 \u{2026} p2 1", "p3 \u{2026} p5 1"])
  }

  @Test(arguments: [(12, 12), (13, 1)])
  func `a group of many values is one line from the smallest to the largest`(
    count: Int, lines: Int
  ) {
    let texts = Self.texts(
      Array(repeating: "weights", count: count), (0..<count).map { Float((5 * $0) % count) })
    #expect(texts.count == lines)
    if lines == 1 { #expect(texts == ["p0 \u{2026} p12 0 to 12"]) }
  }

  @Test func `only neighbours are joined`() {
    let runs = ParameterRun.runs(of: Self.parameters(Self.weights), at: [0, 2, 3, 4]) { _ in 0 }
    #expect(runs.map(\.numbers) == [0...0, 2...4])
    #expect(runs.map(\.name) == ["p0", "p2 \u{2026} p4"])
    #expect(runs.map(\.meaning) == ["meaning 0", "3 weights; the first: meaning 2"])
  }
}
