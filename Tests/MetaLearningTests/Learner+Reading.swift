import Gym
import MetaLearning
import Numerics

extension Learner {
  /// Everything that changes during training.
  var state: NamedArrays { knowledge.adding(progress) }

  /// Restores everything that changes during training.
  mutating func restore(_ state: NamedArrays) throws {
    try restore(knowledge: state, progress: state)
  }

  /// Updates on tasks.
  mutating func update(
    on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
  ) throws -> UpdateReport {
    try update(
      on: MetaBatch(tasks: tasks, distribution: distribution, key: key), workers: workers)
  }
}

/// The columns of gradient learners.
extension UpdateReport {
  var divergence: Double { self["klDivergence"] ?? .nan }
  var lineSearchStep: Int? { self["lineSearchStep"].map { Int($0) } }
  var gradientNorm: Double { self["gradientNorm"] ?? .nan }
  var entropy: Double { self["entropy"] ?? .nan }
  var logStandardDeviation: Double? { self["logStandardDeviation"] }
  var tasksAtDeviationLimit: Int? { self["tasksAtStandardDeviationLimit"].map { Int($0) } }
  var innerLearningRate: Double? { self["innerLearningRate"] }

  var standardDeviations: ClosedRange<Double>? {
    guard let lowest = self["lowestStandardDeviation"],
      let highest = self["highestStandardDeviation"]
    else { return nil }
    return lowest...highest
  }
}
