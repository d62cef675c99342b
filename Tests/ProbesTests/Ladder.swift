import Gym
import Numerics

/// A test environment where everything can be counted: a step pays its action, 0 to 9.
///
/// An episode ends by itself after as many steps as the task says.
struct Ladder: Environment {
  struct Task: Sendable {
    var length: Lanes
  }

  struct State: LaneState {
    var steps = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      steps.replace(with: other.steps, where: mask)
    }
  }

  let specification = EnvironmentSpecification(
    name: "ladder", observationSpace: .box(low: [0], high: [9]),
    actionSpace: .discrete(count: 10), horizon: 9,
    parameters: [
      TaskParameter(
        name: "length", meaning: "steps of an episode", defaultValue: 4, legalRange: 1...9)
    ],
    words: EnvironmentWords(
      summary: "Pays its actions.", observation: [], action: "What is paid.",
      reward: "The action.", endOfEpisode: "After the task's number of steps."))

  func makeTask(_ parameters: [Lanes]) -> Task {
    Task(length: parameters[0])
  }

  func reset(task: Task, noise: [Lanes]) -> State {
    State()
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    state.steps += 1
    return StepOutcome(reward: actions[0], isTerminated: state.steps .>= task.length)
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.steps
  }

  /// Episodes of some lengths, all equally likely.
  static func distribution(lengths: [Float] = [2, 3, 4, 5, 6]) -> TaskDistribution {
    TaskDistribution(
      name: "lengths", summary: "The length varies.", environment: Ladder(),
      train: TaskRegion([.choices(lengths)]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: .discrete(count: 10)) },
        oracle: { _ in RandomAgent(actionSpace: .discrete(count: 10)) }))
  }
}
