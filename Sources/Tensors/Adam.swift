/// The optimiser Adam: steps whose size adapts to each parameter's gradient history.
///
/// - Source: Kingma and Ba 2015, algorithm 1.
public struct Adam<Scalar: TensorScalar>: Sendable, Equatable {
  /// Step size, denoted α in the paper.
  public var learningRate: Scalar
  /// Decay of the mean gradient, β₁.
  public var firstDecay: Scalar = 0.9
  /// Decay of the mean squared gradient, β₂.
  public var secondDecay: Scalar = 0.999
  /// What keeps the division finite, ε.
  public var epsilon: Scalar = 1e-8
  /// Running mean of the gradient, m.
  public var firstMoment: [Scalar]
  /// Running mean of its square, v.
  public var secondMoment: [Scalar]
  /// How many steps were taken, t.
  public var stepCount = 0

  /// Creates an optimiser that has taken no step.
  public init(parameterCount: Int, learningRate: Scalar) {
    self.learningRate = learningRate
    firstMoment = Array(repeating: 0, count: parameterCount)
    secondMoment = Array(repeating: 0, count: parameterCount)
  }

  /// Moves parameters up a gradient.
  ///
  /// - Parameters:
  ///   - parameters: Moved by one step.
  ///   - gradient: The gradient of what is to be maximised.
  /// - Precondition: The counts are those of the moments.
  public mutating func ascend(_ parameters: inout [Scalar], along gradient: [Scalar]) {
    precondition(
      parameters.count == firstMoment.count && gradient.count == firstMoment.count,
      "Adam: \(parameters.count) parameters and \(gradient.count) gradient elements, but moments"
        + " for \(firstMoment.count).")
    stepCount += 1
    let firstCorrection = 1 - power(firstDecay, stepCount)
    let secondCorrection = 1 - power(secondDecay, stepCount)
    for i in parameters.indices {
      firstMoment[i] = firstDecay * firstMoment[i] + (1 - firstDecay) * gradient[i]
      secondMoment[i] =
        secondDecay * secondMoment[i] + (1 - secondDecay) * gradient[i] * gradient[i]
      let mean = firstMoment[i] / firstCorrection
      let deviation = (secondMoment[i] / secondCorrection).squareRoot()
      parameters[i] += learningRate * mean / (deviation + epsilon)
    }
  }

  private func power(_ base: Scalar, _ exponent: Int) -> Scalar {
    var result: Scalar = 1
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
