import Tensors

/// Rows of features with what a probe is to read from them; the rows of one task follow each other.
public struct ProbeData: Equatable, Sendable {
  /// `[rows, F]` row-major.
  public var features: [Double]
  /// `[rows, K]` row-major.
  public var targets: [Double]
  /// The number of tasks, n; each has as many rows.
  public var taskCount: Int
  /// The rows of a task.
  public var rowsPerTask: Int

  /// Creates data.
  ///
  /// - Precondition: Features and targets have the same whole number for each row.
  public init(features: [Double], targets: [Double], taskCount: Int, rowsPerTask: Int = 1) {
    let rowCount = taskCount * rowsPerTask
    precondition(
      rowCount > 0 && features.count % rowCount == 0 && targets.count % rowCount == 0,
      "ProbeData: \(features.count) features and \(targets.count) targets for \(rowCount) rows.")
    self.features = features
    self.targets = targets
    self.taskCount = taskCount
    self.rowsPerTask = rowsPerTask
  }

  /// The number of rows.
  public var rowCount: Int { taskCount * rowsPerTask }
  /// The number of features of a row, F.
  public var featureCount: Int { features.count / rowCount }
  /// The number of targets of a row, K.
  public var targetCount: Int { targets.count / rowCount }

  /// The data of some tasks.
  func tasks(_ numbers: Range<Int>) -> ProbeData {
    func part(_ values: [Double], _ width: Int) -> [Double] {
      let size = width * rowsPerTask
      return Array(values[numbers.lowerBound * size..<numbers.upperBound * size])
    }
    return ProbeData(
      features: part(features, featureCount), targets: part(targets, targetCount),
      taskCount: numbers.count, rowsPerTask: rowsPerTask)
  }
}

/// A linear map from features to targets, fitted by ridge regression.
///
/// Features are standardised by the rows of the fit, so the strength λ of the ridge is in units of one
/// feature's variance. For each target by itself λ is the one of `Self.strengths` with the smallest squared
/// error on the last fifth of the tasks when fitted on the others; the probe is then fitted on all of them.
///
/// - Source: Alain and Bengio 2017, "Understanding intermediate layers using linear classifier probes",
///   <https://arxiv.org/abs/1610.01644>; Hoerl and Kennard 1970, <https://doi.org/10.2307/1267351>.
public struct LinearProbe: Equatable, Sendable {
  /// The strengths to choose from, the weakest first.
  public static let strengths = [1e-6, 1e-4, 1e-2, 1, 100]
  /// The fewest tasks that a probe can be fitted on.
  public static let leastTasks = 5

  /// The strength chosen for each target, `[K]`.
  public let strengths: [Double]
  /// What multiplies each feature for each target, `[K][F]`.
  private let weights: [[Double]]
  /// `[K]`.
  private let intercepts: [Double]

  /// Fits a probe.
  ///
  /// - Parameter data: Features and targets of training.
  /// - Precondition: There are at least ``leastTasks`` tasks, and all numbers are finite.
  public init(fittedOn data: ProbeData) {
    precondition(
      data.taskCount >= Self.leastTasks,
      "LinearProbe: \(data.taskCount) tasks, but at least \(Self.leastTasks) are needed.")
    let split = data.taskCount - max(1, data.taskCount / 5)
    let (first, held) = (data.tasks(0..<split), data.tasks(split..<data.taskCount))
    let partial = RidgeProblem(first)
    let errors = Self.strengths.map { strength in
      let all = partial.solutions(strength: strength)
      return Self.squaredErrors(weights: all.map(\.weights), intercepts: all.map(\.intercept), held)
    }
    strengths = (0..<data.targetCount).map { target in
      let best = Self.strengths.indices.min { errors[$0][target] < errors[$1][target] }
      return Self.strengths[best ?? 0]
    }
    let whole = RidgeProblem(data)
    var solutions = Array(repeating: RidgeSolution(), count: data.targetCount)
    for strength in Set(strengths) {
      let all = whole.solutions(strength: strength)
      for target in strengths.indices where strengths[target] == strength {
        solutions[target] = all[target]
      }
    }
    weights = solutions.map(\.weights)
    intercepts = solutions.map(\.intercept)
  }

  /// What the probe reads from features, `[rows, K]` row-major.
  public func predictions(_ data: ProbeData) -> [Double] {
    Self.predictions(weights: weights, intercepts: intercepts, data)
  }

  private static func predictions(
    weights: [[Double]], intercepts: [Double], _ data: ProbeData
  ) -> [Double] {
    let products = withoutRecording {
      Tensor<Double>.product(
        Tensor(data.features, shape: Shape(data.rowCount, data.featureCount)),
        Tensor(weights.flatMap(\.self), shape: Shape(weights.count, data.featureCount)),
        isRightTransposed: true
      ).elements
    }
    return products.enumerated().map { $0.element + intercepts[$0.offset % intercepts.count] }
  }

  /// The sum of squared errors of each target.
  private static func squaredErrors(
    weights: [[Double]], intercepts: [Double], _ data: ProbeData
  ) -> [Double] {
    let predictions = predictions(weights: weights, intercepts: intercepts, data)
    var sums = Array(repeating: 0.0, count: intercepts.count)
    for (index, pair) in zip(predictions, data.targets).enumerated() {
      sums[index % sums.count] += (pair.0 - pair.1) * (pair.0 - pair.1)
    }
    return sums
  }
}

/// The normal equations of a ridge regression on standardised features.
private struct RidgeProblem {
  private let moments: ColumnMoments
  private let targetMeans: [Double]
  /// The features' covariance, `[F, F]`.
  private let covariance: [Double]
  /// The covariance of features and targets, `[K, F]`.
  private let products: [Double]

  init(_ data: ProbeData) {
    let (rows, width, count) = (data.rowCount, data.featureCount, data.targetCount)
    let moments = ColumnMoments(data.features, width: width)
    let targetMeans = ColumnMoments(data.targets, width: count).means
    let standardized = data.features.enumerated().map {
      ($0.element - moments.means[$0.offset % width]) * moments.scales[$0.offset % width]
    }
    let centered = data.targets.enumerated().map { $0.element - targetMeans[$0.offset % count] }
    self.moments = moments
    self.targetMeans = targetMeans
    (covariance, products) = withoutRecording {
      let features = Tensor<Double>(standardized, shape: Shape(rows, width))
      let targets = Tensor<Double>(centered, shape: Shape(rows, count))
      return (
        Tensor.product(features, features, isLeftTransposed: true).elements
          .map { $0 / Double(rows) },
        Tensor.product(targets, features, isLeftTransposed: true).elements
          .map { $0 / Double(rows) }
      )
    }
  }

  /// The solution for each target, K; the matrix is factorised once for all.
  func solutions(strength: Double) -> [RidgeSolution] {
    let width = moments.means.count
    var matrix = covariance
    for index in 0..<width { matrix[index * width + index] += strength }
    let count = targetMeans.count
    guard let standardized = BLAS.solvePositiveDefinite(matrix, products, count: count) else {
      preconditionFailure("LinearProbe: features or targets are not finite.")
    }
    return targetMeans.enumerated().map { target, mean in
      let own = standardized[target * width..<(target + 1) * width]
      let weights = zip(own, moments.scales).map { $0 * $1 }
      return RidgeSolution(
        weights: weights,
        intercept: mean - zip(weights, moments.means).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }
}

/// The weights of the features as they come, and what is added.
private struct RidgeSolution {
  var weights: [Double] = []
  var intercept = 0.0
}

/// The mean of each column and one over its standard deviation; 0 for a column that is constant.
private struct ColumnMoments {
  var means: [Double]
  var scales: [Double]

  init(_ values: [Double], width: Int) {
    let rows = Double(values.count / max(1, width))
    var means = Array(repeating: 0.0, count: width)
    for (index, value) in values.enumerated() { means[index % width] += value / rows }
    var variances = Array(repeating: 0.0, count: width)
    for (index, value) in values.enumerated() {
      let difference = value - means[index % width]
      variances[index % width] += difference * difference / rows
    }
    self.means = means
    // Rounding gives equal numbers a variance of about 1e-32 of their square.
    scales = zip(variances, means).map { variance, mean in
      variance > 1e-24 * mean * mean ? 1 / variance.squareRoot() : 0
    }
  }
}
