/// The optimiser Adam, which scales the step of each parameter by its recent gradients.
///
/// - Source: Kingma and Ba 2015, algorithm 1, <https://arxiv.org/abs/1412.6980>.
public struct Adam<Scalar: TensorScalar>: Sendable, Equatable {
  /// The step size, denoted α in the paper; above 0.
  public var learningRate: Scalar
  /// The decay of the mean gradient, β₁, in `0..<1`.
  public var firstDecay: Scalar = 0.9
  /// The decay of the mean squared gradient, β₂, in `0..<1`.
  public var secondDecay: Scalar = 0.999
  /// A positive number that keeps the division finite, ε.
  public var epsilon: Scalar = 1e-8
  /// The running mean of the gradient, m, `[P]`, not corrected for its start at 0.
  public var firstMoment: [Scalar]
  /// The running mean of its square, v, `[P]`, not corrected for its start at 0.
  public var secondMoment: [Scalar]
  /// The number of steps taken, t.
  public var stepCount = 0

  /// Creates an optimiser that has taken no step.
  public init(parameterCount: Int, learningRate: Scalar) {
    self.learningRate = learningRate
    firstMoment = Array(repeating: 0, count: parameterCount)
    secondMoment = Array(repeating: 0, count: parameterCount)
  }

  /// Takes one step that increases an objective.
  ///
  /// - Parameters:
  ///   - parameters: The parameters, `[P]`, which the step changes.
  ///   - gradient: The gradient of the objective, `[P]`.
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
