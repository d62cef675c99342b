import Gym
import MetaLearning
import Networks
import Numerics
import Tensors

/// A test environment whose first action pays the task's parameter, finite or not, the second nothing.
///
/// The observation counts steps; five steps make an episode.
struct Payout: Environment {
  struct Task: Sendable {
    var amount: Lanes
  }

  struct State: LaneState {
    var steps = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      steps.replace(with: other.steps, where: mask)
    }
  }

  let specification = EnvironmentSpecification(
    name: "payout", observationSpace: .box(low: [0], high: [5]), actionSpace: .discrete(count: 2),
    horizon: 5,
    parameters: [
      TaskParameter(
        name: "amount", meaning: "what action 0 pays", defaultValue: 1, legalRange: -10...10)
    ],
    words: EnvironmentWords(
      summary: "Pays.", observation: [], action: "0 is paid, 1 is not.", reward: "The amount.",
      endOfEpisode: "After five steps."))

  func makeTask(_ parameters: [Lanes]) -> Task {
    Task(amount: parameters[0])
  }

  func reset(task: Task, noise: [Lanes]) -> State {
    State()
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    state.steps += 1
    return .transition(
      reward: task.amount.replacing(with: 0, where: actions[0] .== 1))
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.steps
  }

  /// Tasks that pay one of the amounts for action 0, and nothing for action 1.
  static func distribution(amounts: [Float]) -> TaskDistribution {
    TaskDistribution(
      name: "amounts", summary: "The amount varies.", environment: Payout(),
      train: TaskRegion([.choices(amounts)]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: .discrete(count: 2)) },
        oracle: { _ in RandomAgent(actionSpace: .discrete(count: 2)) }))
  }
}
