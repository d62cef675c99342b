public import Networks
public import Tensors

/// What an inner step may change, and how far: the part of adaptation that is not learned.
public struct AdaptationRule<Scalar: TensorScalar>: Sendable {
  /// The parameters that adapt; `nil` for all.
  public var adapted: Range<Int>?
  /// Parameters that are kept within limits, for instance logarithms of standard deviations.
  public var limited: Limits?
  /// Whether derivatives take the steps' gradients for constants.
  public var isFirstOrder: Bool

  /// Parameters that no step takes beyond a lowest and a highest value.
  public struct Limits: Sendable {
    /// Which parameters.
    public var range: Range<Int>
    /// The values they may have.
    public var values: ClosedRange<Scalar>

    /// Creates limits.
    public init(range: Range<Int>, values: ClosedRange<Scalar>) {
      self.range = range
      self.values = values
    }
  }

  /// Creates a rule.
  public init(adapted: Range<Int>? = nil, limited: Limits? = nil, isFirstOrder: Bool = false) {
    self.adapted = adapted
    self.limited = limited
    self.isFirstOrder = isFirstOrder
  }

  /// The rule that settings ask for.
  public init(settings: GradientSettings, policy: Policy) {
    switch settings.method {
    case .anil: adapted = policy.lastLayerRange
    case .cavia: adapted = policy.embeddingRange
    case .maml, .fomaml, .reptile, .metaSGD, .joint: adapted = nil
    }
    isFirstOrder = settings.usesFirstOrder
    limited = policy.logStandardDeviationRange.map { range in
      func log(_ deviation: Double) -> Scalar { Scalar.naturalLogarithm(Scalar(deviation)) }
      let settings = settings.policy
      return Limits(
        range: range,
        values: log(
          settings.minimumStandardDeviation)...log(settings.maximumStandardDeviation))
    }
  }

  /// Brings parameters within the limits.
  ///
  /// - Parameter parameters: `[P]`, changed in place.
  /// - Returns: Which ones were beyond them; they do not depend on where they came from.
  @discardableResult
  func limit(_ parameters: inout [Scalar]) -> [Int] {
    guard let limited else { return [] }
    var stopped: [Int] = []
    for index in limited.range where !limited.values.contains(parameters[index]) {
      // NaN stays, so that the check of the step finds it.
      guard !parameters[index].isNaN else { continue }
      parameters[index] =
        parameters[index] < limited.values.lowerBound
        ? limited.values.lowerBound : limited.values.upperBound
      stopped.append(index)
    }
    return stopped
  }

  /// Scales a gradient by what each parameter's rate is multiplied with, and to 0 where nothing adapts.
  func direction(_ gradient: [Scalar], multipliers: [Scalar]) -> [Scalar] {
    var result = gradient
    if !multipliers.isEmpty {
      for index in result.indices { result[index] *= multipliers[index] }
    }
    if let adapted {
      for index in 0..<adapted.lowerBound { result[index] = 0 }
      for index in adapted.upperBound..<result.count { result[index] = 0 }
    }
    return result
  }
}

/// How large inner steps are: the part of adaptation that may be learned.
public struct InnerRates<Scalar: TensorScalar>: Equatable, Sendable {
  /// The learning rate of each step, α, `[K]`.
  public var steps: [Scalar]
  /// What each parameter's rate is multiplied with at every step, `[P]`; empty if with 1.
  public var multipliers: [Scalar]

  /// Creates rates.
  public init(steps: [Scalar], multipliers: [Scalar] = []) {
    self.steps = steps
    self.multipliers = multipliers
  }
}
