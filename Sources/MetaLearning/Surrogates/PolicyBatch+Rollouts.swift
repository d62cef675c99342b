package import Gym
package import Networks
import Tensors

extension PolicyBatch {
  /// Creates a batch from rollouts, with advantages over a baseline fitted to the same rollouts.
  ///
  /// - Parameters:
  ///   - rollouts: Complete episodes.
  ///   - actionKind: The kind of their actions.
  ///   - options: Discount, λ, baseline and normalisation.
  ///   - episodeWeights: The weight of each episode, `[E]`, for instance its probability in an
  ///     enumeration; `nil` if all weights are 1.
  /// - Precondition: With weights, advantages are not normalised and the baseline is constant, since
  ///   statistics of all episodes ignore the weights.
  package init(
    _ rollouts: Rollouts, actionKind: ActionKind, options: AdvantageSettings,
    episodeWeights: [Double]? = nil
  ) {
    precondition(
      episodeWeights == nil || (!options.isNormalized && options.baseline.constant != nil),
      "PolicyBatch: weighted episodes with advantages that depend on all of them.")
    let actions: ActionRows =
      switch actionKind {
      case .continuous(let size): .continuous(Scalar.converting(rollouts.actions), size: size)
      // A policy whose outputs are not finite draws NaN; its gradient will not be finite either.
      case .discrete: .discrete(rollouts.actions.map { $0.isFinite ? Int32($0) : 0 })
      }
    let advantages = Advantages(of: rollouts, settings: options)
    let weights = episodeWeights.map { weights in
      weights.indices.flatMap { episode in
        rollouts.rows(ofEpisode: episode).map { _ in Scalar(weights[episode]) }
      }
    }
    self.init(
      observations: Scalar.converting(rollouts.observations),
      observationSize: rollouts.observationSize, actions: actions,
      advantages: advantages.values.map { Scalar($0) }, offsets: rollouts.offsets,
      weights: weights)
    advantageScale = advantages.scale
  }
}
