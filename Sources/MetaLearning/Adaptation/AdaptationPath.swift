private import Networks
public import Tensors

/// How parameters adapt to a task: K gradient steps, each on rollouts of its own.
///
///     θ[k + 1] = θ[k] + α[k] g[k](θ[k])
///
/// The path holds everything needed to adapt again from other initial parameters with the same
/// data, and to carry derivatives through the adaptation in both directions.
///
/// - Source: Finn et al. 2017, equation 1, <https://arxiv.org/abs/1703.03400>.
public struct AdaptationPath<Scalar: TensorScalar>: Sendable {
  /// The surrogate of each step's support rollouts, `[K]`.
  public private(set) var supports: [Surrogate<Scalar>] = []
  /// The learning rate of each step, `[K]`.
  public private(set) var learningRates: [Scalar] = []
  /// The parameters before each step and after the last, `[K + 1]`.
  public private(set) var parameters: [[Scalar]]
  /// The gradient of each step, `[K]`.
  public private(set) var gradients: [[Scalar]] = []
  /// Whether derivatives take the steps' gradients for constants.
  public let isFirstOrder: Bool

  /// Creates a path without steps.
  public init(initialParameters: [Scalar], isFirstOrder: Bool = false) {
    parameters = [initialParameters]
    self.isFirstOrder = isFirstOrder
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
  public mutating func step(on support: Surrogate<Scalar>, learningRate: Scalar) {
    let gradient = support.gradient(at: adaptedParameters)
    parameters.append(VectorMath.sum(adaptedParameters, gradient, times: learningRate))
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
  ///   - learningRates: The rates of the steps, `[K]`.
  /// - Returns: The parameters after the last step.
  public func adapted(from initial: [Scalar], learningRates: [Scalar]) -> [Scalar] {
    stages(from: initial, learningRates: learningRates)[stepCount]
  }

  /// Adapts other initial parameters and keeps the parameters before each step as well, `[K + 1]`.
  func stages(from initial: [Scalar], learningRates: [Scalar]) -> [[Scalar]] {
    var result = [initial]
    for (support, learningRate) in zip(supports, learningRates) {
      let current = result[result.count - 1]
      result.append(
        VectorMath.sum(current, support.gradient(at: current), times: learningRate))
    }
    return result
  }

  /// Fixes the policy each step's ratios are taken to: the one that collected its rollouts.
  public mutating func fixOldPolicies() {
    for k in supports.indices { supports[k].fixOldPolicy(at: parameters[k]) }
  }

  /// Carries a gradient with respect to the adapted parameters back to where they came from.
  ///
  /// From u = dV/dθ[K] it goes back through the steps by u ← u + H[k] (α[k] u), one
  /// Hessian-vector product each.
  ///
  /// - Parameters:
  ///   - gradient: u, `[P]`.
  ///   - addsStageGradients: Whether the return of each stage counts too, not only the last one's.
  ///     The gradient of a stage's return is what its own inner step estimated, g[k].
  /// - Returns: The gradients with respect to θ[0], and to the logarithm of each learning rate.
  public func pullback(
    _ gradient: [Scalar], addingStageGradients addsStageGradients: Bool = false
  ) -> MetaVector<Scalar> {
    var result = MetaVector(
      parameters: gradient, logLearningRates: [Scalar](repeating: 0, count: stepCount))
    for k in supports.indices.reversed() {
      result.logLearningRates[k] =
        learningRates[k] * VectorMath.dot(gradients[k], result.parameters)
      if !isFirstOrder {
        let product = supports[k].hessianVectorProduct(
          at: parameters[k], times: result.parameters)
        VectorMath.add(product, times: learningRates[k], to: &result.parameters)
      }
      if addsStageGradients { VectorMath.add(gradients[k], to: &result.parameters) }
    }
    return result
  }

  /// Carries a small change of the initial parameters and learning rates on to the adapted ones.
  ///
  /// The transpose of `pullback`: t ← t + α[k] H[k] t + α[k] g[k] dlog α[k].
  public func pushforward(_ change: MetaVector<Scalar>) -> [Scalar] {
    var tangent = change.parameters
    for k in supports.indices {
      let before = tangent
      if !isFirstOrder {
        let product = supports[k].hessianVectorProduct(at: parameters[k], times: before)
        VectorMath.add(product, times: learningRates[k], to: &tangent)
      }
      if change.logLearningRates[k] != 0 {
        VectorMath.add(
          gradients[k], times: learningRates[k] * change.logLearningRates[k], to: &tangent)
      }
    }
    return tangent
  }
}

/// A vector over what meta-learning learns: initial parameters and logarithms of learning rates.
public struct MetaVector<Scalar: TensorScalar>: Equatable, Sendable {
  /// `[P]`.
  public var parameters: [Scalar]
  /// `[K]`; all zero where the rates are fixed.
  public var logLearningRates: [Scalar]

  /// Creates a vector.
  public init(parameters: [Scalar], logLearningRates: [Scalar]) {
    self.parameters = parameters
    self.logLearningRates = logLearningRates
  }

  /// All numbers in one array, parameters first.
  public var flattened: [Scalar] { parameters + logLearningRates }

  /// Splits one array, as made by `flattened`, at the number of parameters.
  public init(flattened: [Scalar], parameterCount: Int) {
    parameters = Array(flattened[..<parameterCount])
    logLearningRates = Array(flattened[parameterCount...])
  }
}
