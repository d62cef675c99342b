import Gym
import MetaLearning
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

  /// Episodes of 2 to 6 steps; the oracle always gets 9, the blind agent 5.
  static func distribution(lengths: [Float] = [2, 3, 4, 5, 6]) -> TaskDistribution {
    TaskDistribution(
      name: "lengths", summary: "The length varies.", environment: Ladder(),
      train: TaskRegion([.choices(lengths)]),
      referenceAgents: ReferenceAgents(
        blind: { ConstantAgent(action: 5) }, oracle: { _ in ConstantAgent(action: 9) },
        learners: [
          NamedAgent(
            name: "climber", summary: "Does 1 more after each block of episodes.", agent: Climbing()
          )
        ]))
  }

  /// The same, with longer episodes as the shifted split.
  static func shiftingDistribution() -> TaskDistribution {
    var distribution = distribution(lengths: [2, 3, 4])
    distribution.regions[.shifted] = TaskRegion([.choices([7, 8, 9])])
    return distribution
  }
}

/// Always does the same.
struct ConstantAgent: Agent {
  var action: Float

  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = action }
  }
}

/// An agent that climbs the ladder by a fixed rate after each block of rollouts.
struct Climbing: Agent {
  var action: Float = 0
  var rate: Float = 1
  /// How many episodes it expects each time.
  var rolloutCount: Int?
  /// The step at which it fails, if any.
  var failingStep: Int?
  /// Whether each copy counts as an agent in a trial of its own.
  var experience = Experience.pooled
  var stepCount = 0

  struct WrongRollouts: Error {}

  mutating func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = action }
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    if stepCount + 1 == failingStep {
      throw LearnerError.notFiniteAdaptation(step: stepCount + 1, count: 1, firstName: "action")
    }
    guard
      rollouts.episodeCount == rolloutCount ?? rollouts.episodeCount,
      rollouts.actions.allSatisfy({ $0 == action })
    else { throw WrongRollouts() }
    action = min(9, action + rate)
    stepCount += 1
  }
}

/// An agent that plays at random and learns nothing.
struct Guessing: Agent {
  private var agent = RandomAgent(actionSpace: Ladder().specification.actionSpace)

  mutating func begin(_ block: Block) { agent.begin(block) }

  mutating func act(on view: View, actions: inout [Float]) {
    agent.act(on: view, actions: &actions)
  }
}
