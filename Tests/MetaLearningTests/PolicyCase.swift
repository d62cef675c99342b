import MetaLearning
import Networks
import Tensors
import Testing

/// A small policy of each kind, with parameters and rows to evaluate it on.
struct PolicyCase: Sendable, CustomTestStringConvertible {
  let policy: Policy
  let activation: Activation
  let hiddenSizes: [Int]
  let testDescription: String

  init(
    _ name: String, _ activation: Activation, _ actionKind: ActionKind,
    hiddenSizes: [Int] = [4, 3],
    embeddingSize: Int = 0
  ) {
    testDescription = name
    policy = Policy(
      input: PolicyInput(observationSize: 2, embeddingSize: embeddingSize),
      hiddenSizes: hiddenSizes, activation: activation, actionKind: actionKind)
    self.activation = activation
    self.hiddenSizes = hiddenSizes
  }

  static let gaussian = PolicyCase("tanh, Gaussian", .tanh, .continuous(size: 2))
  static let categorical = PolicyCase("tanh, categorical", .tanh, .discrete(count: 3))
  static let all = [
    gaussian, categorical,
    PolicyCase("ReLU, Gaussian", .relu, .continuous(size: 2)),
    PolicyCase("ReLU, categorical", .relu, .discrete(count: 3)),
  ]

  /// Few parameters, for what has to be evaluated hundreds of times.
  static let small = [
    PolicyCase("small, Gaussian", .tanh, .continuous(size: 2), hiddenSizes: [3]),
    PolicyCase("small, categorical", .tanh, .discrete(count: 3), hiddenSizes: [3]),
  ]
  static let withEmbedding = [
    PolicyCase(
      "embedding, Gaussian", .tanh, .continuous(size: 2), hiddenSizes: [3], embeddingSize: 2),
    PolicyCase(
      "embedding, categorical", .tanh, .discrete(count: 3), hiddenSizes: [3], embeddingSize: 2),
  ]

  var isDiscrete: Bool { policy.actionKind == .discrete(count: 3) }

  /// A step of differences that is long for smooth policies and short where a kink may lie near.
  var difference: FiniteDifference {
    FiniteDifference(step: activation == .tanh ? 1e-3 : 1e-5)
  }

  /// The same, but shorter for products of ratios, which bend more sharply than one ratio does.
  func difference(for estimator: InnerEstimator) -> FiniteDifference {
    estimator == .dice
      ? FiniteDifference(step: activation == .tanh ? 2e-4 : 1e-5) : difference
  }

  func parameters(seed: UInt64 = 1, scale: Double = 0.6) -> [Double] {
    var numbers = TestNumbers(seed: seed)
    var result = numbers.normals(policy.layout.count, scale: scale)
    // Made-up actions far out under a narrow policy have ratios that differences cannot follow.
    if policy.input.embeddingSize > 0, let range = policy.logStandardDeviationRange {
      for index in range { result[index] /= 4 }
    }
    return result
  }

  /// Parameters near those of a seed.
  func neighbour(of parameters: [Double], seed: UInt64 = 2) -> [Double] {
    var numbers = TestNumbers(seed: seed)
    return VectorMath.sum(parameters, numbers.normals(parameters.count, scale: 0.1))
  }

  func batch<Scalar: TensorScalar>(
    rowCount: Int, seed: UInt64 = 3, of type: Scalar.Type = Double.self
  ) -> PolicyBatch<Scalar> {
    var numbers = TestNumbers(seed: seed)
    func normals(_ count: Int) -> [Scalar] { numbers.normals(count).map { Scalar($0) } }
    let observations = normals(2 * rowCount)
    let actions: PolicyBatch<Scalar>.ActionRows =
      switch policy.actionKind {
      case .continuous(let size): .continuous(normals(size * rowCount), size: size)
      case .discrete(let count):
        .discrete(numbers.choices(rowCount, below: count).map { Int32($0) })
      }
    // Episodes of one, two and three rows, and one of the rest.
    return PolicyBatch(
      observations: observations, observationSize: 2, actions: actions,
      advantages: normals(rowCount), offsets: [0, 1, 3, 6].filter { $0 < rowCount } + [rowCount])
  }

  func surrogate(
    rowCount: Int = 12, seed: UInt64 = 3, estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    Surrogate(
      policy: policy, batch: batch(rowCount: rowCount, seed: seed), estimator: estimator)
  }
}

extension PolicyBatch {
  /// A batch of some of the rows.
  func rows(_ rows: Range<Int>) -> PolicyBatch {
    let size = observationSize
    let actions: ActionRows =
      switch actions {
      case .continuous(let values, let size):
        .continuous(
          Array(values[rows.lowerBound * size..<rows.upperBound * size]), size: size)
      case .discrete(let choices): .discrete(Array(choices[rows]))
      }
    var result = PolicyBatch(
      observations: Array(observations[rows.lowerBound * size..<rows.upperBound * size]),
      observationSize: size, actions: actions, advantages: Array(advantages[rows]))
    result.oldLogProbabilities = oldLogProbabilities.map { Array($0[rows]) }
    return result
  }
}
