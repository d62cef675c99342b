private import Tensors

/// How parameters adapt to a task: K gradient steps, each on rollouts of its own.
///
///     θ[k + 1] = limit(θ[k] + α[k] m ∘ g[k](θ[k]))
///
/// α[k] is the rate of the step, m what each parameter's rate is multiplied with (0 for parameters
/// that do not adapt); `limit` clamps standard deviations to their limits.
///
/// The path holds everything needed to adapt again from other initial parameters with the same
/// data, and to carry derivatives through the adaptation in both directions.
///
/// - Source: Finn et al. 2017, equation 1, <https://arxiv.org/abs/1703.03400>; m is α of Li et al.
///   2017, "Meta-SGD", algorithm 1, <https://arxiv.org/abs/1707.09835>.
public struct AdaptationPath<Objective: InnerObjective>: Sendable {
  /// The precision.
  public typealias Scalar = Objective.Scalar

  /// What each step ascends, `[K]`.
  public internal(set) var supports: [Objective] = []
  /// The learning rate of each step, `[K]`.
  public private(set) var learningRates: [Scalar] = []
  /// What each parameter's rate is multiplied with, `[P]`; empty if with 1.
  public let multipliers: [Scalar]
  /// The parameters before each step and after the last, `[K + 1]`.
  public private(set) var parameters: [[Scalar]]
  /// The gradient of each step, `[K]`.
  public private(set) var gradients: [[Scalar]] = []
  /// Which parameters each step would have taken beyond the limits, `[K]`.
  public private(set) var stopped: [[Int]] = []
  /// What a step may change.
  public let rule: AdaptationRule<Scalar>

  /// Creates a path without steps.
  public init(
    initialParameters: [Scalar], multipliers: [Scalar] = [],
    rule: AdaptationRule<Scalar> = AdaptationRule()
  ) {
    parameters = [initialParameters]
    self.multipliers = multipliers
    self.rule = rule
  }

  /// How many steps were taken, K.
  public var stepCount: Int { supports.count }

  /// The parameters after the last step.
  public var adaptedParameters: [Scalar] { parameters[stepCount] }

  /// Takes a gradient step.
  ///
  /// - Parameters:
  ///   - support: The surrogate of rollouts collected with `adaptedParameters`.
  ///   - learningRate: The step's size.
  public mutating func step(on support: Objective, learningRate: Scalar) {
    let gradient = support.gradient(at: adaptedParameters)
    step(on: support, along: gradient, learningRate: learningRate)
  }

  /// Takes a gradient step and also returns its Hessian, for the backward pass.
  ///
  /// - Parameters:
  ///   - support: The surrogate of rollouts collected with `adaptedParameters`.
  ///   - learningRate: The step's size.
  ///   - hessians: Those of the steps so far, which receive one more; `nil` if none are needed.
  public mutating func step(
    on support: Objective, learningRate: Scalar, keeping hessians: inout [Hessian]?
  ) {
    guard hessians != nil else { return step(on: support, learningRate: learningRate) }
    let derivatives = support.gradientAndHessian(at: adaptedParameters)
    hessians?.append(derivatives.hessian)
    step(on: support, along: derivatives.gradient, learningRate: learningRate)
  }

  private mutating func step(
    on support: Objective, along gradient: [Scalar], learningRate: Scalar
  ) {
    var next = VectorMath.sum(
      adaptedParameters, rule.direction(gradient, multipliers: multipliers), times: learningRate)
    stopped.append(rule.limit(&next))
    parameters.append(next)
    supports.append(support)
    learningRates.append(learningRate)
    gradients.append(gradient)
  }

  /// Adapts other initial parameters with the same data.
  ///
  /// The surrogates' old policies must have been fixed, so that their ratios say how the data would
  /// count for the other parameters.
  ///
  /// - Parameters:
  ///   - initial: Where to start.
  ///   - rates: The rates of the steps.
  /// - Returns: The path from there.
  public func readapted(from initial: [Scalar], rates: InnerRates<Scalar>) -> AdaptationPath {
    var path = AdaptationPath(
      initialParameters: initial, multipliers: rates.multipliers, rule: rule)
    for (support, learningRate) in zip(supports, rates.steps) {
      path.step(on: support, learningRate: learningRate)
    }
    return path
  }

  /// A Hessian, as its products with vectors.
  public typealias Hessian = ([Scalar]) -> [Scalar]

  /// Computes the Hessian of each step, for callers that need them more than once; `nil` if derivatives
  /// take the steps' gradients for constants.
  public func makeHessians() -> [Hessian]? {
    rule.isFirstOrder ? nil : supports.indices.map { supports[$0].hessian(at: parameters[$0]) }
  }

  private func checkCount(_ hessians: [Hessian]?) {
    precondition(
      hessians.map { $0.count == stepCount } ?? true,
      "AdaptationPath: \(hessians?.count ?? 0) Hessians for \(stepCount) steps.")
  }

  /// Carries a gradient with respect to the adapted parameters back to where they came from.
  ///
  /// From u = dV/dθ[K] it goes back through the steps by u ← u + H[k] (α[k] m ∘ u), one
  /// Hessian-vector product each. A parameter that a step was stopped with does not depend on where it
  /// came from.
  ///
  /// - Parameters:
  ///   - gradient: u, `[P]`.
  ///   - hessians: What `makeHessians()` gave, if it is to be used more than once.
  ///   - stageGradient: What else depends on the parameters before step k: its gradient with respect
  ///     to them, or `nil`.
  /// - Returns: The gradients with respect to θ[0] and to the logarithms of rates.
  public func pullback(
    _ gradient: [Scalar], hessians: [Hessian]? = nil,
    addingAtStage stageGradient: (Int) -> [Scalar]? = { _ in nil }
  ) -> MetaVector<Scalar> {
    checkCount(hessians)
    var result = MetaVector(
      parameters: gradient, logLearningRates: [Scalar](repeating: 0, count: stepCount),
      logMultipliers: multipliers.map { _ in 0 })
    for k in supports.indices.reversed() {
      for index in stopped[k] { result.parameters[index] = 0 }
      let change = rule.direction(result.parameters, multipliers: multipliers)
      result.logLearningRates[k] = learningRates[k] * VectorMath.dot(gradients[k], change)
      for index in result.logMultipliers.indices {
        result.logMultipliers[index] += learningRates[k] * gradients[k][index] * change[index]
      }
      if !rule.isFirstOrder {
        let product = (hessians?[k] ?? supports[k].hessian(at: parameters[k]))(change)
        VectorMath.add(product, times: learningRates[k], to: &result.parameters)
      }
      if let added = stageGradient(k) { VectorMath.add(added, to: &result.parameters) }
    }
    return result
  }

  /// Carries a small change of the initial parameters and rates on to the adapted parameters.
  ///
  /// The transpose of `pullback`: t ← t + α[k] m ∘ (H[k] t + g[k] (dlog α[k] + dlog m)).
  ///
  /// - Parameters:
  ///   - change: The small change.
  ///   - hessians: What `makeHessians()` gave, if it is to be used more than once.
  /// - Returns: The change of the adapted parameters, `[P]`.
  public func pushforward(
    _ change: MetaVector<Scalar>, hessians: [Hessian]? = nil
  ) -> [Scalar] {
    checkCount(hessians)
    var tangent = change.parameters
    for k in supports.indices {
      let before = tangent
      if !rule.isFirstOrder {
        let product = (hessians?[k] ?? supports[k].hessian(at: parameters[k]))(before)
        VectorMath.add(
          rule.direction(product, multipliers: multipliers), times: learningRates[k], to: &tangent)
      }
      let direction = rule.direction(gradients[k], multipliers: multipliers)
      if change.logLearningRates[k] != 0 {
        VectorMath.add(
          direction, times: learningRates[k] * change.logLearningRates[k], to: &tangent)
      }
      for index in change.logMultipliers.indices {
        tangent[index] += learningRates[k] * direction[index] * change.logMultipliers[index]
      }
      for index in stopped[k] { tangent[index] = 0 }
    }
    return tangent
  }
}

extension AdaptationPath {
  /// Fixes the policy each step's ratios are taken to: the one that collected its rollouts.
  package mutating func fixOldPolicies<Value>() where Objective == Surrogate<Value> {
    for k in supports.indices { supports[k].fixOldPolicy(at: parameters[k]) }
  }

  /// Leaves a share of the rows of each step's surrogate; the gradients stay those of all rows.
  mutating func thin<Value>(to share: Double) where Objective == Surrogate<Value> {
    for k in supports.indices { supports[k].thin(to: share) }
  }
}
