import Environments
import Gym
import MetaLearning
import Networks
import Tensors

/// Rollouts of the reference policy: 20 tasks, 20 episodes each, 100 steps, on all threads.
struct RolloutSubject: Subject {
  let name = "rollouts of 2-64-64-2, 20 tasks x 20 copies"

  func check() throws {
    let rollouts = try collect(task: 0)
    guard rollouts.stepCount == 2000, rollouts.episodeReturns.allSatisfy(\.isFinite) else {
      throw WrongResult(
        subject: name, finding: "\(rollouts.stepCount) steps were taken, not 2000")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let times = try bench.seconds {
      _ = try bench.workers.map(20) { task in try collect(task: task).stepCount }
    }
    return Result(
      name, times: times, work: 40_000, unit: "steps/s",
      flops: 40_000 * ReferenceTask.forwardFlops, sgemm: sgemm)
  }

  private func collect(task index: Int) throws -> Rollouts {
    let distribution = try ReferenceTask.endless(
      Catalog.distribution(named: "point-robot/goals"))
    let policy = MLPPolicy(
      settings: LearnerSettings(), specification: distribution.specification)
    let key = RandomKey(seed: 1)
    let task = try distribution.task(.train, index: index, key: key)
    var player = PolicyPlayer<Float>(
      policy: policy, parameters: policy.initialParameters(key: key))
    return distribution.rollouts(20, of: task, by: &player, key: key.child(.task, index))
  }
}
