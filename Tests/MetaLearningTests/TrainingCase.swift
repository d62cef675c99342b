import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import Testing

/// A way of learning on a distribution, so small that an iteration takes milliseconds.
struct TrainingCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let distributionName: String
  let settings: LearnerSettings

  init(
    _ name: String, on distributionName: String = "point-robot/goals",
    _ change: (inout LearnerSettings) -> Void = { _ in }
  ) {
    testDescription = "\(name) on \(distributionName)"
    self.distributionName = distributionName
    var settings = LearnerSettings()
    settings.tasks = 5
    settings.rollouts = 3
    settings.hidden = [6]
    change(&settings)
    self.settings = settings
  }

  static let all = [
    TrainingCase("MAML, Adam"),
    TrainingCase("MAML, TRPO") { $0.outer = .trpo },
    TrainingCase("MAML, Adam, several blocks of rows") { $0.rollouts = 11 },
    TrainingCase("first order") { $0.isFirstOrder = true },
    TrainingCase("joint") { $0.learner = .joint },
    TrainingCase("joint, TRPO") {
      $0.learner = .joint
      $0.outer = .trpo
    },
    TrainingCase("learned rates") {
      $0.learnsInnerLearningRates = true
      $0.innerSteps = 2
    },
    TrainingCase("learned rates, TRPO") {
      $0.learnsInnerLearningRates = true
      $0.outer = .trpo
    },
    TrainingCase("three steps, ReLU", on: "cart-pole/reversed") {
      $0.innerSteps = 3
      $0.activation = .relu
    },
    TrainingCase("whole trial", on: "bandit/bernoulli") {
      $0.innerSteps = 4
      $0.countsWholeTrial = true
      $0.baseline = .mean
      $0.hidden = []
    },
    TrainingCase("whole trial, TRPO", on: "bandit/bernoulli") {
      $0.innerSteps = 2
      $0.countsWholeTrial = true
      $0.outer = .trpo
    },
  ]

  /// Every learner with every outer optimiser and estimator that go together.
  static let family = LearnerName.allCases.flatMap { learner in
    OuterOptimizer.allCases.flatMap { outer in
      InnerEstimator.allCases.flatMap { estimator in
        // Standard deviations are adapted on one of them, and many steps are taken on the other.
        let name = estimator == .likelihoodRatio ? "point-robot/goals" : "bandit/bernoulli"
        return [
          TrainingCase("\(learner.rawValue), \(outer.rawValue), \(estimator.rawValue)", on: name) {
            $0.tiny()
            $0.learner = learner
            $0.outer = outer
            $0.estimator = estimator
            $0.innerSteps = 2
          }
        ]
      }
    }
  }.filter { (try? $0.settings.validate()) != nil }

  func distribution() throws -> TaskDistribution {
    try Catalog.distribution(named: distributionName)
  }

  func learner(seed: UInt64 = 7) throws -> MAML {
    MAML(
      settings: settings, specification: try distribution().specification,
      key: RandomKey(seed: seed))
  }

  func loop(seed: UInt64 = 7) throws -> TrainingLoop {
    TrainingLoop(
      learner: try learner(seed: seed), distribution: try distribution(),
      tasksPerIteration: settings.tasks, seed: seed)
  }
}

extension LearnerSettings {
  /// Fewer tasks and rollouts, narrower layers and fewer epochs than any user would ask for.
  mutating func tiny() {
    tasks = 3
    rollouts = 2
    hidden = [4]
    contextSize = 2
    epochs = 2
  }
}

extension TrainingLoop {
  /// Runs iterations.
  mutating func run(_ count: Int, workers: Workers) throws -> [UpdateReport] {
    try (0..<count).map { _ in try runIteration(workers: workers) }
  }
}
