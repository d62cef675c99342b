import Gym
import MetaLearning
import Numerics

/// A test environment where everything can be counted: a step pays its action, 0 to 9.
///
/// An episode ends by itself after as many steps as the task says.
struct Ladder: Environment {
  struct Task: Sendable {
    var length: Float
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

  func makeTask(_ parameters: [Float]) -> Task {
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

  /// Episodes of 2 to 6 steps; the oracle always gets 9, the blind player 5.
  static func distribution(lengths: [Float] = [2, 3, 4, 5, 6]) -> TaskDistribution {
    TaskDistribution(
      name: "lengths", summary: "The length varies.", environment: Ladder(),
      train: TaskRegion([.choices(lengths)]),
      referencePlayers: ReferencePlayers(
        blind: { ConstantPlayer(action: 5) }, oracle: { _ in ConstantPlayer(action: 9) },
        learners: [
          NamedPlayer(name: "climber", summary: "Does 1 more after each block of episodes.") {
            ClimbingPlayer()
          }
        ]))
  }

  /// The same, with longer episodes as the shifted split.
  static func shiftingDistribution() -> TaskDistribution {
    var distribution = distribution(lengths: [2, 3, 4])
    distribution.regions[.shifted] = TaskRegion([.choices([7, 8, 9])])
    return distribution
  }
}

/// Climbs the ladder by one after each block of rollouts, as `Climbing` does.
struct ClimbingPlayer: Player {
  private var player = ConstantPlayer(action: 0)

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    player.act(at: moment, actions: &actions)
  }

  mutating func learn(from rollouts: Rollouts) { player.action = min(9, player.action + 1) }
}

/// Always does the same.
struct ConstantPlayer: Player {
  var action: Float

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    for index in actions.indices { actions[index] = action }
  }
}

/// An adaptation that climbs the ladder by so much with each block of rollouts.
struct Climbing: Adaptation {
  var action: Float = 0
  var rate: Float = 1
  /// How many episodes it wants each time.
  var rolloutCount: Int?
  /// The step at which it fails, if any.
  var failingStep: Int?
  var stepCount = 0

  struct WrongRollouts: Error {}

  func makePlayer() -> any Player {
    ConstantPlayer(action: action)
  }

  func absorb(_ rollouts: Rollouts) throws -> any Adaptation {
    if stepCount + 1 == failingStep {
      throw LearnerError.notFiniteAdaptation(step: stepCount + 1, count: 1, firstName: "action")
    }
    guard
      rollouts.episodeCount == rolloutCount ?? rollouts.episodeCount,
      rollouts.actions.allSatisfy({ $0 == action })
    else { throw WrongRollouts() }
    var next = self
    next.action = min(9, action + rate)
    next.stepCount += 1
    return next
  }
}

/// An adaptation that plays at random and learns nothing.
struct Guessing: Adaptation {
  func makePlayer() -> any Player {
    RandomPlayer(actionSpace: Ladder().specification.actionSpace)
  }

  func absorb(_ rollouts: Rollouts) -> any Adaptation { self }
}
