import Gym
import MetaLearning
import Numerics
import Tensors

/// Meta-gradients of many independent meta-batches, each taken in every way on the same rollouts.
struct MetaGradientSamples {
  /// For each variant one gradient of each meta-batch, `[N][P]`.
  private(set) var gradients: [MetaGradientVariant: [[Double]]] = [:]

  /// Mean returns before and after adaptation.
  private(set) var stageReturns = [0.0, 0]

  /// Collects them.
  ///
  /// - Parameters:
  ///   - count: How many meta-batches, N.
  ///   - policy: Where.
  ///   - workers: The threads that share out the tasks.
  /// - Throws: What the task distribution throws.
  init(_ count: Int, at policy: PartlyTrainedPolicy, workers: Workers) throws {
    for number in 0..<count {
      let batch = try policy.metaBatch(number, workers: workers)
      for task in batch {
        for (stage, mean) in task.record.meanReturns.enumerated() {
          stageReturns[stage] += mean / Double(count * batch.count)
        }
      }
      // With one inner step the score-function term is a summand that no estimator changes.
      let firstOrder = try Self.gradient(.firstOrder, of: batch, at: policy, workers: workers)
      let withScore = try Self.gradient(
        .firstOrder.addingScore, of: batch, at: policy, workers: workers)
      let score = zip(withScore, firstOrder).map { $0 - $1 }
      for variant in MetaGradientVariant.withoutScore {
        let gradient =
          variant == .firstOrder
          ? firstOrder : try Self.gradient(variant, of: batch, at: policy, workers: workers)
        gradients[variant, default: []].append(gradient)
        gradients[variant.addingScore, default: []].append(zip(gradient, score).map { $0 + $1 })
      }
    }
  }

  /// The mean over the tasks of a meta-batch, of the initial parameters alone, `[P]`.
  static func gradient(
    _ variant: MetaGradientVariant, of batch: [AdaptedTask<Float>], at policy: PartlyTrainedPolicy,
    workers: Workers
  ) throws -> [Double] {
    let objective = MetaObjective(
      settings: variant.settings(policy.settings),
      tasks: try workers.map(batch.count) { variant.task(from: batch[$0]) })
    return try objective.meanGradient(workers: workers).parameters.map(Double.init)
  }
}
