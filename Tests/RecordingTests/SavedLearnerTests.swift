import Foundation
import Gym
import Recording
import Testing

struct SavedLearnerTests {
  private static func learner() throws -> SavedLearner {
    let record = """
      {"environment": "rail", "distribution": "winds", "version": 1, "options": {"carts": 2},
       "regions": {"train": {"parameters": {"wind": {"uniform": [[-0.1, 0.3]]}},
                             "outside": {"wind": [0, 0.1]}}}}
      """
    return SavedLearner(
      distribution: try JSONDecoder().decode(
        TaskDistributionRecord.self, from: Data(record.utf8)),
      learner: "maml", settings: #"{"hidden":[4]}"#, seed: .max, iteration: 7,
      environmentSteps: 1 << 40, counters: ["adamSteps": 7],
      arrays: [
        .init(name: "policy/layer0.weight", shape: [1, 2], values: .float32([0.5, -0.0])),
        .init(name: "adam/firstMoment", shape: [0], values: .float32([])),
      ])
  }

  @Test(arguments: [SavedLearner.Kind.policy, .checkpoint])
  func `what is written is read`(kind: SavedLearner.Kind) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/learner.safetensors"
      let learner = try Self.learner()
      try learner.write(kind, to: path)
      #expect(try SavedLearner(reading: kind, from: path) == learner)
      let metadata = try Safetensors(readingFrom: path).metadata
      #expect(metadata["format"] == "fledge-\(kind)/2")
      #expect(metadata["environment"] == "rail")
      #expect(metadata["seed"] == "18446744073709551615")
    }
  }

  /// The settings of version 1 have another form, so a copy of such a file must keep its version.
  @Test(arguments: [SavedLearner.Kind.policy, .checkpoint])
  func `a file of version 1 is read, and copied as one`(kind: SavedLearner.Kind) throws {
    try withTemporaryFolder { folder in
      let paths = ["old", "copy"].map { folder + "/" + $0 }
      try Self.learner().write(kind, to: paths[0])
      var file = try Safetensors(readingFrom: paths[0])
      file.metadata["format"] = "fledge-\(kind)/1"
      try file.write(to: paths[0])
      let old = try SavedLearner(reading: kind, from: paths[0])
      #expect(old.version == 1)
      try old.write(kind, to: paths[1])
      #expect(try content(of: paths[1]) == content(of: paths[0]))
    }
  }

  @Test func `the same learner gives the same bytes`() throws {
    try withTemporaryFolder { folder in
      try Self.learner().write(.checkpoint, to: folder + "/first")
      try Self.learner().write(.checkpoint, to: folder + "/second")
      #expect(try content(of: folder + "/first") == content(of: folder + "/second"))
    }
  }

  @Test func `a policy is not read as a checkpoint`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/policy.safetensors"
      try Self.learner().write(.policy, to: path)
      #expect(throws: FileFormatError.self) { try SavedLearner(reading: .checkpoint, from: path) }
    }
  }

  @Test(arguments: [
    "distribution", "environment", "learner", "settings", "seed", "iteration", "environmentSteps",
    "counters",
  ])
  func `every entry of the metadata is needed`(key: String) throws {
    try expectError(.missing(key: key)) { $0.metadata[key] = nil }
  }

  @Test(arguments: [
    ("distribution", "{}"), ("distribution", ""), ("distribution", "[1]"), ("environment", "cart"),
    ("seed", "-1"), ("seed", "18446744073709551616"), ("seed", "1.0"), ("iteration", "-1"),
    ("iteration", " 1"), ("iteration", "9007199254740993"), ("environmentSteps", "1e3"),
    ("environmentSteps", "9223372036854775807"), ("counters", "[]"), ("counters", #"{"a":-1}"#),
    ("counters", #"{"a":1.5}"#), ("settings", String(repeating: " ", count: 300_000)),
    ("counters", #"{"a":9223372036854775807}"#),
  ])
  func `an invalid entry is refused`(key: String, text: String) throws {
    try expectError(.malformed(key: key, text: text)) { $0.metadata[key] = text }
  }

  @Test(arguments: [
    ("rail", #"ra\u001bil"#, "ra\u{1B}il"), ("winds", "wi/nds", "wi/nds"), ("carts", "", ""),
    ("wind\"", "wînd\"", "wînd"), ("train", "tr ain", "tr ain"),
    ("rail", String(repeating: "r", count: 65), String(repeating: "r", count: 65)),
  ])
  func `an invalid name is refused`(
    old: String, new: String, name: String
  ) throws {
    try expectError(.malformed(key: "distribution", text: name)) { file in
      let text = try #require(file.metadata["distribution"])
      file.metadata["distribution"] = text.replacing("\"\(old)", with: "\"\(new)")
      if old == "rail" { file.metadata["environment"] = name }
    }
  }

  @Test func `arrays are of finite numbers in single precision`() throws {
    try expectError(.notSinglePrecision(array: "policy/layer0.weight")) {
      $0.arrays[0] = .init(name: $0.arrays[0].name, shape: [1], values: .float64([1]))
    }
    try expectError(.notFinite(array: "policy/layer0.weight", count: 2)) {
      $0.arrays[0] = .init(
        name: $0.arrays[0].name, shape: [3], values: .float32([.nan, 1, -.infinity]))
    }
  }

  /// A file that could not be read would replace a good checkpoint.
  @Test func `arrays that are not finite are not written`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/checkpoint"
      var learner = try Self.learner()
      try learner.write(.checkpoint, to: path)
      let before = try content(of: path)
      learner.arrays[0] = .init(
        name: "policy/layer0.weight", shape: [1, 2], values: .float32([.nan, 1]))
      let error = SavedLearnerError(
        operation: .write, path: path,
        problem: .notFinite(array: "policy/layer0.weight", count: 1))
      #expect(throws: error) { try learner.write(.checkpoint, to: path) }
      #expect(try content(of: path) == before)
      #expect(
        error.description
          == "Cannot write '\(path)': its array 'policy/layer0.weight' has 1 element that is not"
          + " finite. Nothing was written; train again with smaller steps.")
    }
  }

  @Test func `errors cannot control the terminal`() {
    func words(_ problem: SavedLearnerError.Problem) -> String {
      SavedLearnerError(path: "p", problem: problem).description
    }
    let end = ". The file is damaged; train again with 'fledge train'."
    #expect(words(.missing(key: "seed")) == "Cannot read 'p': its metadata has no 'seed'" + end)
    #expect(
      words(.malformed(key: "seed", text: "\u{1B}[31m"))
        == "Cannot read 'p': its metadata has '\\u{1b}[31m' as 'seed', which cannot be read" + end)
    #expect(
      words(.notFinite(array: "a\n", count: 1))
        == "Cannot read 'p': its array 'a\\u{a}' has 1 element that is not finite" + end)
    #expect(
      words(.notSinglePrecision(array: "a"))
        == "Cannot read 'p': its array 'a' is not of 32-bit floating-point numbers" + end)
  }

  /// Checks what reading a policy throws after its content was changed.
  private func expectError(
    _ problem: SavedLearnerError.Problem, after change: (inout Safetensors) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/policy.safetensors"
      try Self.learner().write(.policy, to: path)
      var file = try Safetensors(readingFrom: path)
      try change(&file)
      try file.write(to: path)
      #expect(throws: SavedLearnerError(path: path, problem: problem)) {
        try SavedLearner(reading: .policy, from: path)
      }
    }
  }
}
