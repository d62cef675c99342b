import Gym
import Numerics
import Testing

/// Counts its own steps in each copy and acts by the count: a memory that can be read off its actions.
struct CountingAgent: Agent {
  let experience = Experience.separate
  var counts: [Int] = []

  mutating func begin(_ block: Block) {
    if block.isFirst { counts = Array(repeating: 0, count: block.copyCount) }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    for (row, copy) in view.copies.enumerated() {
      for coordinate in 0..<3 { actions[row * 3 + coordinate] = Float(counts[copy]) / 64 }
    }
  }

  mutating func observe(_ outcome: Outcome) {
    for copy in outcome.view.copies { counts[copy] += 1 }
  }
}

/// Acts by the number of blocks it has absorbed.
struct AbsorbingAgent: Agent {
  var blockCount: Float = 0
  var begun: [Int] = []
  var failsAfter = 100

  struct Full: Error {}

  mutating func begin(_ block: Block) { begun.append(block.number) }

  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = blockCount / 8 }
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    guard Int(blockCount) < failsAfter else { throw Full() }
    blockCount += 1
  }
}

struct PlayTests {
  static let distribution = Drift.distribution()
  static let task: [Float] = [5, 1, 1]
  static let plan = TrialPlan(blockCount: 3, episodesPerBlock: 7)

  static func trial(
    _ agent: inout some Agent, plan: TrialPlan = plan, seed: UInt64 = 3, recordsStates: Bool = false
  ) throws -> Trial {
    try distribution.play(
      plan, on: task, by: &agent, key: RandomKey(seed: seed), recordsStates: recordsStates)
  }

  @Test func `a memory lasts through the blocks of a trial and belongs to one copy`() throws {
    var agent = CountingAgent()
    let trial = try Self.trial(&agent)
    for copy in 0..<7 {
      var count: Float = 0
      for (block, rows) in zip(trial.blocks, trial.rows(ofCopy: copy)) {
        for row in rows {
          #expect(block.rollouts.actions[row * 3] == count / 64)
          count += 1
        }
      }
      #expect(agent.counts[copy] == Int(count))
    }
    #expect(Set(agent.counts).count > 1, "all copies took the same number of steps")
  }

  @Test func `a memory does not reach the next trial`() throws {
    var agent = CountingAgent()
    let first = try Self.trial(&agent)
    #expect(try Self.trial(&agent) == first)
  }

  @Test func `an agent absorbs every block but the last`() throws {
    var agent = AbsorbingAgent()
    let trial = try Self.trial(&agent)
    #expect(agent.blockCount == 2)
    #expect(agent.begun == [0, 1, 2])
    for (number, block) in trial.blocks.enumerated() {
      #expect(block.rollouts.actions.allSatisfy { $0 == Float(number) / 8 })
    }
  }

  @Test func `a block has the bits of rollouts at its address`() throws {
    var agent = RandomAgent(actionSpace: Self.distribution.specification.actionSpace)
    let trial = try Self.trial(&agent)
    for (number, block) in trial.blocks.enumerated() {
      let key = RandomKey(seed: 3).child(.adaptationStep, number)
      #expect(block.key == key)
      #expect(block.rollouts == Self.distribution.rollouts(7, of: Self.task, by: &agent, key: key))
    }
    #expect(trial.blocks[0].rollouts != trial.blocks[1].rollouts)
  }

  @Test(arguments: [1, 7, 40])
  func `recorded states are those of playing again`(count: Int) throws {
    var agent = RandomAgent(actionSpace: Self.distribution.specification.actionSpace)
    let plan = TrialPlan(blockCount: 2, episodesPerBlock: count)
    let recorded = try Self.trial(&agent, plan: plan, recordsStates: true)
    let plain = try Self.trial(&agent, plan: plan)
    for (block, other) in zip(recorded.blocks, plain.blocks) {
      #expect(block.rollouts == other.rollouts)
      #expect(other.states.isEmpty)
      #expect(
        try Self.distribution.recording(of: other.rollouts, task: Self.task, key: other.key)
          == block)
    }
    try Self.distribution.verify(recorded)
  }

  @Test func `a fork plays without disturbing the original`() throws {
    var alone = CountingAgent()
    let expected = try Self.trial(&alone)
    var agent = CountingAgent()
    var trial = Trial(task: Self.task, blocks: [])
    var forkedCounts: [Int] = []
    try Self.distribution.play(
      Self.plan, on: Self.task, by: &agent, key: RandomKey(seed: 3),
      beforeBlock: { block, agent in
        var fork = agent
        let shown = Self.distribution.play(
          Block(number: block.number, copyCount: 7, key: RandomKey(seed: 99)), on: Self.task,
          by: &fork)
        // It has the memory of the blocks before this one.
        forkedCounts.append(Int(64 * shown.rollouts.actions[0]))
      },
      afterBlock: { block in
        trial.blocks.append(block)
        return true
      })
    #expect(trial == expected)
    #expect(agent.counts == alone.counts)
    let before = expected.rows(ofCopy: 0).map(\.count)
    #expect(forkedCounts == [0, before[0], before[0] + before[1]])
  }

  @Test func `a trial ends where the closure says so`() throws {
    var agent = AbsorbingAgent()
    var seen = 0
    try Self.distribution.play(
      Self.plan, on: Self.task, by: &agent, key: RandomKey(seed: 3)
    ) { _ in
      seen += 1
      return seen < 2
    }
    #expect(seen == 2)
    #expect(agent.blockCount == 1)
  }

  @Test func `what absorbing throws ends the trial`() {
    var agent = AbsorbingAgent(failsAfter: 1)
    #expect(throws: AbsorbingAgent.Full.self) { try Self.trial(&agent) }
    #expect(agent.begun == [0, 1])
  }

  /// Acts by numbers until it has absorbed a block, then by none.
  private struct Diverging: Agent {
    var action: Float = 1
    var experience = Experience.pooled

    mutating func act(on view: View, actions: inout [Float]) {
      for index in actions.indices { actions[index] = action }
    }

    mutating func absorb(_ rollouts: Rollouts) { action = .nan }
  }

  @Test func `actions that are not finite are an error that names the block`() {
    var agent = Diverging()
    #expect(throws: PlayError.notFiniteActions(block: 1)) { try Self.trial(&agent) }
    #expect(
      "\(PlayError.notFiniteActions(block: 1))".hasPrefix(
        "the policy's outputs after 1 adaptation step are not finite"))
    agent = Diverging(experience: .separate)
    #expect(throws: PlayError.notFiniteActionsOfTrials(block: 1)) {
      try Self.distribution.play(
        3, onEach: [Self.task, Self.task], by: &agent, key: RandomKey(seed: 3))
    }
    #expect(
      "\(PlayError.notFiniteActionsOfTrials(block: 1))".hasPrefix(
        "the policy's outputs in episode 2 of a trial are not finite"))
  }

  @Test func `experience decides what a trial earns`() throws {
    var agent = AbsorbingAgent()
    let trial = try Self.trial(&agent)
    let means = trial.meanReturns
    #expect(trial.totalReturn(.separate) == means.reduce(0, +))
    let sums = trial.blocks.map { $0.rollouts.episodeReturns.reduce(0, +) }
    #expect(trial.totalReturn(.pooled) == sums[0] + sums[1] + means[2])
    let steps = trial.blocks.map(\.rollouts.stepCount)
    #expect(trial.environmentStepsBefore == [0, steps[0], steps[0] + steps[1]])
  }

  @Test(arguments: [2, 17, 40])
  func `separate agents on tasks of their own play as each would alone`(count: Int) throws {
    let tasks = (0..<count).map { [2 + Float($0 % 5), 0.5 + Float($0 % 3) / 4, 1] as [Float] }
    var agent = CountingAgent()
    let key = RandomKey(seed: 8)
    let mixed = try Self.distribution.play(3, onEach: tasks, by: &agent, key: key)
    #expect(Set(agent.counts).count > 1)
    for task in Set(tasks) {
      var alone = CountingAgent()
      let trial = try Self.distribution.play(
        TrialPlan(blockCount: 3, episodesPerBlock: count), on: task, by: &alone, key: key)
      for copy in tasks.indices where tasks[copy] == task {
        #expect(agent.counts[copy] == alone.counts[copy])
        for (block, expected) in zip(mixed, trial.blocks) {
          let (found, wanted) = (block.rollouts, expected.rollouts)
          let (rows, others) = (found.rows(ofEpisode: copy), wanted.rows(ofEpisode: copy))
          #expect(found.rewards[rows] == wanted.rewards[others])
          #expect(
            found.actions[3 * rows.lowerBound..<3 * rows.upperBound]
              == wanted.actions[3 * others.lowerBound..<3 * others.upperBound])
          #expect(
            found.observations[3 * rows.lowerBound..<3 * rows.upperBound]
              == wanted.observations[3 * others.lowerBound..<3 * others.upperBound])
        }
      }
    }
  }

  /// A batch that reveals the number of each copy and its step.
  private struct RevealingBatch: EnvironmentBatch {
    var batch: any EnvironmentBatch

    var count: Int { batch.count }
    var observations: [Float] { batch.observations }
    var states: [Float] { batch.states }
    var rewards: [Float] { batch.rewards }
    var isTerminated: [Bool] { batch.isTerminated }
    var isTruncated: [Bool] { batch.isTruncated }
    var stepCounts: [Int] { batch.stepCounts }
    var targets: [Float] { (0..<count).flatMap { [Float($0), Float(batch.stepCounts[$0])] } }

    mutating func reset(key: RandomKey) { batch.reset(key: key) }
    mutating func reset(key: RandomKey, streams: [UInt32]) {
      batch.reset(key: key, streams: streams)
    }
    mutating func resetEndedEpisodes() { batch.resetEndedEpisodes() }
    mutating func beginEpisodes(in chosen: [Bool], streams: [UInt32]?) {
      batch.beginEpisodes(in: chosen, streams: streams)
    }
    mutating func step(actions: [Float]) { batch.step(actions: actions) }
    mutating func stepRunning(actions: [Float]) { batch.stepRunning(actions: actions) }
    mutating func setTask(_ task: [Float], ofCopy copy: Int) {
      batch.setTask(task, ofCopy: copy)
    }
  }

  @Test func `what a batch reveals reaches the agent and the rollouts`() {
    var agent = RecordingAgent()
    var batch: any EnvironmentBatch = RevealingBatch(
      batch: Self.distribution.makeBatch(Self.task, 7))
    let rollouts = Self.distribution.play(
      Block(copyCount: 7, key: RandomKey(seed: 3)), in: &batch, by: &agent, recordsStates: false
    ).rollouts
    #expect(rollouts.targets.count == 2 * rollouts.stepCount)
    for copy in 0..<7 {
      for (step, row) in rollouts.rows(ofEpisode: copy).enumerated() {
        #expect(rollouts.targets[2 * row] == Float(copy))
        #expect(rollouts.targets[2 * row + 1] == Float(step + 1))
        let revealed = agent.outcomes[step].targets
        #expect(revealed[2 * copy] == Float(copy))
        #expect(revealed[2 * copy + 1] == Float(step + 1))
      }
    }
  }
}
