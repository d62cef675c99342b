import Foundation
import Gym
import Recording
import Testing

struct ReplayTests {
  @Test func `what is written is read`() throws {
    try withTemporaryFolder { folder in
      var replay = try ReplayFixture.replay()
      for split in [Split.shifted, nil] {
        replay.split = split
        try replay.write(to: folder + "/replay")
        #expect(try Replay(readingFrom: folder + "/replay") == replay)
      }
      #expect(replay.episodeCount == 7)
      #expect(replay.stepCount == 22)
      #expect(replay.distributionName == "clock/lengths")
    }
  }

  @Test func `a replay that was read is the same when played again`() throws {
    try withTemporaryFolder { folder in
      try ReplayFixture.replay().write(to: folder + "/replay")
      let replay = try Replay(readingFrom: folder + "/replay")
      try replay.check(for: ReplayFixture.distribution)
      for trial in replay.trials { try ReplayFixture.distribution.verify(trial) }
    }
  }

  @Test func `the same replay gives the same bytes`() throws {
    try withTemporaryFolder { folder in
      try ReplayFixture.replay().write(to: folder + "/first")
      try ReplayFixture.replay().write(to: folder + "/second")
      #expect(try content(of: folder + "/first") == content(of: folder + "/second"))
    }
  }

  @Test func `arrays and metadata are as documented`() throws {
    try withTemporaryFolder { folder in
      try ReplayFixture.replay().write(to: folder + "/replay")
      let file = try Safetensors(readingFrom: folder + "/replay")
      #expect(file.metadata["format"] == "fledge-replay/1")
      #expect(file.metadata["policy"] == "runs/clock")
      #expect(file.metadata["split"] == "shifted")
      #expect(
        file.arrays.map { "\($0.name) \($0.shape)" } == [
          "tasks [2, 2]", "stageOffsets [3]", "keys [4, 2]", "episodeOffsets [5]",
          "stepOffsets [8]", "states [29, 2]", "observations [22, 1]", "finalObservations [7, 1]",
          "actions [22, 1]", "rewards [22]", "terminated [7]", "truncated [7]", "returns [7]",
        ])
      #expect(file.array(named: "stageOffsets")?.values == .int64([0, 3, 4]))
      #expect(file.array(named: "episodeOffsets")?.values == .int64([0, 2, 4, 6, 7]))
      #expect(file.array(named: "stepOffsets")?.values == .int64([0, 3, 6, 9, 12, 15, 18, 22]))
      #expect(file.array(named: "terminated")?.values == .uint8([1, 1, 1, 1, 1, 1, 0]))
      #expect(file.array(named: "truncated")?.values == .uint8([0, 0, 0, 0, 0, 0, 1]))
    }
  }

  @Test func `a policy is not read as a replay, nor a replay as a policy`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/file"
      try ReplayFixture.replay().write(to: path)
      #expect(throws: FileFormatError.self) { try SavedLearner(reading: .policy, from: path) }
      try SavedLearner(
        distribution: ReplayFixture.distribution.record, learner: "maml", settings: "{}", seed: 1,
        iteration: 0, environmentSteps: 0, counters: [:], arrays: []
      ).write(.policy, to: path)
      #expect(
        throws: FileFormatError(
          path: path, needed: Replay.format, problem: .otherKind(name: "fledge-policy"))
      ) { try Replay(readingFrom: path) }
    }
  }

  @Test func `a number that is not finite is not written`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      var replay = try ReplayFixture.replay()
      replay.trials[0].blocks[2].states[3] = .infinity
      #expect(
        throws: ReplayError(
          operation: .write, path: path, problem: .notFinite(array: "states", count: 1))
      ) { try replay.write(to: path) }
      #expect(try names(in: folder) == [])
    }
  }

  @Test func `the name of a policy cannot control the terminal`() throws {
    try withTemporaryFolder { folder in
      var replay = try ReplayFixture.replay()
      replay.policy = "a\u{1B}[31m" + String(repeating: "b", count: 2_000)
      try replay.write(to: folder + "/replay")
      let policy = try Replay(readingFrom: folder + "/replay").policy
      #expect(policy.hasPrefix("a\\u{1b}[31mbbb"))
      #expect(policy.unicodeScalars.count < 1_020)
    }
  }

  @Test(arguments: [(4, 20), (1, 1), (4, 1), (31, 400)])
  func `the limit of trials fits into a file, and few more do`(
    stageCount: Int, rolloutCount: Int
  ) throws {
    let specification = ReplayFixture.distribution.specification
    let limit = Replay.trialLimit(
      of: specification, stageCount: stageCount, rolloutCount: rolloutCount)
    // The bytes of the arrays if every episode lasts to the horizon, counted from their shapes.
    func byteCount(trials: Int) -> Int {
      let stages = trials * stageCount
      let episodes = stages * rolloutCount
      let steps = episodes * specification.horizon
      let offsets = 8 * (trials + 1 + stages + 1 + episodes + 1)
      let singles = 4 * (trials * 2 + (steps + episodes) * 2 + steps + episodes + 2 * steps)
      return offsets + singles + 8 * stages + 2 * episodes + 8 * episodes
    }
    #expect(byteCount(trials: limit) + (1 << 20) - 1_000 <= Safetensors.fileByteLimit)
    #expect(
      byteCount(trials: limit + 1) > Safetensors.fileByteLimit - (1 << 20)
        || (limit + 1) * stageCount > Replay.stageLimit)
  }

  @Test func `the limit is 0 if not even one trial fits`() {
    #expect(
      Replay.trialLimit(
        of: ReplayFixture.distribution.specification, stageCount: 1001, rolloutCount: 100_000) == 0)
  }
}
