import Foundation
import MetaLearning
import Tensors

/// The meta-gradient of one task and the gain of an outer step there, as in a textbook.
///
/// With the surrogates S of support and S' of query rollouts and one inner step of rate α,
///
///     d/dθ S'(θ + α ∇S(θ)) = u + α H u,   u = ∇S'(θ'),   H u = (∇S(θ + h u) - ∇S(θ - h u)) / 2h
///
/// in double precision, where gradients are sums over single rows.
struct PlainMetaGradient {
  private let policy: PlainPolicy
  private let support: [PlainRow]
  private let query: [PlainRow]
  private let rate: Double
  private let initial: [Double]
  private let adapted: [Double]

  /// Takes the rollouts of a task that was adapted to by one step.
  init(_ task: AdaptedTask<Float>) {
    policy = PlainPolicy(task.query.policy)
    support = PlainRow.all(of: task.path.supports[0].batch)
    query = PlainRow.all(of: task.query.batch)
    rate = Double(task.path.learningRates[0])
    initial = task.path.parameters[0].map(Double.init)
    let gradient = Self.gradient(policy, support, at: initial, old: initial)
    adapted = zip(initial, gradient).map { [rate] in $0 + rate * $1 }
  }

  /// The meta-gradient with respect to the initial parameters.
  var value: [Double] {
    let slope = Self.gradient(policy, query, at: adapted, old: adapted)
    let step = 1e-4 / slope.reduce(0) { $0 + $1 * $1 }.squareRoot()
    func moved(_ sign: Double) -> [Double] {
      Self.gradient(
        policy, support, at: zip(initial, slope).map { $0 + sign * step * $1 }, old: initial)
    }
    let product = zip(moved(1), moved(-1)).map { ($0 - $1) / (2 * step) }
    return zip(slope, product).map { $0 + rate * $1 }
  }

  /// The gain on the query rollouts of other initial parameters, and the mean divergence of the adapted
  /// policy.
  func outcome(of parameters: [Double]) -> (gain: Double, divergence: Double) {
    let gradient = Self.gradient(policy, support, at: parameters, old: initial)
    let moved = zip(parameters, gradient).map { $0 + rate * $1 }
    var (gain, divergence) = (0.0, 0.0)
    for row in query {
      let change =
        policy.logProbability(of: row, moved) - policy.logProbability(of: row, adapted)
      gain += row.advantage * (exp(change) - 1) / Double(query.count)
      divergence +=
        policy.divergence(row.observation, from: adapted, to: moved) / Double(query.count)
    }
    return (gain, divergence)
  }

  /// The gradient of the mean over rows of advantages times likelihood ratios.
  private static func gradient(
    _ policy: PlainPolicy, _ rows: [PlainRow], at parameters: [Double], old: [Double]
  ) -> [Double] {
    var sum = [Double](repeating: 0, count: parameters.count)
    for row in rows {
      let ratio =
        parameters == old
        ? 1 : exp(policy.logProbability(of: row, parameters) - policy.logProbability(of: row, old))
      policy.addGradient(
        of: row, times: row.advantage * ratio / Double(rows.count), at: parameters, to: &sum)
    }
    return sum
  }
}
