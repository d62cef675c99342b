import Gym
import Numerics

/// Sizes of test environments that walk along a line.
struct WalkSizes: Sendable, CustomStringConvertible {
  var actions: Int
  var observations: Int
  var stepNoise: Int

  var description: String { "\(actions) actions, \(observations) seen, \(stepNoise) noises" }

  var specification: EnvironmentSpecification {
    EnvironmentSpecification(
      name: "walk",
      observationSpace: .box(
        low: Array(repeating: -.infinity, count: observations),
        high: Array(repeating: .infinity, count: observations)),
      actionSpace: .box(
        low: Array(repeating: -1, count: actions), high: Array(repeating: 1, count: actions)),
      horizon: 9,
      parameters: [
        TaskParameter(
          name: "limit", meaning: "where an episode ends", defaultValue: 1, legalRange: 0...100)
      ],
      resetNoiseCount: 2, stepNoiseCount: stepNoise,
      words: EnvironmentWords(
        summary: "A walk.", observation: [], action: "Added.", reward: "The memory.",
        endOfEpisode: "Beyond the limit."))
  }
}

/// A walk that is written with spans and a state of two vectors.
struct SpanWalk: SpanEnvironment {
  struct State: VectorState {
    var place: Lanes
    var memory: Lanes

    mutating func replace(with other: State, where mask: LaneMask) {
      place.replace(with: other.place, where: mask)
      memory.replace(with: other.memory, where: mask)
    }
  }

  let specification: EnvironmentSpecification

  init(_ sizes: WalkSizes) { specification = sizes.specification }

  func makeTask(_ parameters: [Lanes]) -> Lanes { parameters[0] }

  func reset(task: Lanes, noise: Span<Lanes>) -> State {
    State(place: noise[0] - 0.5, memory: noise[1])
  }

  func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Lanes
  ) -> StepOutcome {
    for index in actions.indices { state.place += actions[index] * Float(index + 1) }
    for index in noise.indices { state.place += noise[index] * (0.1 * Float(index + 1)) }
    state.memory = state.memory * 0.5 + state.place
    return StepOutcome(reward: state.memory, isTerminated: state.place .> task)
  }

  func observe(_ state: State, task: Lanes, into observation: inout MutableSpan<Lanes>) {
    for index in observation.indices {
      observation[index] = state.place * Float(index + 1) + state.memory
    }
  }
}

/// The same walk with arrays, in the state too.
struct ArrayWalk: Environment {
  struct State: LaneState {
    var numbers: [Lanes]

    mutating func replace(with other: State, where mask: LaneMask) {
      for index in numbers.indices {
        numbers[index].replace(with: other.numbers[index], where: mask)
      }
    }
  }

  let specification: EnvironmentSpecification

  init(_ sizes: WalkSizes) { specification = sizes.specification }

  func makeTask(_ parameters: [Lanes]) -> Lanes { parameters[0] }

  func reset(task: Lanes, noise: [Lanes]) -> State {
    State(numbers: [noise[0] - 0.5, noise[1]])
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Lanes
  ) -> StepOutcome {
    for (index, action) in actions.enumerated() {
      state.numbers[0] += action * Float(index + 1)
    }
    for (index, number) in noise.enumerated() {
      state.numbers[0] += number * (0.1 * Float(index + 1))
    }
    state.numbers[1] = state.numbers[1] * 0.5 + state.numbers[0]
    return StepOutcome(reward: state.numbers[1], isTerminated: state.numbers[0] .> task)
  }

  func observe(_ state: State, task: Lanes, into observation: inout [Lanes]) {
    for index in observation.indices {
      observation[index] = state.numbers[0] * Float(index + 1) + state.numbers[1]
    }
  }
}
