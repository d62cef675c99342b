import Foundation
import Recording
import Testing

/// Policy files that are damaged, foreign or made to do harm, and the whole text that answers them.
struct HostilePolicyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let words: String
    let damage: @Sendable (inout Safetensors) throws -> Void

    /// Changes the content of a policy that was a good one.
    init(
      _ description: String, _ words: String,
      _ damage: @escaping @Sendable (inout Safetensors) throws -> Void
    ) {
      testDescription = description
      self.words = words
      self.damage = damage
    }

    /// Changes a text in an entry of the metadata.
    init(_ key: String, _ old: String, _ new: String, _ words: String) {
      self.init("\(key): \(old) -> \(new.prefix(40).debugDescription)", words) { file in
        let text = try #require(file.metadata[key])
        try #require(text.contains(old))
        file.metadata[key] = text.replacing(old, with: new)
      }
    }
  }

  static let metadata = [
    Case(
      "another version",
      "Cannot read 'p': it has format version 3, but this build reads 1 to 2."
        + " Update fledge or train again with 'fledge train'."
    ) { $0.metadata["format"] = "fledge-policy/3" },
    Case("foreign", "Cannot read 'p': it is not a Fledge policy (its metadata's 'format' is 'pt').")
    { $0.metadata["format"] = "pt" },
    Case(
      "a checkpoint",
      "Cannot read 'p': it is a fledge-checkpoint, but a fledge-policy is needed."
    ) { $0.metadata["format"] = "fledge-checkpoint/2" },
    Case(
      "no metadata",
      "Cannot read 'p': it is not a Fledge policy (its metadata has no 'format')."
    ) { $0.metadata = [:] },
    Case("no seed", "Cannot read 'p': its metadata has no 'seed'." + damaged) {
      $0.metadata["seed"] = nil
    },
    Case(
      "a negative count",
      "Cannot read 'p': its metadata has '-3' as 'iteration', which cannot be read." + damaged
    ) { $0.metadata["iteration"] = "-3" },
    Case(
      "a count that overflows",
      "Cannot read 'p': its metadata has '9223372036854775807' as 'environmentSteps', which cannot"
        + " be read." + damaged
    ) { $0.metadata["environmentSteps"] = "9223372036854775807" },
    Case(
      "a negative counter",
      "Cannot read 'p': its metadata has '{\"adamSteps\":-1}' as 'counters', which cannot be read."
        + damaged
    ) { $0.metadata["counters"] = "{\"adamSteps\":-1}" },
    Case(
      "another environment",
      "Cannot read 'p': its metadata has 'bandit' as 'environment', which cannot be read." + damaged
    ) { $0.metadata["environment"] = "bandit" },
    Case(
      "another learner", "Cannot use 'p': it names another learner than its settings do." + again
    ) { $0.metadata["learner"] = "joint" },
  ]

  static let settings = [
    Case(
      "settings", "\"hidden\":[8]", "\"hidden\":[1e9]",
      "Cannot use 'p': the setting 'policy.hidden' is 1000000000.0, which is out of range."
        + again),
    Case(
      "settings", "\"hidden\":[8]", "\"hidden\":[-1]",
      "Cannot use 'p': the setting 'policy.hidden' is -1.0, which is out of range." + again
    ),
    Case(
      "settings", "\"hidden\":[8]",
      "\"hidden\":[\(Array(repeating: "4096", count: 60).joined(separator: ","))]",
      "Cannot use 'p': its array 'policy/layer0.weight' has the shape [2, 8], but its settings need"
        + " [2, 4096]." + again),
    Case(
      "settings", "\"hidden\":[8]", "\"hidden\":\"8\"",
      unreadable("'policy.hidden' has the wrong type")),
    Case("settings", "\"tasks\":2", "\"tasks\":NaN", unreadable("they are not JSON")),
    Case(
      "settings", "\"tasks\":2", "\"tasks\":1\(String(repeating: "0", count: 400))",
      unreadable("they are not JSON")),
    Case("settings", "\"tasks\":2", "\"task\":2", unreadable("'tasks' is missing")),
    Case(
      "settings", "\"learner\":\"maml\"", "\"learner\":\"\u{1B}[31m\"",
      unreadable("they are not JSON")),
    Case(
      "settings", "\"learner\":\"maml\"", "\"learner\":\"oracle\"",
      "Cannot use 'p': there is no learner 'oracle'. This build has 'maml', 'fomaml',"
        + " 'reptile', 'meta-sgd', 'anil', 'cavia', 'joint' and 'rl2'." + again),
    Case(
      "a learner of another build",
      "Cannot use 'p': there is no learner 'mmal'. Did you mean"
        + " 'maml'? This build has 'maml', 'fomaml', 'reptile', 'meta-sgd', 'anil', 'cavia',"
        + " 'joint' and 'rl2'." + again
    ) { $0.metadata["learner"] = "mmal" },
    Case(
      "settings", "\"rollouts\":2", "\"rollouts\":1000000",
      "Cannot use 'p': the setting 'rollouts' is 1000000.0, which is out of range." + again
    ),
    Case(
      "settings", "\"steps\":1", "\"steps\":1000000",
      "Cannot use 'p': the setting 'inner.steps' is 1000000.0, which is out of range."
        + again),
    Case(
      "settings", "\"outer\":{", "\"outside\":{", unreadable("'outer' is missing")),
    Case(
      "settings", "\"step\":\"adam\"", "\"step\":\"promp\"",
      unreadable("'outer.epochs' is missing")),
    Case(
      "settings", "\"minimumStandardDeviation\":0.01", "\"minimumStandardDeviation\":5",
      "Cannot use 'p': The first standard deviation is 0.4, but it must lie between its limits, 5.0"
        + " and 10.0. Change --initial-standard-deviation or the limits." + again),
    Case(
      "settings", "\"estimator\":\"likelihood-ratio\"", "\"estimator\":\"exact\"",
      unreadable("'metaGradient.estimator' is malformed")),
    Case("settings nested deeply", unreadable("they are not JSON")) {
      $0.metadata["settings"] = String(repeating: "{\"a\":", count: 40_000)
    },
  ]

  static let distributions = [
    Case(
      "distribution", "\"distribution\":\"goals\"", "\"distribution\":\"gaols\"",
      "Cannot use 'p': There is no distribution 'gaols' of 'point-robot'. Did you mean 'goals'? It"
        + " has 'goals', 'half-circle', 'winds' and 'corners'; 'fledge list' shows all." + again),
    Case(
      "distribution", "\"distribution\":\"goals\"", "\"distribution\":\"\\u001b[31m\"",
      "Cannot read 'p': its metadata has '\\u{1b}[31m' as 'distribution', which cannot be read."
        + damaged),
    Case(
      "distribution", "\"version\":2", "\"version\":7",
      "Cannot use 'p': Cannot rebuild 'point-robot/goals': it was recorded in version 7, but this"
        + " build knows version 2." + again),
    Case(
      "distribution", "\"options\":{}", "\"options\":{\"arms\":5}",
      "Cannot use 'p': There is no option 'arms': 'point-robot' has no options." + again),
    Case(
      "distribution", "\"goalX\":{\"uniform\":[[-0.5,0.5]]}", "\"goalX\":{\"uniform\":[[1,-1]]}",
      "Cannot use 'p': The value '1...-1' is invalid for the parameter 'goalX': the lower end must"
        + " come first: -1...1." + again),
    Case(
      "distribution", "\"goalX\":{\"uniform\":[[-0.5,0.5]]}", "\"goalX\":{\"uniform\":[[0,1e9]]}",
      "Cannot use 'p': The value '1e+09' is invalid for the parameter 'goalX': it must lie in"
        + " -10...10." + again),
    Case(
      "distribution", "\"goalX\":{\"uniform\":[[-0.5,0.5]]},", "",
      "Cannot use 'p': Cannot rebuild 'point-robot/goals': the parameter 'goalX' is missing from its"
        + " record." + again),
    Case(
      "a distribution nested deeply",
      "Cannot read 'p': its metadata has '{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":…'"
        + " as 'distribution', which cannot be read." + damaged
    ) { $0.metadata["distribution"] = String(repeating: "{\"a\":", count: 40_000) },
  ]

  static let arrays = [
    Case(
      "a parameter that is not a number",
      "Cannot read 'p': its array 'policy/layer0.weight' has 1 element that is not finite."
        + damaged
    ) {
      $0.replace("policy/layer0.weight") { shape, values in
        (shape, .float32([.nan] + values.dropFirst()))
      }
    },
    Case(
      "parameters that are infinite",
      "Cannot read 'p': its array 'policy/layer0.weight' has 16 elements that are not finite."
        + damaged
    ) {
      $0.replace("policy/layer0.weight") { shape, values in
        (shape, .float32(values.map { _ in -.infinity }))
      }
    },
    Case(
      "whole numbers",
      "Cannot read 'p': its array 'policy/layer0.weight' is not of 32-bit floating-point numbers."
        + damaged
    ) {
      $0.replace("policy/layer0.weight") { shape, values in (shape, .int32(values.map { _ in 1 })) }
    },
    Case(
      "a transposed array",
      "Cannot use 'p': its array 'policy/layer0.weight' has the shape [8, 2], but its settings need"
        + " [2, 8]." + again
    ) {
      $0.replace("policy/layer0.weight") { shape, values in (shape.reversed(), .float32(values)) }
    },
    Case("a missing array", "Cannot use 'p': its array 'policy/layer1.bias' is missing." + again) {
      $0.arrays.removeAll { $0.name == "policy/layer1.bias" }
    },
    Case(
      "a missing learning rate",
      "Cannot use 'p': the array 'logInnerLearningRates' is missing; this learner needs 1 elements"
        + " of it." + again
    ) { $0.arrays.removeAll { $0.name == "logInnerLearningRates" } },
  ]

  @Test(arguments: metadata + settings + distributions + arrays)
  func `a policy that was tampered with is refused`(wrong: Case) throws {
    let workspace = try Workspace()
    try workspace.train(into: "run", "--inner-steps 1")
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    try wrong.damage(&file)
    try file.write(to: workspace.folder + "/p")
    expectFailure(try workspace("score p --tasks 1"), 1, "Error: " + wrong.words)
    expectFailure(try workspace("adapt p"), 1, "Error: " + wrong.words)
  }

  @Test func `a memory whose outputs overflow is refused`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train bandit/bernoulli --learner rl2 --tasks 16 --memory 4 --iterations 1 --quiet --output run"
    )
    #expect(ending.code == 0)
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    file.replace("policy/output.weight") { shape, values in
      (shape, .float32(values.indices.map { $0 % 2 == 0 ? 3e38 : -3e38 }))
    }
    try file.write(to: workspace.folder + "/p")
    for command in ["score p --tasks 2", "adapt p"] {
      let ending = try workspace(command)
      #expect(ending.code == 1)
      #expect(ending.errors.contains("in episode 1 of a trial are not finite"), "\(ending.errors)")
    }
  }

  @Test func `a policy whose actions are no numbers is refused`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    var file = try Safetensors(readingFrom: workspace.folder + "/run/policy.safetensors")
    // An infinite mean and an infinite deviation make actions that are no numbers.
    for name in ["policy/layer0.bias", "policy/layer1.weight", "policy/logStandardDeviation"] {
      file.replace(name) { shape, values in (shape, .float32(values.map { _ in 3e38 })) }
    }
    try file.write(to: workspace.folder + "/p")
    for (line, start) in [
      ("score p --tasks 1 --steps 0 --json", "Cannot score 'p': "), ("adapt p --steps 0", ""),
    ] {
      expectFailure(
        try workspace(line), 1,
        "Error: \(start)the policy's outputs after 0 adaptation steps are not finite, because its"
          + " parameters are too large. Train again with 'fledge train', or adapt with a"
          + " smaller learning rate.")
    }
  }

  @Test func `a file that is no policy is refused`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let policy = try workspace.content("run/policy.safetensors")
    let suffix = " It is damaged or not a safetensors file."
    let claimed = policy[0..<8].enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    let contents: [([UInt8], String)] = [
      ([], "it has 0 bytes, but a header needs at least 8."),
      (Array(policy[..<7]), "it has 7 bytes, but a header needs at least 8."),
      (Array(policy[..<200]), "its header claims \(claimed) bytes, but the file has 200."),
      (
        Array(repeating: 0xFF, count: 8) + policy[8...],
        "its header claims 18446744073709551615 bytes, but the file has \(policy.count)."
      ),
      (policy + [0], "the bytes 188 to 189 of its data belong to no array."),
    ]
    for (content, finding) in contents {
      try workspace.write(content, to: "p")
      expectFailure(try workspace("score p"), 1, "Error: Cannot read 'p': " + finding + suffix)
    }
    expectFailure(
      try workspace("score /dev/null"), 1,
      "Error: Cannot read '/dev/null': it is a device, a pipe or a socket, but a regular file is"
        + " needed.")
  }

  @Test func `a checkpoint that was tampered with is refused`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    let path = workspace.folder + "/run/checkpoint.safetensors"
    let whole = try Safetensors(readingFrom: path)
    var file = whole
    file.metadata["counters"] = "{}"
    try file.write(to: path)
    expectFailure(
      try workspace("train --resume run"), 1,
      "Error: Cannot use 'run/checkpoint.safetensors': the counter 'adamSteps' is missing."
        + Self.again)
    file = whole
    file.arrays.removeAll { $0.name == "adam/firstMoment" }
    try file.write(to: path)
    #expect(
      try workspace("train --resume run").errors.hasPrefix(
        "Error: Cannot use 'run/checkpoint.safetensors': the array 'adam/firstMoment' is missing;"))
  }

  private static let damaged = " The file is damaged; train again with 'fledge train'."
  private static let again = " Train again with 'fledge train'."

  private static func unreadable(_ reason: String) -> String {
    "Cannot use 'p': its settings cannot be read by this build of fledge (\(reason)).\(again)"
  }
}

extension Safetensors {
  /// Gives an array of single-precision numbers another shape and other numbers.
  fileprivate mutating func replace(
    _ name: String, _ change: (_ shape: [Int], _ values: [Float]) -> ([Int], Values)
  ) {
    arrays = arrays.map { array in
      guard array.name == name, case .float32(let values) = array.values else { return array }
      let changed = change(array.shape, values)
      return NamedArray(name: name, shape: changed.0, values: changed.1)
    }
  }
}
