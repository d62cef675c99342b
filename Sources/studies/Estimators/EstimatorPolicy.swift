import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors

/// The policy at which estimators are compared: one for `point-robot/goals` in the middle of training,
/// when adaptation helps and there is still much to learn.
///
/// At random initial parameters curvature hardly matters, and towards the end of training gradients
/// are mostly noise.
///
/// The settings are those of the study and do not follow the program: one inner step at rate 0.5,
/// λ = 0.95, Adam at rate 0.002, and otherwise the defaults of `LearnerSettings`. They were the defaults
/// of `fledge train point-robot/goals` when the study was designed; those are now three learned steps on the
/// whole trial.
struct EstimatorPolicy: Sendable {
  /// Iterations of MAML with the likelihood ratio and Adam.
  let iterationCount: Int
  let distribution: TaskDistribution
  let settings: GradientSettings
  let point: MetaVector<Float>

  /// The key of everything measured, apart from the addresses that the policy was trained on.
  private static let measuring = RandomKey(seed: 1).child(.measurement)

  /// Trains the policy.
  init(iterationCount: Int, workers: Workers) throws {
    self.iterationCount = iterationCount
    distribution = try Catalog.distribution(named: "point-robot/goals")
    var settings = GradientSettings()
    // What `fledge train point-robot/goals` trains with.
    settings.inner.learningRates = [0.5]
    settings.advantages.lambda = 0.95
    settings.outer.adam?.learningRate = 0.002
    self.settings = settings
    let root = RandomKey(seed: 1)
    var learner = GradientLearner<Float>(
      settings: settings,
      policy: Policy(settings: settings, specification: distribution.specification), key: root)
    for iteration in 0..<iterationCount {
      _ = try learner.update(
        on: Self.tasks(settings.tasks, of: distribution, block: iteration, key: root),
        of: distribution, workers: workers, key: root.child(.iteration, iteration))
    }
    point = learner.point
  }

  /// A learner that continues from the policy.
  func learner(
    _ variant: MetaGradientVariant, outer: OuterStep.Name = .adam
  ) -> GradientLearner<Float> {
    var settings = variant.settings(settings)
    settings.outer.name = outer
    var learner = GradientLearner<Float>(
      settings: settings,
      policy: Policy(settings: settings, specification: distribution.specification),
      key: RandomKey(seed: 1))
    learner.point = point
    return learner
  }

  /// Runs one iteration of a learner on the meta-batch of a number, and discards the result.
  func update(_ learner: GradientLearner<Float>, number: Int, workers: Workers) throws {
    var learner = learner
    _ = try learner.update(
      on: tasks(number), of: distribution, workers: workers, key: Self.key(number))
  }

  /// The meta-batch of a number: its own tasks, with rollouts before and after adaptation.
  func metaBatch(_ number: Int, workers: Workers) throws -> [AdaptedTask<Float>] {
    let tasks = try tasks(number)
    let learner = learner(.firstOrder)
    let (distribution, key) = (distribution, Self.key(number))
    return try workers.map(tasks.count) { index in
      try learner.adapt(to: tasks[index], of: distribution, key: key.child(.task, index))
    }
  }

  private func tasks(_ number: Int) throws -> [[Float]] {
    try Self.tasks(settings.tasks, of: distribution, block: number, key: Self.measuring)
  }

  private static func key(_ number: Int) -> RandomKey { measuring.child(.iteration, number) }

  private static func tasks(
    _ count: Int, of distribution: TaskDistribution, block: Int, key: RandomKey
  ) throws -> [[Float]] {
    try (0..<count).map { try distribution.task(.train, index: block * count + $0, key: key) }
  }
}
