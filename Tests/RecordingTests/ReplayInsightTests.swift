import Gym
import Recording
import Testing

/// What a replay keeps of what agents remember and intend.
struct ReplayInsightTests {
  /// The usual replay, with a memory of two numbers and the probabilities of three actions.
  private static func replay(memorySize: Int = 2, choiceCount: Int = 3) throws -> Replay {
    var replay = try ReplayFixture.replay()
    replay.experience = .separate
    var number: Float = 0
    for trial in replay.trials.indices {
      for stage in replay.trials[trial].blocks.indices {
        let stepCount = replay.trials[trial].blocks[stage].rollouts.stepCount
        func numbers(_ count: Int) -> [Float] {
          (0..<count).map { _ in
            number += 1
            return number / 128
          }
        }
        replay.trials[trial].blocks[stage].insights = InsightTrace(
          memorySize: memorySize, choiceCount: choiceCount,
          memory: numbers(stepCount * memorySize), probabilities: numbers(stepCount * choiceCount))
      }
    }
    return replay
  }

  @Test(arguments: [(2, 3), (2, 0), (0, 3)])
  func `insights are read as they were written`(memorySize: Int, choiceCount: Int) throws {
    try withTemporaryFolder { folder in
      let replay = try Self.replay(memorySize: memorySize, choiceCount: choiceCount)
      try replay.write(to: folder + "/replay")
      let read = try Replay(readingFrom: folder + "/replay")
      #expect(read == replay)
      try read.check(for: ReplayFixture.distribution)
      for trial in read.trials { try ReplayFixture.distribution.verify(trial) }
    }
  }

  @Test func `arrays and metadata are as documented`() throws {
    try withTemporaryFolder { folder in
      try Self.replay().write(to: folder + "/replay")
      let file = try Safetensors(readingFrom: folder + "/replay")
      #expect(file.metadata["format"] == "fledge-replay/1")
      #expect(file.metadata["experience"] == "separate")
      #expect(
        file.arrays.suffix(2).map { "\($0.name) \($0.shape)" }
          == ["memory [22, 2]", "probabilities [22, 3]"])
      // The second stage of the first trial begins at row 6: three memories of each of two episodes.
      guard case .float32(let memory)? = file.array(named: "memory")?.values else {
        Issue.record("no memory")
        return
      }
      #expect(memory[0] == 1.0 / 128 && memory[12] == 31.0 / 128)
    }
  }

  @Test func `each separate agent plays in every stage`() throws {
    var replay = try ReplayFixture.replay()
    let block = try #require(replay.trials.first?.blocks.last)
    var one = block
    one.rollouts.offsets = [0, block.rollouts.offsets[1]]
    one.rollouts.isTerminated = [block.rollouts.isTerminated[0]]
    replay.trials[0].blocks.append(one)
    try replay.check(for: ReplayFixture.distribution)
    replay.experience = .separate
    let stage = replay.trials[0].blocks.count - 1
    let error = try #require(throws: ReplayError.self) {
      try replay.check(for: ReplayFixture.distribution)
    }
    #expect(
      error.problem
        == .otherAgentCount(
          trial: 0, stage: stage, found: 1, needed: replay.trials[0].blocks[0].rollouts.episodeCount
        ))
  }

  @Test func `a replay of pooled agents says nothing of experience`() throws {
    try withTemporaryFolder { folder in
      try ReplayFixture.replay().write(to: folder + "/replay")
      #expect(try Safetensors(readingFrom: folder + "/replay").metadata["experience"] == nil)
      #expect(try Replay(readingFrom: folder + "/replay").experience == .pooled)
    }
  }

  static let damages: [(ReplayError.Problem, @Sendable (inout Safetensors) -> Void)] = [
    (
      .wrongShape(array: "memory", found: [11, 4], needed: [22, nil]),
      { $0.replace("memory", shape: [11, 4]) }
    ),
    (
      .wrongShape(array: "memory", found: [44], needed: [22, nil]),
      { $0.replace("memory", shape: [44]) }
    ),
    (
      .wrongShape(array: "probabilities", found: [66, 1], needed: [22, nil]),
      { $0.replace("probabilities", shape: [66, 1]) }
    ),
    (
      .wrongType(array: "memory", found: "F64", needed: "F32"),
      { $0.replace("memory") { .float64([Double](repeating: 0, count: $0.count)) } }
    ),
    (.notFinite(array: "memory", count: 1), { $0.set("memory", 3, to: .nan) }),
    (
      .malformed(key: "experience", text: "both"), { $0.metadata["experience"] = "both" }
    ),
  ]

  @Test(arguments: damages)
  func `damaged insights are refused`(
    problem: ReplayError.Problem, damage: @Sendable (inout Safetensors) -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/replay"
      try Self.replay().write(to: path)
      var file = try Safetensors(readingFrom: path)
      damage(&file)
      try file.write(to: path)
      #expect(throws: ReplayError(operation: .read, path: path, problem: problem)) {
        try Replay(readingFrom: path)
      }
    }
  }

  @Test func `probabilities of other actions are refused`() throws {
    let replay = try Self.replay(choiceCount: 2)
    let problem = ReplayError.Problem.wrongChoiceCount(found: 2, needed: 3)
    let error = ReplayError(operation: .use, path: "p", problem: problem)
    #expect(throws: error) { try replay.check(for: ReplayFixture.distribution, path: "p") }
    #expect(
      error.description == "Cannot use 'p': it has probabilities of 2 actions, but its environment"
        + " has 3. The file is damaged; record it again with --record.")
    #expect(
      ReplayError(
        operation: .use, path: "p", problem: .wrongChoiceCount(found: 2, needed: 0)
      ).description.contains("its environment has none to choose from."))
  }

  @Test func `the limit of trials counts insights`() {
    let specification = ReplayFixture.distribution.specification
    func limit(_ insightSize: Int) -> Int {
      Replay.trialLimit(
        of: specification, stageCount: 1, rolloutCount: 100, insightSize: insightSize)
    }
    // Two numbers of a state, one each of observation, action and reward take 20 bytes for each of four
    // steps, and 34 bytes for each episode; a trial and its stage take 32.
    let byteCount = Safetensors.fileByteLimit - (1 << 20)
    #expect(limit(0) == byteCount / (32 + 100 * (30 + 4 * 20)))
    #expect(limit(64) == byteCount / (32 + 100 * (30 + 4 * (20 + 256))))
  }
}
