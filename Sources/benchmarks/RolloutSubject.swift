import Environments
import Gym
import Measuring
import MetaLearning
import Networks
import Numerics
import Tensors

/// Rollouts of the reference policy on one thread: 20 tasks, 20 episodes each, 100 steps.
struct RolloutSubject: Subject {
  let name = "rollouts of 2-64-64-2, 20 tasks x 20 copies, one thread"

  func check() throws {
    // With tiny standard deviations the actions are the means.
    let means = try TaskRollouts(initialStandardDeviation: 1e-6)
    let meanErrors = try residuals(of: means)
    guard let largest = meanErrors.map(abs).max(), largest < 1e-4 else {
      throw WrongResult(
        subject: name, finding: "mean actions are wrong by \(meanErrors.map(abs).max() ?? 0)")
    }
    let noise = try residuals(of: TaskRollouts(initialStandardDeviation: 1))
    let count = Double(noise.count)
    let mean = noise.reduce(0, +) / count
    let variance = noise.reduce(0) { $0 + $1 * $1 } / count
    // Five standard errors of the mean and of the variance of standard normal numbers.
    guard abs(mean) < 5 / count.squareRoot(), abs(variance - 1) < 5 * (2 / count).squareRoot()
    else {
      throw WrongResult(
        subject: name, finding: "noise has mean \(mean) and variance \(variance), not 0 and 1")
    }
  }

  /// The differences of the actions on four tasks from the plain policy's means.
  ///
  /// - Throws: `WrongResult` if positions or rewards differ from those that the actions lead to.
  private func residuals(of setting: TaskRollouts) throws -> [Double] {
    let policy = PlainPolicy(setting.policy)
    let parameters = setting.parameters.map(Double.init)
    var residuals: [Double] = []
    for number in 0..<4 {
      let rollouts = setting.play(task: number)
      guard rollouts.stepCount == 2000 else {
        throw WrongResult(
          subject: name, finding: "\(rollouts.stepCount) steps were taken, not 2000")
      }
      let goal = setting.tasks[number].map(Double.init)
      for episode in 0..<rollouts.episodeCount {
        var position = [0.0, 0]
        for row in rollouts.rows(ofEpisode: episode) {
          let observation = (0..<2).map { Double(rollouts.observations[2 * row + $0]) }
          let actions = (0..<2).map { Double(rollouts.actions[2 * row + $0]) }
          let means = policy.outputs(observation, parameters)
          var (offset, distance) = (0.0, 0.0)
          for k in 0..<2 {
            residuals.append(actions[k] - means[k])
            offset = max(offset, abs(observation[k] - position[k]))
            position[k] += 0.1 * min(1, max(-1, actions[k]))
            distance += (position[k] - goal[k]) * (position[k] - goal[k])
          }
          guard offset < 1e-4, abs(Double(rollouts.rewards[row]) + distance.squareRoot()) < 1e-4
          else {
            throw WrongResult(
              subject: name, finding: "row \(row) differs from what its actions lead to")
          }
        }
      }
    }
    return residuals
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let setting = try TaskRollouts(initialStandardDeviation: 1)
    // The work of the rollouts, four times over: 4 · 40,000 · 8,704 floating-point operations in
    // products, and 4 · 40,000 · 128 tangents.
    let products = MatrixProducts(count: 85)
    let values = Tensor(UniformArray.make(64_000, 3), shape: Shape(1000, 64))
    let times = bench.secondsInTurns {
      products.run()
      withoutRecording { for _ in 0..<320 { _ = values.tanh } }
    } _: {
      for _ in 0..<4 {
        for task in setting.tasks.indices { _ = setting.play(task: task) }
      }
    }
    return SubjectResult(
      name, inTurns: times, work: 160_000, unit: "steps/s", worth: 1, of: "sgemm and tanh")
  }
}

/// The rollouts of the reference configuration: distribution, policy and tasks.
struct TaskRollouts: Sendable {
  let distribution: TaskDistribution
  let policy: Policy
  let parameters: [Float]
  let tasks: [[Float]]
  private let key = RandomKey(seed: 1)

  /// Draws the tasks and an initial policy, and makes its last layer 100 times as large.
  ///
  /// - Parameters:
  ///   - initialStandardDeviation: The standard deviation of the actions.
  ///   - distribution: Where tasks come from; by default that of the reference configuration.
  /// - Throws: What the catalog throws.
  init(initialStandardDeviation: Float, distribution: TaskDistribution? = nil) throws {
    let distribution = try distribution ?? ReferenceTask.distribution()
    self.distribution = distribution
    let policy = Policy(
      settings: GradientSettings(), specification: distribution.specification)
    self.policy = policy
    var parameters = policy.initialParameters(
      key: key, initialStandardDeviation: initialStandardDeviation)
    for index in policy.lastLayerRange { parameters[index] *= 100 }
    self.parameters = parameters
    tasks = try (0..<20).map { [key] in try distribution.task(.train, index: $0, key: key) }
  }

  /// Plays 20 episodes of a task.
  func play(task index: Int) -> Rollouts {
    var player = PolicyAgent<Float>(policy: policy, parameters: parameters)
    return distribution.rollouts(20, of: tasks[index], by: &player, key: key.child(.task, index))
  }
}
