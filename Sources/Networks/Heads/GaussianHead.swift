import Numerics
package import Tensors

/// Continuous actions: independent normal coordinates whose means are the outputs.
///
/// The standard deviations are parameters, the same for all observations. Their logarithms are kept
/// above `minimumLogStandardDeviation`, below which the slope is 0.
package struct GaussianHead: Equatable, Sendable {
  /// The numbers of an action, A.
  package let size: Int
  /// The entry of the logarithms of the standard deviations, `[1, A]`.
  package let logStandardDeviation: ParameterLayout.Entry

  /// The smallest logarithm of a standard deviation, ln 1e-6, as in pytorch-maml-rl,
  /// <https://github.com/tristandeleu/pytorch-maml-rl>.
  package static let minimumLogStandardDeviation = -13.815_510_557_964_274

  /// Creates the head.
  ///
  /// - Parameters:
  ///   - size: The numbers of an action, A.
  ///   - layout: Receives "logStandardDeviation".
  package init(size: Int, in layout: inout ParameterLayout) {
    self.size = size
    logStandardDeviation = layout.append("logStandardDeviation", Shape(1, size))
  }

  /// The distributions with given means.
  ///
  /// - Parameters:
  ///   - output: The means, `[B, A]`.
  ///   - logStandardDeviation: The parameters, `[1, A]`.
  /// - Returns: B distributions.
  func distribution<Scalar: TensorScalar>(
    output: Tensor<Scalar>, logStandardDeviation: Tensor<Scalar>
  ) -> GaussianDistribution<Scalar> {
    GaussianDistribution(
      mean: output,
      logStandardDeviation: logStandardDeviation.maximum(
        Scalar(Self.minimumLogStandardDeviation)))
  }

  /// Reads the logarithms of the standard deviations that actions are drawn with.
  ///
  /// - Parameter parameters: A flat vector of the layout.
  /// - Returns: The logarithms, bounded from below, `[A]`.
  func logStandardDeviations(_ parameters: [some TensorScalar]) -> [Double] {
    parameters[logStandardDeviation.range].map {
      max(Double($0), Self.minimumLogStandardDeviation)
    }
  }

  /// Adds the product of the Fisher matrix, averaged over rows, and a change of the logarithms of the
  /// standard deviations: twice the change, but 0 where the value is at the minimum.
  ///
  /// - Parameters:
  ///   - change: A flat vector of the layout.
  ///   - parameters: The parameters where the Fisher matrix is taken, `[P]`.
  ///   - total: A flat vector of the layout; receives the sum.
  func addFisherProduct<Scalar: TensorScalar>(
    of change: [Scalar], at parameters: [Scalar], to total: inout [Scalar]
  ) {
    for index in logStandardDeviation.range
    where parameters[index] > Scalar(Self.minimumLogStandardDeviation) {
      total[index] += 2 * change[index]
    }
  }
}

/// Normal distributions of independent coordinates.
package struct GaussianDistribution<Scalar: TensorScalar> {
  /// The means, `[B, A]`.
  package let mean: Tensor<Scalar>
  /// The logarithms of the standard deviations, the same for all rows, `[1, A]`.
  package let logStandardDeviation: Tensor<Scalar>

  /// Creates distributions.
  ///
  /// - Precondition: There are as many standard deviations as coordinates.
  package init(mean: Tensor<Scalar>, logStandardDeviation: Tensor<Scalar>) {
    precondition(
      logStandardDeviation.shape == Shape(1, mean.shape.columns),
      "ActionDistribution: standard deviations of \(logStandardDeviation.shape), but means of"
        + " \(mean.shape) need \(Shape(1, mean.shape.columns)).")
    self.mean = mean
    self.logStandardDeviation = logStandardDeviation
  }

  func logProbability(of actions: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(
      actions.shape == mean.shape || Shape(1, actions.shape.columns) == mean.shape,
      "ActionDistribution: actions of \(actions.shape), but means of \(mean.shape).")
    let standardized = (actions - mean) * (-logStandardDeviation).exponential
    let constant = Scalar(mean.shape.columns) * Self.halfLogTwoPi
    return standardized.squared.rowSums.scaled(by: -0.5)
      - logStandardDeviation.sum.adding(constant)
  }

  var entropy: Tensor<Scalar> {
    let constant = Scalar(mean.shape.columns) * (0.5 + Self.halfLogTwoPi)
    return logStandardDeviation.sum.adding(constant).broadcast(to: Shape(mean.shape.rows, 1))
  }

  func klDivergence(from old: GaussianDistribution) -> Tensor<Scalar> {
    ActionDistribution.checkSameShape(old.mean, mean)
    // ½ ((μ - μ')/σ)² + ½ ((σ'/σ)² - 1) + ln σ/σ', where only ratios of deviations are squared,
    // so that wide distributions do not overflow and a distribution is exactly 0 from itself.
    let standardized = (mean - old.mean) * (-logStandardDeviation).exponential
    let logRatio = logStandardDeviation - old.logStandardDeviation
    let spread = logRatio.scaled(by: -2).exponential.adding(-1).scaled(by: 0.5) + logRatio
    return standardized.squared.rowSums.scaled(by: 0.5) + spread.sum
  }

  /// The part of the means, ȧ / σ².
  ///
  /// That of the logarithms of σ is `GaussianHead.addFisherProduct`; there are no mixed terms.
  func fisherProduct(_ change: Tensor<Scalar>) -> Tensor<Scalar> {
    withoutRecording {
      ActionDistribution.checkSameShape(mean, change)
      return change * logStandardDeviation.scaled(by: -2).exponential
    }
  }

  var detached: GaussianDistribution {
    GaussianDistribution(
      mean: mean.detached, logStandardDeviation: logStandardDeviation.detached)
  }

  /// ½ ln 2π.
  private static var halfLogTwoPi: Scalar { Scalar(0.918_938_533_204_672_7) }
}

/// Draws normal actions.
struct GaussianSampler<Scalar: TensorScalar>: Sendable {
  /// `[A]`.
  private let standardDeviation: [Scalar]

  /// The numbers of an action, A.
  var size: Int { standardDeviation.count }

  init(_ head: GaussianHead, parameters: [Scalar]) {
    standardDeviation = head.logStandardDeviations(parameters).map {
      Scalar.exponential(Scalar($0))
    }
  }

  /// Draws one action for each row; two coordinates take one pair of normal numbers.
  ///
  /// - Parameters:
  ///   - means: `[n, A]`.
  ///   - address: The random numbers to use.
  ///   - noise: Room for them.
  ///   - actions: Receives the actions, `[n, A]`.
  func sample(
    _ means: [Scalar], at address: ActionAddress, noise: inout ActionNoise,
    into actions: inout [Float]
  ) {
    let size = standardDeviation.count
    for first in stride(from: 0, to: size, by: 2) {
      address.key.fillNormal(
        UInt32(address.step), address.copies, UInt32(first / 2), into: &noise.numbers)
      for row in address.copies.indices {
        let index = row * size + first
        actions[index] = Float(
          means[index] + standardDeviation[first] * Scalar(noise.numbers.first[row]))
        guard first + 1 < size else { continue }
        actions[index + 1] = Float(
          means[index + 1] + standardDeviation[first + 1] * Scalar(noise.numbers.second[row]))
      }
    }
  }

  /// Appends -½ Σ ((a - μ) / σ)² - Σ ln σ - A/2 ln 2π.
  func appendLogProbabilities(
    of actions: [Float], _ means: [Scalar], count: Int, to result: inout [Float]
  ) {
    let size = standardDeviation.count
    let constant = standardDeviation.reduce(0) {
      $0 - Scalar.naturalLogarithm($1) - Scalar(0.918_938_533_204_672_7)
    }
    for row in 0..<count {
      var sum: Scalar = 0
      for index in row * size..<(row + 1) * size {
        let distance =
          (Scalar(actions[index]) - means[index]) / standardDeviation[index - row * size]
        sum += distance * distance
      }
      result.append(Float(constant - sum / 2))
    }
  }
}
