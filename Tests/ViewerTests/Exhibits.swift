#if Viewer
import Environments
import Gym
import MetaLearning
import Scoring
import Numerics
import Viewer

/// Adapts for a while, then cannot.
struct Stumbling: Adaptation {
  let adaptation: any Adaptation
  let stepsLeft: Int

  struct Fall: Error, CustomStringConvertible {
    var description: String { "no more steps" }
  }

  func makePlayer() -> any Player { adaptation.makePlayer() }

  func absorb(_ rollouts: Rollouts) throws -> any Adaptation {
    guard stepsLeft > 0 else { throw Fall() }
    return Stumbling(adaptation: try adaptation.absorb(rollouts), stepsLeft: stepsLeft - 1)
  }
}

/// What the tests watch.
enum Exhibits {
  /// A policy that has learned a little of 2-D navigation: enough to get better by adapting.
  static let robot = Result {
    let distribution = try Catalog.distribution(named: "point-robot/goals")
    var settings = LearnerSettings()
    settings.innerLearningRates = [0.5]
    settings.hidden = [32]
    settings.tasks = 10
    settings.lambda = 0.95
    settings.outerLearningRate = 0.01
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    var loop = TrainingLoop(
      learner: learner, distribution: distribution, tasksPerIteration: settings.tasks, seed: 1)
    let workers = Workers(count: 2)
    for _ in 0..<60 { _ = try loop.runIteration(workers: workers) }
    return Watched(
      name: "robot", distribution: distribution,
      source: .policy(
        LivePolicy(adaptation: loop.learner.begin(), stepCount: 3, rolloutCount: 20)))
  }

  /// A policy that has learned nothing yet.
  static func untrained(
    _ name: String, options: [String: String] = [:], stepCount: Int = 2, rolloutCount: Int = 4
  ) throws -> Watched {
    let distribution = try Catalog.distribution(named: name, options: options)
    var settings = LearnerSettings()
    settings.hidden = [8]
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: RandomKey(seed: 1))
    return Watched(
      name: "untrained", distribution: distribution,
      source: .policy(
        LivePolicy(
          adaptation: learner.begin(), stepCount: stepCount, rolloutCount: rolloutCount)))
  }

  /// Recorded trials of an untrained policy.
  static func recording(_ name: String, trialCount: Int) throws -> Watched {
    var watched = try untrained(name)
    guard case .policy(let policy) = watched.source else { return watched }
    let key = RandomKey(seed: 7)
    let trials = try (0..<trialCount).map { number in
      try AdaptationTrial(
        adapting: policy.adaptation,
        to: watched.distribution.task(.test, index: number, key: key), of: watched.distribution,
        stepCount: 2, rolloutCount: 3, key: key.child(.task, number)
      ).recorded(on: watched.distribution)
    }
    watched.source = .replay(trials)
    return watched
  }
}
#endif
