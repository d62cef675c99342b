import Gym
import MetaLearning
import Numerics
import Tensors

/// Meta-gradients of many independent meta-batches; every variant takes them on the same rollouts.
struct MetaGradientSamples {
  /// For each variant one gradient of each meta-batch, `[N][P]`.
  private(set) var gradients: [MetaGradientVariant: [[Double]]] = [:]

  /// Mean returns before and after adaptation.
  private(set) var stageReturns = [0.0, 0]

  /// Collects the meta-batches and takes the gradients.
  ///
  /// - Parameters:
  ///   - count: Meta-batches, N.
  ///   - policy: The policy at which gradients are taken.
  ///   - workers: The threads that share out the tasks.
  /// - Throws: What the task distribution throws.
  init(_ count: Int, at policy: EstimatorPolicy, workers: Workers) throws {
    for number in 0..<count {
      let batch = try policy.metaBatch(number, workers: workers)
      for task in batch {
        for (stage, mean) in task.record.meanReturns.enumerated() {
          stageReturns[stage] += mean / Double(count * batch.count)
        }
      }
      // With one inner step the score-function term is the same summand for every estimator.
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

  /// The gradient with respect to the initial parameters, averaged over the tasks, `[P]`.
  static func gradient(
    _ variant: MetaGradientVariant, of batch: [AdaptedTask<Float>], at policy: EstimatorPolicy,
    workers: Workers
  ) throws -> [Double] {
    let objective = MetaObjective(
      settings: variant.settings(policy.settings),
      tasks: try workers.map(batch.count) { variant.task(from: batch[$0]) })
    return try objective.meanGradient(workers: workers).parameters.map(Double.init)
  }
}
