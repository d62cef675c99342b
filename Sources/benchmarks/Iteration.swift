import Environments
import Gym
import Measuring
import MetaLearning
import Networks
import Numerics
import Tensors

/// One iteration of training of any learner, always the same one, from the initial policy.
protocol TrainingIteration: Sendable {
  /// Runs the iteration.
  @discardableResult
  func run(on workers: Workers) throws -> Iteration.Outcome
}

/// One iteration of a gradient-based learner.
struct Iteration: TrainingIteration {
  let settings: GradientSettings
  let distribution: TaskDistribution
  private let learner: MAML
  /// The same learner as a generic type, for checks.
  ///
  /// It is not timed: this module calls the unspecialized code, which takes almost twice as long.
  private let core: GradientLearner<Float>
  private let tasks: [[Float]]
  private let key = RandomKey(seed: 5)

  /// Draws the tasks and the initial policy.
  init(_ settings: GradientSettings, on distribution: TaskDistribution) throws {
    self.settings = settings
    self.distribution = distribution
    let key = RandomKey(seed: 1)
    learner = MAML(settings: settings, specification: distribution.specification, key: key)
    core = GradientLearner(
      settings: settings,
      policy: Policy(settings: settings, specification: distribution.specification), key: key)
    tasks = try (0..<settings.tasks).map { try distribution.task(.train, index: $0, key: key) }
  }

  /// The reference configuration, perhaps with changes: 2-D navigation, 20 tasks x 20 rollouts x 100
  /// steps before and after one inner step, exact second order, a linear baseline for each block.
  static func reference(_ change: (inout GradientSettings) -> Void = { _ in }) throws -> Iteration {
    var settings = GradientSettings()
    change(&settings)
    return try Iteration(settings, on: ReferenceTask.distribution())
  }

  /// The result of an iteration.
  struct Outcome: Equatable {
    var report: UpdateReport
    var state: NamedArrays

    /// The initial parameters of the policy, in the order of its layout.
    var parameters: [Double] {
      state.arrays.filter { $0.name.hasPrefix("policy/") }.flatMap { $0.values.map(Double.init) }
    }
  }

  /// Runs the iteration.
  @discardableResult
  func run(on workers: Workers) throws -> Outcome {
    var copy = learner
    let batch = MetaBatch(tasks: tasks, distribution: distribution, key: key)
    let report = try copy.update(on: batch, workers: workers)
    return Outcome(report: report, state: copy.knowledge.adding(copy.progress))
  }

  /// Adapts to the tasks of the meta-batch as `run` does, with the same rollouts.
  func adaptedTasks() throws -> [AdaptedTask<Float>] {
    try tasks.enumerated().map { index, task in
      try core.adapt(to: task, of: distribution, key: key.child(.task, index))
    }
  }
}

// MARK: - Checks

extension Iteration {
  /// Compares a small meta-batch with the plain reference, and the whole one on one thread with two.
  ///
  /// - Parameters:
  ///   - subject: The name of the subject that is checked.
  ///   - steps: Environment steps that an iteration must take.
  /// - Throws: `WrongResult` if anything differs.
  func check(for subject: String, steps: Int) throws {
    var settings = settings
    settings.tasks = 2
    // Eight rollouts of 100 steps are more rows than one pass through the network takes.
    settings.rollouts = min(8, settings.rollouts)
    let small = try Iteration(settings, on: distribution)
    try small.checkGradient(for: subject)
    if settings.outer.name == .trpo { try small.checkTrustRegion(for: subject) }
    let one = try run(on: Workers(count: 1))
    let two = try run(on: Workers(count: 2))
    guard one == two else {
      throw WrongResult(subject: subject, finding: "one and two threads differ")
    }
    guard one.report.environmentSteps == steps else {
      throw WrongResult(
        subject: subject, finding: "\(one.report.environmentSteps) steps were taken, not \(steps)")
    }
  }

  private func checkGradient(for subject: String) throws {
    let adapted = try adaptedTasks()
    let objective = MetaObjective(settings: settings, tasks: adapted)
    let found = try objective.meanGradient(workers: Workers(count: 1)).parameters
    var expected = found.map { _ in 0.0 }
    for task in adapted {
      VectorMath.add(
        PlainMetaGradient(task).value, times: 1 / Double(adapted.count), to: &expected)
    }
    let difference = VectorMath.sum(found.map(Double.init), expected, times: -1)
    let error = VectorMath.norm(difference) / VectorMath.norm(expected)
    // Single precision leaves about 1e-6. A NaN fails the comparison.
    guard error < 1e-4 else {
      throw WrongResult(
        subject: subject, finding: "the meta-gradient is wrong by \(error) of its length")
    }
  }

  /// Checks that a step has the length of the trust region, and gains more than a step of the same
  /// length along the gradient.
  ///
  /// The length includes the damping of the curvature, as in the step itself.
  private func checkTrustRegion(for subject: String) throws {
    var (settings, region) = (settings, TrustRegionSettings(maximumDivergence: 1e-5))
    region.damping = 1e-2
    settings.outer = .trustRegion(region)
    let short = try Iteration(settings, on: distribution)
    let initial = short.core.point.parameters.map(Double.init)
    let moved = try short.run(on: Workers(count: 1)).parameters
    let tasks = try short.adaptedTasks().map(PlainMetaGradient.init)
    func outcome(_ parameters: [Double]) -> (gain: Double, length: Double) {
      let change = VectorMath.sum(parameters, initial, times: -1)
      let damped = region.damping / 2 * VectorMath.dot(change, change)
      return tasks.map { $0.outcome(of: parameters) }.reduce((0, damped)) {
        ($0.0 + $1.gain / Double(tasks.count), $0.1 + $1.divergence / Double(tasks.count))
      }
    }
    // A tenth of the step, so that divergences are quadratic in every parameter.
    let found = outcome(
      VectorMath.sum(initial, VectorMath.sum(moved, initial, times: -1), times: 0.1))
    // The line search may shorten a step that is slightly too long once, to 0.8.
    let length = 100 * found.length
    guard (0.6...1.02).contains(length / region.maximumDivergence) else {
      throw WrongResult(
        subject: subject,
        finding:
          "a step of divergence \(region.maximumDivergence) has \(length)")
    }
    var gradient = initial.map { _ in 0.0 }
    for task in tasks { VectorMath.add(task.value, to: &gradient) }
    let trial = 1e-2 / VectorMath.norm(gradient)
    let tried = outcome(VectorMath.sum(initial, gradient, times: trial))
    let equal = trial * (found.length / tried.length).squareRoot()
    let plain = outcome(VectorMath.sum(initial, gradient, times: equal))
    guard found.gain > plain.gain else {
      throw WrongResult(
        subject: subject,
        finding: "its step gains \(found.gain), but one along the gradient \(plain.gain)")
    }
  }
}
