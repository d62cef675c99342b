import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// What the score functions of support rollouts are weighted with, worked out by hand.
struct ScoreWeightTests {
  private let workers = Workers(count: 1)

  /// Returns and lengths of each stage, and what advantages were divided by, for one task.
  private struct Stages {
    var returns: [Double]
    var lengths: [Double]
    var scales: [Double]
  }

  private func tasks(_ test: ObjectiveCase, _ stages: [Stages]) -> [AdaptedTask<Double>] {
    let tasks = test.tasks(count: stages.count) { stages[$0].scales[$1] }
    return zip(tasks, stages).map { task, stages in
      var task = task
      task.record.meanReturns = stages.returns
      task.record.meanLengths = stages.lengths
      return task
    }
  }

  /// The meta-gradients with weights from the tasks' records and with those worked out by hand.
  private func expectWeights(
    _ weights: [[Double]], of stages: [Stages], terms: ObjectiveCase.Terms = .score
  ) throws {
    for kind in PolicyCase.small {
      let test = ObjectiveCase(kind: kind, stepCount: weights[0].count, terms: terms)
      let tasks = tasks(test, stages)
      func gradient(_ weights: [[Double]]?) throws -> [Double] {
        try MetaObjective(settings: test.settings, tasks: tasks, scoreWeights: weights)
          .meanGradient(workers: workers).flattened
      }
      let found = try gradient(nil)
      expectClose(found, try gradient(weights), within: .absolute(1e-12))
      for index in weights.indices {
        for k in weights[index].indices where weights[index][k] != 0 {
          var other = weights
          other[index][k] *= 1.001
          let moved = VectorMath.sum(found, try gradient(other), times: -1)
          #expect(VectorMath.norm(moved) > 1e-6, "weight \(index), \(k) makes no difference")
        }
      }
    }
  }

  /// Over the mean of the others: 4 - (10 + 1)/2 = -1.5, 10 - (4 + 1)/2 = 7.5, 1 - (4 + 10)/2 = -6;
  /// a mean step's advantage is a return over length and scale: 2 · 3, 4 · 0.5, 5 · 2, on average 6.
  @Test func `three tasks match hand-worked numbers`() throws {
    try expectWeights(
      [[-0.25], [1.25], [-1]],
      of: [
        Stages(returns: [100, 4], lengths: [9, 2], scales: [7, 3]),
        Stages(returns: [-50, 10], lengths: [8, 4], scales: [6, 0.5]),
        Stages(returns: [20, 1], lengths: [7, 5], scales: [5, 2]),
      ])
  }

  @Test func `only the last stage counts, for every step alike`() throws {
    try expectWeights(
      [[-2.0 / 3, -2.0 / 3], [2.0 / 3, 2.0 / 3]],
      of: [
        Stages(returns: [7, 9, 1], lengths: [2, 2, 2], scales: [1, 1, 2]),
        Stages(returns: [5, 3, 3], lengths: [2, 2, 2], scales: [1, 1, 1]),
      ])
  }

  /// What comes after a step: the stages in between as well, each in units of its own.
  @Test func `of a whole trial all later stages count`() throws {
    // Stage 1: the unit is (2 + 4) / 2 = 3, hence 6 / 3 = 2. Stage 2: -2 over (4 + 2) / 2 = 3.
    try expectWeights(
      [[4.0 / 3, -2.0 / 3], [-4.0 / 3, 2.0 / 3]],
      of: [
        Stages(returns: [7, 9, 1], lengths: [2, 2, 2], scales: [1, 1, 2]),
        Stages(returns: [5, 3, 3], lengths: [2, 4, 2], scales: [1, 1, 1]),
      ], terms: .wholeTrialAndScore)
  }

  @Test func `one task alone has no others to be compared with`() throws {
    try expectWeights(
      [[0.75]], of: [Stages(returns: [100, 6], lengths: [9, 4], scales: [7, 2])])
  }

  @Test func `where all returns are equal nothing is worth exploring for`() throws {
    try expectWeights(
      [[0], [0]],
      of: [
        Stages(returns: [1, 5], lengths: [2, 2], scales: [1, 1]),
        Stages(returns: [2, 5], lengths: [2, 3], scales: [1, 2]),
      ])
  }

  /// Advantages that were all equal have no unit of their own, but returns of theirs are extreme.
  @Test func `a task without a scale is compared in the unit of all`() throws {
    try expectWeights(
      [[-4], [4]],
      of: [
        Stages(returns: [1, 1], lengths: [2, 2], scales: [1, 0]),
        Stages(returns: [2, 5], lengths: [2, 2], scales: [1, 1]),
      ])
  }

  @Test func `without any scale there are no weights`() throws {
    try expectWeights(
      [[0], [0]],
      of: [
        Stages(returns: [1, 1], lengths: [2, 2], scales: [1, 0]),
        Stages(returns: [2, 5], lengths: [2, 2], scales: [1, 0]),
      ])
  }
}
