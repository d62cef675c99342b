import Foundation
import MetaLearning
import Recording
import Testing
import fledge

/// The whole program with a learner that it does not know: one name more in the catalog, and nothing
/// else is changed.
struct BestActionLearnerTests {
  private static let catalog: LearnerCatalog = [MAML.self, BestActionLearner.self]

  /// Runs the program in a process of its own.
  ///
  /// - Returns: What it wrote to standard output, or to standard error if it failed.
  private func run(_ line: String, in folder: String, failing code: Int32? = nil) async throws
    -> String
  {
    let words = line.split(separator: " ").map(String.init)
    let isRight = code == nil
    let result = await #expect(
      processExitsWith: code.map { .exitCode($0) } ?? .success,
      observing: [\.standardOutputContent, \.standardErrorContent]
    ) { [words = words as [String], folder = folder as String] in
      FileManager.default.changeCurrentDirectoryPath(folder)
      fledgeProgram(catalog: BestActionLearnerTests.catalog).main(words)
    }
    let found = try #require(result)
    let text = isRight ? found.standardOutputContent : found.standardErrorContent
    return String(decoding: text, as: UTF8.self)
  }

  private static let train =
    "train bandit/bernoulli --learner best-action --forgetting 0.25 --tasks 5 --quiet"

  @Test func `it is trained, interrupted and resumed to the same bits`() async throws {
    let fledge = try Fledge()
    _ = try await run("\(Self.train) --iterations 6 --output whole", in: fledge.folder)
    _ = try await run("\(Self.train) --iterations 2 --output parts", in: fledge.folder)
    _ = try await run("train --resume parts --iterations 6 --quiet", in: fledge.folder)
    for name in ["checkpoint.safetensors", "policy.safetensors", "config.json"] {
      #expect(try fledge.content("parts/\(name)") == fledge.content("whole/\(name)"), "\(name)")
    }
    let rows = try ["whole", "parts"].map { folder in
      try fledge.text("\(folder)/log.csv").split(separator: "\n").map { row in
        row.split(separator: ",", omittingEmptySubsequences: false).dropLast()
      }
    }
    #expect(rows[0] == rows[1])
    #expect(
      rows[0][0] == ["iteration", "bestPayment", "updates", "nothing", "environmentSteps"])
    // 5 tasks, 2 blocks of 3 episodes of 20 pulls.
    #expect(rows[0].count == 7 && rows[0][6][2...] == ["6", "", "3600"])
    #expect(try #require(Double(rows[0][6][1])) > 0.3)
  }

  @Test func `its files have what it says they have, and no more`() async throws {
    let fledge = try Fledge()
    _ = try await run("\(Self.train) --iterations 2 --output run", in: fledge.folder)
    let policy = try SavedLearner(
      reading: .policy, from: fledge.folder + "/run/policy.safetensors")
    #expect(policy.learner == "best-action")
    #expect(
      policy.settings
        == "{\"blocks\":2,\"learner\":\"best-action\",\"memory\":{\"forgetting\":0.25},"
        + "\"rollouts\":3,\"tasks\":5}")
    #expect(policy.arrays.map(\.name) == ["payments"] && policy.counters == [:])
    let checkpoint = try SavedLearner(
      reading: .checkpoint, from: fledge.folder + "/run/checkpoint.safetensors")
    #expect(checkpoint.arrays == policy.arrays && checkpoint.counters == ["updates": 2])
    // What it learned is what it plays with: a file with other numbers scores otherwise.
    var file = try Safetensors(readingFrom: fledge.folder + "/run/policy.safetensors")
    file.arrays.removeAll()
    try file.write(to: fledge.folder + "/damaged")
    #expect(
      try await run("score damaged", in: fledge.folder, failing: 1)
        == "Error: Cannot use 'damaged': its array 'payments' is missing. Train again with 'fledge"
        + " train'.\n")
  }

  @Test func `it is scored, compared, recorded and replayed`() async throws {
    let fledge = try Fledge()
    _ = try await run("\(Self.train) --iterations 3 --output run", in: fledge.folder)
    let output = try await run(
      "score run --tasks 20 --quiet --json --record play --against random", in: fledge.folder)
    let score = try jsonObject(output)
    #expect(score["rolloutsPerStep"] as? Int == 3)
    let curve = try #require(score["curve"] as? [[String: Any]])
    #expect(curve.count == 4)
    let means = curve.compactMap { $0["mean"] as? Double }
    // A random arm pays half; the best of five on average five sixths.
    #expect(means[1] > 13 && means[3] > 13)
    let replay = try Replay(readingFrom: fledge.folder + "/play")
    #expect(replay.learner == "best-action" && replay.trials.count == 20)
    let replayed = try await run("replay play", in: fledge.folder)
    #expect(replayed.contains("best-action") || replayed.contains("run"))
    let adapted = try await run("adapt run --task p0=1 --steps 1 --json", in: fledge.folder)
    let after = try #require(try jsonObject(adapted)["curve"] as? [[String: Any]])
    // It knows after a block which arm always pays.
    #expect(after.last?["mean"] as? Double == 20)
  }

  @Test func `its changes are offered where policies play, and refused for other learners`()
    async throws
  {
    let fledge = try Fledge()
    _ = try await run("\(Self.train) --iterations 1 --output run", in: fledge.folder)
    let line = "score run --tasks 5 --steps 0 --quiet --json"
    let usual = try await run(line, in: fledge.folder)
    #expect(try await run(line + " --tries 1", in: fledge.folder) == usual)
    #expect(try await run(line + " --tries 4", in: fledge.folder) != usual)
    #expect(
      try await run("score run --inner-learning-rate 0.5", in: fledge.folder, failing: 64)
        == "'--inner-learning-rate' changes nothing of a policy of 'best-action', which offers only"
        + " '--tries'. See 'fledge score --help'.\n")
    #expect(
      try await run("score run --tries 0", in: fledge.folder, failing: 64)
        == "The value '0' is invalid for '--tries <count>': it must be between 1 and 9. See 'fledge"
        + " score --help'.\n")
  }

  @Test func `its settings are in the help, and those of others are refused`() async throws {
    let fledge = try Fledge()
    let program = fledgeProgram(catalog: Self.catalog)
    let all = program.run(["train", "--help"]).text
    #expect(
      all.contains(
        """

        Memory:
          --forgetting <share>        Share of what was learned before that is
                                      forgotten.

        """))
    #expect(all.contains("meta-sgd, anil, cavia, joint,\n") && all.contains(" best-action."))
    #expect(all.contains("--inner-steps <count>"))
    let own = program.run(["train", "--learner", "best-action", "--help"]).text
    #expect(own.contains("--forgetting <share>") && own.contains("Tasks at a time."))
    #expect(!own.contains("--inner-steps") && !own.contains("Advantages:"))
    let other = program.run(["train", "--help", "--learner=maml"]).text
    #expect(other.contains("--inner-steps") && !other.contains("--forgetting"))
    #expect(!other.contains("--context-size") && other.contains("Tasks per iteration."))

    for (line, words) in [
      (
        "--learner best-action --forgetting 2",
        "The value '2' is invalid for '--forgetting <share>': it must be between 0 and 1."
      ),
      (
        "--learner best-action --tasks 101",
        "The value '101' is invalid for '--tasks <count>': it must be between 1 and 100."
      ),
      (
        "--learner best-action --inner-steps 2",
        "'--inner-steps' changes nothing here: it is of other learners (maml, fomaml, reptile,"
          + " meta-sgd, anil, cavia, joint)."
      ),
      (
        "--forgetting 0.5",
        "'--forgetting' changes nothing here: it is of other learners (best-action)."
      ),
    ] {
      #expect(
        try await run("train bandit/bernoulli \(line)", in: fledge.folder, failing: 64)
          == words + " See 'fledge train --help'.\n")
    }
    #expect(try fledge.names() == [])
  }

  @Test func `it is listed and described`() async throws {
    let fledge = try Fledge()
    let list = try await run("list", in: fledge.folder)
    #expect(list.contains("\n  best-action  What each action pays on average.\n"))
    let described = try await run(
      "describe bandit/bernoulli --learner best-action", in: fledge.folder)
    #expect(
      described.hasSuffix(
        """

        What 'fledge train' does unless told otherwise
          --iterations 100 --learner best-action --forgetting 0.5 --tasks 4

        """))
    let training = try #require(
      try jsonObject(
        try await run(
          "describe bandit/bernoulli --learner best-action --json", in: fledge.folder))["training"]
        as? [String: Any])
    let settings = try #require(training["settings"] as? [String: Any])
    #expect(settings.keys.sorted() == ["blocks", "learner", "memory", "rollouts", "tasks"])
  }

  #if Viewer
  @Test func `it is watched`() async throws {
    let fledge = try Fledge()
    _ = try await run("\(Self.train) --iterations 1 --output run", in: fledge.folder)
    let frames = try await run(
      "watch run --seconds 0.7 --frame-times --size 640x480", in: fledge.folder)
    #expect(frames.hasPrefix("first frame after "))
  }
  #endif
}
