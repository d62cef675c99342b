import Gym
import Numerics

/// A test environment of odd sizes: three numbers seen and chosen, five uniform numbers per step.
///
/// The state is a running sum, so that every number's way from actions, noise and parameters to
/// observations can be told apart. An episode ends when the first sum exceeds the limit.
struct Drift: Environment {
  struct State: LaneState {
    var sums = [Lanes(), Lanes(), Lanes()]

    mutating func replace(with other: State, where mask: LaneMask) {
      for index in sums.indices { sums[index].replace(with: other.sums[index], where: mask) }
    }
  }

  struct Task: Sendable {
    var limit: Lanes
    var scale: Lanes
  }

  let specification: EnvironmentSpecification

  init(horizon: Int = 12, names: [String] = []) {
    specification = EnvironmentSpecification(
      name: "drift",
      observationSpace: .box(
        low: [-.infinity, -.infinity, 0], high: [.infinity, .infinity, 1_000]),
      actionSpace: .box(low: [-1, 0, 0], high: [1, 1, 2]),
      horizon: horizon, stateNames: names.isEmpty ? nil : names,
      parameters: [
        TaskParameter(
          name: "limit", meaning: "where an episode ends", defaultValue: 5, legalRange: 0...100),
        TaskParameter(
          name: "scale", meaning: "strength of the noise", defaultValue: 1, legalRange: 0...10),
        TaskParameter(
          name: "side", meaning: "unused", defaultValue: 1, legalRange: -1...1,
          legalChoices: [-1, 1]),
      ],
      resetNoiseCount: 3, stepNoiseCount: 5,
      words: EnvironmentWords(
        summary: "Sums drift.", observation: names.map { .init(name: $0, meaning: "a sum") },
        action: "Added.", reward: "The fifth noise.",
        endOfEpisode: "Beyond the limit."))
  }

  func makeTask(_ parameters: [Lanes]) -> Task {
    Task(limit: parameters[0], scale: parameters[1])
  }

  func reset(task: Task, noise: [Lanes]) -> State {
    State(sums: noise)
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    for index in state.sums.indices {
      state.sums[index] += actions[index] + task.scale * (noise[index] + noise[3])
    }
    return StepOutcome(reward: noise[4], isTerminated: state.sums[0] .> task.limit)
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    for index in state.sums.indices { observation[index] = state.sums[index] }
  }
}

extension Drift {
  /// A distribution whose shifted limits lie outside those of training.
  static func distribution(horizon: Int = 12) -> TaskDistribution {
    TaskDistribution(
      name: "limits", summary: "The limit varies.", environment: Drift(horizon: horizon),
      train: TaskRegion([.uniform(2...6), .uniform(0.5...1), .fixed(1)]),
      shifted: TaskRegion(
        [.uniform(0...8), .uniform(0...2), .fixed(1)],
        outside: [2...6, 0.5...1, -Float.infinity...Float.infinity]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: Drift().specification.actionSpace) },
        oracle: { _ in RandomAgent(actionSpace: Drift().specification.actionSpace) }))
  }
}
