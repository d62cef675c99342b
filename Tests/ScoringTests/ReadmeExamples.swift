import Environments
import Gym
import MetaLearning
import Numerics
import Scoring

// The examples of README.md, word for word: `ReadmeTests` compares them.

/// Runs the loop; compiled here, too long to run in a test.
func runReadmeLoop() throws {
  let distribution = try Catalog.distribution(named: "point-robot/goals")
  var settings = GradientSettings()
  settings.inner.steps = 3
  settings.inner.learningRates = [0.1]
  settings.inner.learnsRates = true
  settings.outer = .adam(AdamSettings(learningRate: 0.001, rateLearningRate: 0.01))
  settings.metaGradient.countsWholeTrial = true
  settings.advantages.lambda = 0.95
  settings.policy.initialStandardDeviation = 0.4
  let key = RandomKey(seed: 1)
  let learner = MAML(settings: settings, specification: distribution.specification, key: key)
  var loop = TrainingLoop(learner: learner, distribution: distribution, seed: 1)
  let workers = Workers(count: Workers.availableProcessorCount)
  for _ in 1...200 {
    let report = try loop.runIteration(workers: workers)
    print(loop.iteration, report.blockReturns)
  }

  var agent = loop.learner.makeAgent()
  let trial = try distribution.play(
    TrialPlan(blockCount: 4, episodesPerBlock: 20), on: [0.3, -0.2], by: &agent,
    key: key.child(.scoring))
  print(trial.meanReturns)
}

/// A cart on a rail with a side wind it cannot see; it is paid for staying near the middle.
struct WindyRail: Environment {
  struct Task: Sendable {
    let wind: Lanes
  }

  struct State: LaneState {
    var x: Lanes

    mutating func replace(with other: State, where mask: LaneMask) {
      x.replace(with: other.x, where: mask)
    }
  }

  let specification = EnvironmentSpecification(
    name: "windy-rail",
    observationSpace: .box(low: [-.infinity], high: [.infinity]),
    actionSpace: .box(low: [-1], high: [1]),
    horizon: 50,
    parameters: [
      TaskParameter(name: "wind", meaning: "push per step", defaultValue: 0, legalRange: -1...1)
    ],
    resetNoiseCount: 1,
    words: EnvironmentWords(
      summary: "A cart on a rail with a side wind it cannot see.",
      observation: [.init(name: "x", meaning: "distance from the middle")],
      action: "The move in tenths, clipped to [-1, 1].",
      reward: "Minus the distance from the middle.",
      endOfEpisode: "Never ends by itself; it is cut after 50 steps."))

  func makeTask(_ parameters: [Lanes]) -> Task { Task(wind: parameters[0]) }

  func reset(task: Task, noise: [Lanes]) -> State { State(x: noise[0] * 2 - 1) }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    let action = actions[0].replacing(with: 1, where: actions[0] .> 1)
      .replacing(with: -1, where: actions[0] .< -1)
    state.x += action * 0.1 + task.wind
    return .transition(reward: -(state.x * state.x).squareRoot())
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.x
  }
}

/// Steers to the middle against the wind it believes in.
struct RailAgent: Agent {
  let wind: Float

  mutating func act(on view: View, actions: inout [Float]) {
    for row in actions.indices {
      actions[row] = max(-1, min(1, -(view.observations[row] + wind) / 0.1))
    }
  }
}

extension WindyRail {
  static func winds() -> TaskDistribution {
    TaskDistribution(
      name: "winds", summary: "The wind varies; only the drift tells how it blows.",
      environment: WindyRail(),
      train: TaskRegion([.uniform(-0.05...0.05)]),
      shifted: TaskRegion([.intervals([-0.08 ... -0.05, 0.05...0.08])]),
      referenceAgents: ReferenceAgents(
        blind: { RailAgent(wind: 0) }, oracle: { RailAgent(wind: $0[0]) }))
  }
}
