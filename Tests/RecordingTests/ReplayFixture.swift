import Foundation
import Gym
import Numerics
import Recording

/// What replays are tested with: an environment that counts its own steps, and a replay of it.
enum ReplayFixture {
  /// Episodes of at most four steps, ended by themselves after as many as the task says.
  static let distribution = TaskDistribution(
    name: "lengths", summary: "The length varies.", environment: Clock(),
    train: TaskRegion([.uniform(1...9), .choices([-1, 1])]),
    referenceAgents: ReferenceAgents(
      blind: { RandomAgent(actionSpace: Clock.actionSpace) },
      oracle: { _ in RandomAgent(actionSpace: Clock.actionSpace) }))

  /// Two trials, of three stages and of one, with two episodes and with one.
  static func replay() throws -> Replay {
    Replay(
      distribution: distribution.record, policy: "runs/clock", learner: "maml", seed: .max,
      split: .shifted,
      trials: [
        try trial([3, 1], stageCount: 3, episodeCount: 2),
        try trial([9, -1], stageCount: 1, episodeCount: 1),
      ])
  }

  private static func trial(
    _ task: [Float], stageCount: Int, episodeCount: Int
  ) throws -> Trial {
    let stages = try (0..<stageCount).map { stage in
      let key = RandomKey(seed: 7).child(.task, stage)
      var player = RandomAgent(actionSpace: Clock.actionSpace)
      return try distribution.recording(
        of: distribution.rollouts(episodeCount, of: task, by: &player, key: key), task: task,
        key: key)
    }
    return Trial(task: task, blocks: stages)
  }
}

/// A clock: its state is the time and the noise it began with, of which only the sum is seen.
private struct Clock: Environment {
  struct Task: Sendable {
    var length: Lanes
    var sign: Lanes
  }

  struct State: LaneState {
    var time = Lanes()
    var start = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      time.replace(with: other.time, where: mask)
      start.replace(with: other.start, where: mask)
    }
  }

  static let actionSpace = Space.discrete(count: 3)

  let specification = EnvironmentSpecification(
    name: "clock", observationSpace: .box(low: [0], high: [9]), actionSpace: actionSpace,
    horizon: 4, stateNames: ["time", "start"],
    parameters: [
      TaskParameter(name: "length", meaning: "steps", defaultValue: 4, legalRange: 1...9),
      TaskParameter(
        name: "sign", meaning: "of rewards", defaultValue: 1, legalRange: -1...1,
        legalChoices: [-1, 1]),
    ], resetNoiseCount: 1,
    words: EnvironmentWords(
      summary: "Ticks.", observation: [], action: "Is paid.", reward: "The action.",
      endOfEpisode: "After the length."))

  func makeTask(_ parameters: [Lanes]) -> Task {
    Task(length: parameters[0], sign: parameters[1])
  }

  func reset(task: Task, noise: [Lanes]) -> State { State(start: noise[0]) }

  func step(_ state: inout State, actions: [Lanes], noise: [Lanes], task: Task) -> StepOutcome {
    state.time += 1
    return StepOutcome(
      reward: task.sign * actions[0], isTerminated: state.time .>= task.length)
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.time + state.start
  }

  func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    numbers[0] = state.time
    numbers[1] = state.start
  }
}

extension Safetensors {
  /// Puts another array in the place of one.
  mutating func replace(
    _ name: String, shape: [Int]? = nil, _ change: (Values) -> Values = { $0 }
  ) {
    arrays = arrays.map { array in
      guard array.name == name else { return array }
      let values = change(array.values)
      return NamedArray(
        name: name,
        shape: shape ?? (values.count == array.values.count ? array.shape : [values.count]),
        values: values)
    }
  }

  /// Changes one element of an array.
  mutating func set(_ name: String, _ index: Int, to number: Double) {
    replace(name) { values in
      switch values {
      case .float32(var numbers):
        numbers[index] = Float(number)
        return .float32(numbers)
      case .float64(var numbers):
        numbers[index] = number
        return .float64(numbers)
      case .int64(var numbers):
        numbers[index] = Int64(number)
        return .int64(numbers)
      case .uint8(var numbers):
        numbers[index] = UInt8(number)
        return .uint8(numbers)
      case .uint32, .int32: return values
      }
    }
  }
}
