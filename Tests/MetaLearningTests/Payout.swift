import Gym
import MetaLearning
import Networks
import Tensors

/// A test environment that pays a fixed amount for every step, whatever it is: the task's parameter.
///
/// The observation counts steps, an action is one of two, five steps make an episode.
struct Payout: Environment {
  struct Task: Sendable {
    var amount: Float
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
        name: "amount", meaning: "what every step pays", defaultValue: 1, legalRange: -10...10)
    ],
    words: EnvironmentWords(
      summary: "Pays.", observation: [], action: "Ignored.", reward: "The amount.",
      endOfEpisode: "After five steps."))

  func makeTask(_ parameters: [Float]) -> Task {
    Task(amount: parameters[0])
  }

  func reset(task: Task, noise: [Lanes]) -> State {
    State()
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    state.steps += 1
    // Alternates, so that finite amounts leave advantages that differ.
    let isOdd = actions[0] .== 1
    return .transition(
      reward: Lanes(repeating: task.amount).replacing(with: 0, where: isOdd))
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.steps
  }

  /// Tasks that pay one of the amounts for action 0, and nothing for action 1.
  static func distribution(amounts: [Float]) -> TaskDistribution {
    TaskDistribution(
      name: "amounts", summary: "The amount varies.", environment: Payout(),
      train: TaskRegion([.choices(amounts)]),
      referencePlayers: ReferencePlayers(
        blind: { RandomPlayer(actionSpace: .discrete(count: 2)) },
        oracle: { _ in RandomPlayer(actionSpace: .discrete(count: 2)) }))
  }
}
