public import Tensors

/// A vector over what meta-learning learns: initial parameters, and logarithms of learning rates.
public struct MetaVector<Scalar: TensorScalar>: Equatable, Sendable {
  /// `[P]`.
  public var parameters: [Scalar]
  /// One for each inner step, `[K]`.
  public var logLearningRates: [Scalar]
  /// One for each parameter, `[P]`, or empty if the parameters have no rates of their own.
  public var logMultipliers: [Scalar]

  /// Creates a vector.
  public init(
    parameters: [Scalar], logLearningRates: [Scalar] = [], logMultipliers: [Scalar] = []
  ) {
    self.parameters = parameters
    self.logLearningRates = logLearningRates
    self.logMultipliers = logMultipliers
  }

  /// All numbers in one array, in the order of the properties.
  public var flattened: [Scalar] { parameters + logLearningRates + logMultipliers }

  /// Where logarithms of learning rates lie in `flattened`.
  var rateRange: Range<Int> {
    parameters.count..<parameters.count + logLearningRates.count + logMultipliers.count
  }

  /// Where `logLearningRates` lies in `flattened`.
  var stepRateRange: Range<Int> {
    parameters.count..<parameters.count + logLearningRates.count
  }

  /// A vector with the numbers of one array, cut as this one is.
  ///
  /// - Precondition: There are as many numbers.
  public func replacing(by flattened: [Scalar]) -> MetaVector {
    precondition(
      flattened.count == rateRange.upperBound,
      "MetaVector: \(flattened.count) numbers, but \(rateRange.upperBound) are needed.")
    return MetaVector(
      parameters: Array(flattened[..<parameters.count]),
      logLearningRates: Array(flattened[stepRateRange]),
      logMultipliers: Array(flattened[stepRateRange.upperBound...]))
  }

  /// The mean of vectors, summed in their order.
  ///
  /// - Precondition: There is at least one, and all are cut alike.
  static func mean(_ vectors: [MetaVector]) -> MetaVector {
    var total = vectors[0].flattened.map { _ in Scalar(0) }
    for vector in vectors {
      VectorMath.add(vector.flattened, times: 1 / Scalar(vectors.count), to: &total)
    }
    return vectors[0].replacing(by: total)
  }

  /// The rates whose logarithms these are.
  public var rates: InnerRates<Scalar> {
    InnerRates(
      steps: logLearningRates.map(Scalar.exponential),
      multipliers: logMultipliers.map(Scalar.exponential))
  }
}
