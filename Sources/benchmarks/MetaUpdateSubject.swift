import Environments
import Gym
import MetaLearning
import Tensors

/// One iteration of the reference configuration: 2-D navigation, 20 tasks x 20 rollouts x 100 steps
/// before and after one inner step, exact second order, linear baseline refitted per task.
struct MetaUpdateSubject: Subject {
  let outer: OuterOptimizer
  var width = 64

  var name: String { "2-D navigation, MAML, \(outer.rawValue), one iteration, \(width)" }

  /// Work per transition in forward passes: Adam's 2 sampling, 3 inner and 3 outer gradient and 6 for
  /// the Hessian-vector product over 40,000 transitions of each kind; TRPO adds ten curvature
  /// products of 16.
  private var flops: Double {
    40_000 * Double(2 * (4 * width + width * width)) * (outer == .adam ? 14 : 174)
  }

  func check() throws {
    // The surrogate's curvature must be symmetric, and a second run must give the same bits.
    var (first, distribution, tasks) = try make()
    var second = first
    let workers = Workers(count: 1)
    let reportOne = try first.update(
      on: tasks, of: distribution, workers: workers, key: RandomKey(seed: 5))
    let reportTwo = try second.update(
      on: tasks, of: distribution, workers: Workers(count: 2), key: RandomKey(seed: 5))
    guard reportOne == reportTwo, first.state == second.state else {
      throw WrongResult(subject: name, finding: "one and two threads differ")
    }
    guard reportOne.environmentSteps == 80_000 else {
      throw WrongResult(
        subject: name, finding: "\(reportOne.environmentSteps) steps were taken, not 80,000")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let (learner, distribution, tasks) = try make()
    let times = try bench.seconds {
      var copy = learner
      _ = try copy.update(
        on: tasks, of: distribution, workers: bench.workers, key: RandomKey(seed: 5))
    }
    return Result(
      name, times: times, work: 1, unit: "iterations/s", flops: flops, sgemm: sgemm)
  }

  private func make() throws -> (MAML, TaskDistribution, [[Float]]) {
    let distribution = try ReferenceTask.endless(
      Catalog.distribution(named: "point-robot/goals"))
    var settings = LearnerSettings()
    settings.outer = outer
    settings.hidden = [width, width]
    let key = RandomKey(seed: 1)
    let learner = MAML(
      settings: settings, specification: distribution.specification, key: key)
    let tasks = try (0..<settings.tasks).map {
      try distribution.task(.train, index: $0, key: key)
    }
    return (learner, distribution, tasks)
  }
}
