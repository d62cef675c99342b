import Gym
import Numerics
import Testing

struct ResimulationTests {
  private static let distribution = Drift.distribution()
  private static let key = RandomKey(seed: 5)

  private static func recorded(_ count: Int = 20) throws -> TrialBlock {
    try distribution.recording(
      of: RolloutsTests.play(count).0, task: RolloutsTests.task, key: key)
  }

  private static func trial() throws -> Trial {
    let other = RandomKey(seed: 6)
    return Trial(
      task: RolloutsTests.task,
      blocks: [
        try recorded(),
        try distribution.recording(
          of: RolloutsTests.play(7, seed: 6).0, task: RolloutsTests.task, key: other),
      ])
  }

  @Test(arguments: [1, 7, 20])
  func `the states are those before each step and after the last`(count: Int) throws {
    let record = try Self.recorded(count)
    let rollouts = record.rollouts
    #expect(record.stateSize == 3)
    #expect(record.states.count == (rollouts.stepCount + count) * 3)
    for episode in 0..<count {
      let rows = rollouts.rows(ofEpisode: episode)
      // What is seen is the state, in this environment.
      let seen =
        Array(rollouts.observations[rows.lowerBound * 3..<rows.upperBound * 3])
        + Array(rollouts.finalObservations[episode * 3..<episode * 3 + 3])
      #expect(record.trace(ofEpisode: episode).states == seen)
    }
  }

  @Test func `a state that is more than what is seen is recorded in full`() throws {
    let distribution = Hidden.distribution()
    var player = RecordingAgent()
    let key = RandomKey(seed: 1)
    let rollouts = distribution.rollouts(3, of: [3], by: &player, key: key)
    let record = try distribution.recording(of: rollouts, task: [3], key: key)
    #expect(record.stateSize == 2)
    for episode in 0..<3 {
      let trace = record.trace(ofEpisode: episode)
      #expect(trace.states == [0, 3, 1, 3, 2, 3, 3, 3])
      #expect(trace.isTerminated)
    }
  }

  @Test func `recording again gives the same bits, and they are verified`() throws {
    #expect(try Self.recorded() == Self.recorded())
    try Self.distribution.verify(Self.trial())
  }

  @Test func `rollouts of another address or task are no recording of these`() throws {
    let rollouts = RolloutsTests.play(4).0
    #expect(throws: ResimulationError.self) {
      try Self.distribution.recording(
        of: rollouts, task: RolloutsTests.task, key: RandomKey(seed: 6))
    }
    #expect(throws: ResimulationError.self) {
      try Self.distribution.recording(of: rollouts, task: [5, 0.5, 1], key: Self.key)
    }
  }

  /// The least change of a number: its last bit.
  private static func changeLastBit(_ number: inout Float) -> (recorded: Float, simulated: Float) {
    let simulated = number
    number = Float(bitPattern: number.bitPattern ^ 1)
    return (number, simulated)
  }

  @Test func `the last bit of a state matters`() throws {
    let trial = try Self.trial()
    let offsets = trial.blocks[1].rollouts.offsets
    // The first, one in the middle and the final state of an episode of the second stage.
    for stepCount in [0, 1, offsets[4] - offsets[3]] {
      var changed = trial
      let index = (offsets[3] + 3 + stepCount) * 3 + 2
      let (recorded, simulated) = Self.changeLastBit(&changed.blocks[1].states[index])
      let error = ResimulationError(
        stage: 1, episode: 3, stepCount: stepCount,
        difference: .state(number: 2, recorded: recorded, simulated: simulated))
      #expect(throws: error) { try Self.distribution.verify(changed) }
    }
  }

  @Test func `the last bit of an observation matters`() throws {
    var rollouts = RolloutsTests.play(5).0
    let row = rollouts.offsets[2] + 1
    let (recorded, simulated) = Self.changeLastBit(&rollouts.observations[row * 3])
    Self.expect(
      ResimulationError(
        episode: 2, stepCount: 1,
        difference: .observation(number: 0, recorded: recorded, simulated: simulated)),
      of: rollouts)
  }

  @Test func `the last bit of a final observation matters`() throws {
    var rollouts = RolloutsTests.play(5).0
    let (recorded, simulated) = Self.changeLastBit(&rollouts.finalObservations[4 * 3 + 1])
    Self.expect(
      ResimulationError(
        episode: 4, stepCount: rollouts.rows(ofEpisode: 4).count,
        difference: .observation(number: 1, recorded: recorded, simulated: simulated)),
      of: rollouts)
  }

  @Test func `the last bit of a reward matters`() throws {
    var rollouts = RolloutsTests.play(5).0
    let (recorded, simulated) = Self.changeLastBit(&rollouts.rewards[rollouts.offsets[1] + 2])
    Self.expect(
      ResimulationError(
        episode: 1, stepCount: 3,
        difference: .reward(recorded: recorded, simulated: simulated)), of: rollouts)
  }

  @Test func `an action that was not taken shows at the next moment`() throws {
    var rollouts = RolloutsTests.play(5).0
    rollouts.actions[(rollouts.offsets[1] + 2) * 3 + 2] += 1
    let error = try #require(throws: ResimulationError.self) {
      try Self.distribution.recording(of: rollouts, task: RolloutsTests.task, key: Self.key)
    }
    #expect(error.episode == 1)
    #expect(error.stepCount == 3)
  }

  @Test func `an episode that ended otherwise is found`() throws {
    var rollouts = RolloutsTests.play(20).0
    let episode = try #require(rollouts.isTerminated.firstIndex(of: true))
    rollouts.isTerminated[episode] = false
    Self.expect(
      ResimulationError(
        episode: episode, stepCount: rollouts.rows(ofEpisode: episode).count,
        difference: .ending(recorded: .truncated, simulated: .terminated)), of: rollouts)
  }

  @Test func `an episode that ended too early is found`() throws {
    var rollouts = RolloutsTests.play(1).0
    let count = rollouts.stepCount - 1
    rollouts.offsets = [0, count]
    rollouts.rewards.removeLast()
    rollouts.actions.removeLast(3)
    rollouts.finalObservations = Array(rollouts.observations.suffix(3))
    rollouts.observations.removeLast(3)
    rollouts.isTerminated = [true]
    Self.expect(
      ResimulationError(
        episode: 0, stepCount: count,
        difference: .ending(recorded: .terminated, simulated: .none)), of: rollouts)
  }

  @Test func `minus zero is not zero`() throws {
    let distribution = Hidden.distribution()
    var player = RecordingAgent()
    let key = RandomKey(seed: 1)
    var rollouts = distribution.rollouts(1, of: [3], by: &player, key: key)
    rollouts.observations[0] = -0.0
    #expect(
      throws: ResimulationError(
        episode: 0, stepCount: 0,
        difference: .observation(number: 0, recorded: -0.0, simulated: 0))
    ) { try distribution.recording(of: rollouts, task: [3], key: key) }
  }

  @Test func `errors say where and what`() {
    func words(_ difference: ResimulationError.Difference, stage: Int? = nil) -> String {
      ResimulationError(stage: stage, episode: 2, stepCount: 1, difference: difference).description
    }
    #expect(
      words(.state(number: 0, recorded: 0.5, simulated: -0.0), stage: 3)
        == "stage 3, episode 3, after 1 step: number 1 of the state was recorded as 0.5, but is -0.0"
    )
    #expect(
      words(.observation(number: 1, recorded: 1, simulated: 2))
        == "episode 3, after 1 step: number 2 of the observation was recorded as 1.0, but is 2.0")
    #expect(
      words(.reward(recorded: 1, simulated: 2))
        == "episode 3, after 1 step: the reward was recorded as 1.0, but is 2.0")
    #expect(
      words(.ending(recorded: .truncated, simulated: .none))
        == "episode 3, after 1 step: the recorded episode is truncated at the horizon, but the"
        + " episode continues")
  }

  private static func expect(_ error: ResimulationError, of rollouts: Rollouts) {
    #expect(throws: error) {
      try distribution.recording(of: rollouts, task: RolloutsTests.task, key: key)
    }
  }
}

/// A test environment that shows less than its state: a clock, and how long it runs.
private struct Hidden: Environment {
  struct Task: Sendable {
    var length: Lanes
  }

  struct State: LaneState {
    var clock = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      clock.replace(with: other.clock, where: mask)
    }
  }

  let specification = EnvironmentSpecification(
    name: "hidden", observationSpace: .box(low: [0], high: [0]),
    actionSpace: .box(low: [0, 0, 0], high: [9, 9, 9]), horizon: 9,
    stateNames: ["clock", "length"],
    parameters: [
      TaskParameter(name: "length", meaning: "steps", defaultValue: 4, legalRange: 1...9)
    ],
    words: EnvironmentWords(
      summary: "Runs out.", observation: [], action: "Ignored.", reward: "None.",
      endOfEpisode: "After the length."))

  func makeTask(_ parameters: [Lanes]) -> Task { Task(length: parameters[0]) }

  func reset(task: Task, noise: [Lanes]) -> State { State() }

  func step(_ state: inout State, actions: [Lanes], noise: [Lanes], task: Task) -> StepOutcome {
    state.clock += 1
    return StepOutcome(reward: Lanes(), isTerminated: state.clock .>= task.length)
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = Lanes()
  }

  func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    numbers[0] = state.clock
    numbers[1] = task.length
  }

  static func distribution() -> TaskDistribution {
    let environment = Hidden()
    let space = environment.specification.actionSpace
    return TaskDistribution(
      name: "lengths", summary: "The length varies.", environment: environment,
      train: TaskRegion([.uniform(1...9)]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: space) },
        oracle: { _ in RandomAgent(actionSpace: space) }))
  }
}
