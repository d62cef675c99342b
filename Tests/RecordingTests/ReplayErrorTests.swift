import Foundation
import Gym
import Recording
import Testing

/// Replays that are damaged or made to do harm, and what reading them throws.
struct ReplayErrorTests {
  typealias Problem = ReplayError.Problem

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let problem: Problem
    let damage: @Sendable (inout Safetensors) -> Void

    init(
      _ description: String, _ problem: Problem,
      _ damage: @escaping @Sendable (inout Safetensors) -> Void
    ) {
      testDescription = description
      self.problem = problem
      self.damage = damage
    }

    /// Sets one element.
    init(_ array: String, _ index: Int, _ number: Double, _ problem: Problem) {
      self.init("\(array)[\(index)] = \(number)", problem) { $0.set(array, index, to: number) }
    }
  }

  static let names = [
    "tasks", "stageOffsets", "keys", "episodeOffsets", "stepOffsets", "states", "observations",
    "finalObservations", "actions", "rewards", "terminated", "truncated", "returns",
  ]

  @Test(arguments: names)
  func `every array is needed`(name: String) throws {
    try expect(.missingArray(name: name)) { $0.arrays.removeAll { $0.name == name } }
  }

  @Test(arguments: names)
  func `every array has one type`(name: String) throws {
    let needed = ["stageOffsets", "episodeOffsets", "stepOffsets"].contains(name) ? "I64" : nil
    let others = ["keys": "U32", "terminated": "U8", "truncated": "U8", "returns": "F64"]
    try expect(
      .wrongType(array: name, found: "I32", needed: needed ?? others[name] ?? "F32")
    ) { $0.replace(name) { .int32(Array(repeating: 0, count: $0.count)) } }
  }

  static let shapes: [(String, [Int], [Int?])] = [
    ("tasks", [4], [2, nil]), ("tasks", [1, 4], [2, nil]), ("stageOffsets", [1, 3], [nil]),
    ("keys", [8], [4, 2]), ("keys", [2, 4], [4, 2]), ("episodeOffsets", [5, 1], [nil]),
    ("stepOffsets", [2, 4], [nil]), ("states", [58], [29, nil]), ("states", [58, 1], [29, nil]),
    ("states", [29, 2, 1], [29, nil]), ("observations", [11, 2], [22, nil]),
    ("finalObservations", [7], [7, 1]), ("actions", [22], [22, nil]), ("rewards", [22, 1], [nil]),
    ("terminated", [7, 1], [7]), ("truncated", [1, 7], [7]), ("returns", [7, 1], [7]),
  ]

  @Test(arguments: shapes)
  func `every array has one shape`(name: String, found: [Int], needed: [Int?]) throws {
    try expect(.wrongShape(array: name, found: found, needed: needed)) {
      $0.replace(name, shape: found)
    }
  }

  static let offsets = [
    Case(
      "stepOffsets", 0, 1, .wrongOffset(array: "stepOffsets", index: 0, found: 1, needed: 0...0)),
    Case(
      "stepOffsets", 1, 0, .wrongOffset(array: "stepOffsets", index: 1, found: 0, needed: 1...16)),
    Case(
      "stepOffsets", 3, 6, .wrongOffset(array: "stepOffsets", index: 3, found: 6, needed: 7...18)),
    Case(
      "stepOffsets", 3, 19,
      .wrongOffset(array: "stepOffsets", index: 3, found: 19, needed: 7...18)),
    Case(
      "stepOffsets", 7, 23,
      .wrongOffset(array: "stepOffsets", index: 7, found: 23, needed: 22...22)),
    Case(
      "stepOffsets", 2, -9e18,
      .wrongOffset(
        array: "stepOffsets", index: 2, found: -9_000_000_000_000_000_000, needed: 4...17)),
    Case(
      "episodeOffsets", 2, 9e18,
      .wrongOffset(
        array: "episodeOffsets", index: 2, found: 9_000_000_000_000_000_000, needed: 3...5)),
    Case(
      "stageOffsets", 2, 5,
      .wrongOffset(array: "stageOffsets", index: 2, found: 5, needed: 4...4)),
    Case(
      "no offsets", .wrongOffsetCount(array: "stageOffsets", found: 1, needed: 2...5)
    ) { $0.replace("stageOffsets") { _ in .int64([0]) } },
    Case(
      "more offsets than stages",
      .wrongOffsetCount(array: "stageOffsets", found: 9, needed: 2...5)
    ) { $0.replace("stageOffsets") { _ in .int64(Array(0..<9)) } },
    Case(
      "no stage of an episode",
      .wrongOffset(array: "episodeOffsets", index: 1, found: 6, needed: 7...7)
    ) { $0.replace("episodeOffsets") { _ in .int64([0, 6]) } },
  ]

  static let contents = [
    Case("rewards", 5, .nan, .notFinite(array: "rewards", count: 1)),
    Case("states", 0, .infinity, .notFinite(array: "states", count: 1)),
    Case("observations", 21, -.infinity, .notFinite(array: "observations", count: 1)),
    Case("finalObservations", 6, .nan, .notFinite(array: "finalObservations", count: 1)),
    Case("actions", 7, .nan, .notFinite(array: "actions", count: 1)),
    Case("tasks", 3, .nan, .notFinite(array: "tasks", count: 1)),
    Case("returns", 2, .nan, .notFinite(array: "returns", count: 1)),
    Case("terminated", 3, 2, .notAFlag(array: "terminated", index: 3, found: 2)),
    Case("truncated", 6, 255, .notAFlag(array: "truncated", index: 6, found: 255)),
    Case("terminated", 6, 1, .contradictoryEnd(episode: 6, isBoth: true)),
    Case("terminated", 2, 0, .contradictoryEnd(episode: 2, isBoth: false)),
    Case("returns", 1, 1e300, .wrongReturn(episode: 1, recorded: 1e300, sum: returns[1])),
    Case("rewards", 21, 0.5, .wrongReturn(episode: 6, recorded: returns[6], sum: changedReturn)),
    Case("all NaN", .notFinite(array: "states", count: 58)) {
      $0.replace("states") { .float32(Array(repeating: .nan, count: $0.count)) }
    },
  ]

  static let metadata = [
    Case("no policy", .missingEntry(key: "policy")) { $0.metadata["policy"] = nil },
    Case("no learner", .missingEntry(key: "learner")) { $0.metadata["learner"] = nil },
    Case("no seed", .missingEntry(key: "seed")) { $0.metadata["seed"] = nil },
    Case("no environment", .missingEntry(key: "environment")) { $0.metadata["environment"] = nil },
    Case("no distribution", .missingEntry(key: "distribution")) {
      $0.metadata["distribution"] = nil
    },
    Case("no number", .malformed(key: "seed", text: "-1")) { $0.metadata["seed"] = "-1" },
    Case("no split", .malformed(key: "split", text: "tset")) { $0.metadata["split"] = "tset" },
    Case("other environment", .malformed(key: "environment", text: "rail")) {
      $0.metadata["environment"] = "rail"
    },
    Case("no record", .malformed(key: "distribution", text: "{}")) {
      $0.metadata["distribution"] = "{}"
    },
    Case("strange name", .malformed(key: "distribution", text: "clock\u{1B}")) {
      $0.metadata["environment"] = "clock\u{1B}"
      $0.metadata["distribution"] = $0.metadata["distribution"]?
        .replacing("\"clock\"", with: "\"clock\\u001b\"")
    },
    Case("too long", .malformed(key: "policy", text: String(repeating: "p", count: 300_000))) {
      $0.metadata["policy"] = String(repeating: "p", count: 300_000)
    },
  ]

  @Test(arguments: offsets + contents + metadata)
  func `damage is reported with its place`(damage: Case) throws {
    try expect(damage.problem, after: damage.damage)
  }

  @Test(arguments: [
    ("fledge-replay/2", FileFormatError.Problem.unsupportedVersion(found: 2, remedy: remedy)),
    ("fledge-policy/1", .otherKind(name: "fledge-policy")), ("pt", .foreign(format: "pt")),
  ])
  func `other kinds and versions are refused`(
    format: String, problem: FileFormatError.Problem
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      try ReplayFixture.replay().write(to: path)
      var file = try Safetensors(readingFrom: path)
      file.metadata["format"] = format
      try file.write(to: path)
      #expect(throws: FileFormatError(path: path, needed: Replay.format, problem: problem)) {
        try Replay(readingFrom: path)
      }
    }
  }

  @Test func `a million stages and more are refused`() throws {
    let count = Replay.stageLimit + 1
    try expect(.tooManyStages(found: count, limit: Replay.stageLimit)) { file in
      let offsets = (0...count).map { Int64($0) }
      file.replace("stepOffsets") { _ in .int64(offsets) }
      file.replace("episodeOffsets") { _ in .int64(offsets) }
      file.replace("rewards") { _ in .float32(Array(repeating: 0, count: count)) }
    }
  }

  @Test func `arrays without numbers are refused, however many rows they claim`() throws {
    try expect(
      .wrongShape(array: "states", found: [1 << 60, 0], needed: [29, nil])
    ) { $0.replace("states", shape: [1 << 60, 0]) { _ in .float32([]) } }
    try expect(.wrongShape(array: "rewards", found: [0], needed: [nil])) {
      $0.replace("rewards") { _ in .float32([]) }
    }
  }

  private static let remedy = "record it again with --record"

  private static let returns: [Double] = {
    let trials = (try? ReplayFixture.replay().trials) ?? []
    return trials.flatMap { $0.blocks.flatMap(\.rollouts.episodeReturns) }
  }()

  /// The return of the last episode with another last reward.
  private static let changedReturn: Double = {
    let rewards = (try? ReplayFixture.replay().trials[1].blocks[0].rollouts.rewards) ?? []
    return rewards.dropLast().reduce(0.0) { $0 + Double($1) } + 0.5
  }()

  /// Checks what reading a replay throws after its content was changed.
  private func expect(
    _ problem: Problem, after change: (inout Safetensors) -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      try ReplayFixture.replay().write(to: path)
      var file = try Safetensors(readingFrom: path)
      change(&file)
      try file.write(to: path)
      #expect(throws: ReplayError(operation: .read, path: path, problem: problem)) {
        try Replay(readingFrom: path)
      }
    }
  }
}
