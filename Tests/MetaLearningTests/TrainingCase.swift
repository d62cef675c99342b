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
  let settings: GradientSettings

  init(
    _ name: String, on distributionName: String = "point-robot/goals",
    _ change: (inout GradientSettings) -> Void = { _ in }
  ) {
    testDescription = "\(name) on \(distributionName)"
    self.distributionName = distributionName
    var settings = GradientSettings()
    settings.tasks = 5
    settings.rollouts = 3
    settings.policy.hidden = [6]
    change(&settings)
    self.settings = settings
  }

  static let all = [
    TrainingCase("MAML, Adam"),
    TrainingCase("MAML, TRPO") { $0.outer.name = .trpo },
    TrainingCase("MAML, Adam, several blocks of rows") { $0.rollouts = 11 },
    TrainingCase("first order") { $0.metaGradient.isFirstOrder = true },
    TrainingCase("joint") { $0.method = .joint },
    TrainingCase("joint, TRPO") {
      $0.method = .joint
      $0.outer.name = .trpo
    },
    TrainingCase("learned rates") {
      $0.inner.learnsRates = true
      $0.inner.steps = 2
    },
    TrainingCase("learned rates, TRPO") {
      $0.inner.learnsRates = true
      $0.outer.name = .trpo
    },
    TrainingCase("three steps, ReLU", on: "cart-pole/reversed") {
      $0.inner.steps = 3
      $0.policy.activation = .relu
    },
    TrainingCase("whole trial", on: "bandit/bernoulli") {
      $0.inner.steps = 4
      $0.metaGradient.countsWholeTrial = true
      $0.advantages.baseline = .mean
      $0.policy.hidden = []
    },
    TrainingCase("whole trial, TRPO", on: "bandit/bernoulli") {
      $0.inner.steps = 2
      $0.metaGradient.countsWholeTrial = true
      $0.outer.name = .trpo
    },
  ]

  /// Every learner with every outer optimiser and estimator that go together.
  static let family = GradientMethod.all.flatMap { learner in
    OuterStep.Name.allCases.flatMap { outer in
      InnerEstimator.allCases.flatMap { estimator in
        // Standard deviations are adapted on one of them, and many steps are taken on the other.
        let name = estimator == .likelihoodRatio ? "point-robot/goals" : "bandit/bernoulli"
        return [
          TrainingCase("\(learner.name), \(outer.rawValue), \(estimator.rawValue)", on: name) {
            $0.method = learner
            $0.outer.name = outer
            $0.metaGradient.estimator = estimator
            $0.inner.steps = 2
            $0.tiny()
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
      seed: seed)
  }
}

extension GradientSettings {
  /// Fewer tasks and rollouts, narrower layers, a smaller context and fewer epochs than any user would
  /// ask for.
  mutating func tiny() {
    tasks = 3
    rollouts = 2
    policy.hidden = [4]
    method.contextSize = 2
    outer.clipped?.epochs = 2
  }
}

extension TrainingLoop {
  /// Runs iterations.
  mutating func run(_ count: Int, workers: Workers) throws -> [UpdateReport] {
    try (0..<count).map { _ in try runIteration(workers: workers) }
  }
}
