#if Viewer
import Environments
import Gym
import MetaLearning
import Scoring
import Numerics
import Viewer

/// Adapts for some steps, then fails.
struct FailingAgent: Agent {
  var agent: any Agent
  var stepsLeft: Int

  struct Failure: Error, CustomStringConvertible {
    var description: String { "no more steps" }
  }

  mutating func begin(_ block: Block) { agent.begin(block) }

  mutating func act(on view: View, actions: inout [Float]) {
    agent.act(on: view, actions: &actions)
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    guard stepsLeft > 0 else { throw Failure() }
    try agent.absorb(rollouts)
    stepsLeft -= 1
  }
}

/// Agents with a memory for each of 30 copies: a block of another size makes their actions NaN.
struct ManyMemoriesAgent: Agent {
  var experience: Experience { .separate }
  private var copyCount = 0

  mutating func begin(_ block: Block) { copyCount = block.copyCount }

  func act(on view: View, actions: inout [Float]) {
    for index in actions.indices { actions[index] = copyCount == 30 ? 0.05 : .nan }
  }
}

/// What the tests show in windows.
enum SampleContents {
  /// A policy with a little training in 2-D navigation: enough that adaptation helps.
  static let robot = Result {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    var settings = GradientSettings()
    settings.inner.learningRates = [0.5]
    settings.policy.hidden = [32]
    settings.tasks = 10
    settings.advantages.lambda = 0.95
    settings.outer.adam?.learningRate = 0.01
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    var loop = TrainingLoop(
      learner: learner, distribution: distribution, seed: 1)
    let workers = Workers(count: 2)
    for _ in 0..<60 { _ = try loop.runIteration(workers: workers) }
    return ViewerContent(
      name: "robot", distribution: distribution,
      source: .policy(
        LivePolicy(agent: loop.learner.makeAgent(), stepCount: 3, rolloutCount: 20)))
  }

  /// An untrained policy.
  static func untrained(
    _ name: String, options: [String: String] = [:], stepCount: Int = 2, rolloutCount: Int = 4
  ) throws -> ViewerContent {
    let distribution = try Catalog.distribution(named: name, options: options)
    var settings = GradientSettings()
    settings.policy.hidden = [8]
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    return ViewerContent(
      name: "untrained", distribution: distribution,
      source: .policy(
        LivePolicy(
          agent: learner.makeAgent(), stepCount: stepCount, rolloutCount: rolloutCount)))
  }

  /// Recorded trials of an untrained policy.
  static func recording(_ name: String, trialCount: Int) throws -> ViewerContent {
    var content = try untrained(name)
    guard case .policy(let policy) = content.source else { return content }
    let key = RandomKey(seed: 7)
    let trials = try (0..<trialCount).map { number in
      var agent = policy.agent
      return try content.distribution.play(
        TrialPlan(blockCount: 3, episodesPerBlock: 3),
        on: content.distribution.task(.test, index: number, key: key), by: &agent,
        key: key.child(.task, number), recordsStates: true)
    }
    content.source = .replay(trials)
    return content
  }
}
#endif
