import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Curvature and extremes of distributions: what a trust region is made of.
struct FisherTests {
  /// KL(p ‖ ·) at p itself, as a function of the tensors in `variables`.
  private func divergenceFromItself<Scalar: TensorScalar>(
    _ distribution: ActionDistribution<Scalar>
  ) -> Tensor<Scalar> {
    distribution.klDivergence(from: distribution.detached).sum
  }

  /// The Hessian of a value by one tensor, column by column.
  private func hessian(_ value: Tensor<Double>, _ variable: Tensor<Double>) -> NaiveMatrix {
    let slope = gradients(of: [value], withRespectTo: [variable], isRecorded: true)
    let size = variable.shape.count
    let columns = (0..<size).map { index in
      let unit = Tensor(
        (0..<size).map { $0 == index ? 1.0 : 0 }, shape: variable.shape)
      return gradients(of: slope, withRespectTo: [variable], cotangents: [unit])[0].elements
    }
    return NaiveMatrix(size, size) { columns[$1][$0] }
  }

  @Test(arguments: [1, 2, 5])
  func `the curvature of a divergence between choices is the Fisher matrix`(count: Int) {
    let logits = Tensor(
      variable: uniformNumbers(count, in: -2...2, seed: count), shape: Shape(1, count))
    let distribution = ActionDistribution.choices(logits: logits)
    // By enumeration: the expectation of ∇log p ∇log pᵀ.
    var fisher = [Double](repeating: 0, count: count * count)
    for choice in 0..<count {
      let logProbability = distribution.logProbability(of: .discrete([Int32(choice)]))
      let slope = gradients(of: [logProbability], withRespectTo: [logits])[0].elements
      for row in 0..<count {
        for column in 0..<count {
          fisher[row * count + column] += exp(logProbability.scalar) * slope[row] * slope[column]
        }
      }
    }
    let divergence = divergenceFromItself(distribution)
    expectClose(hessian(divergence, logits).elements, fisher, within: .absolute(1e-14))
    expectClose(divergence.scalar, 0, within: .absolute(1e-15))
    expectClose(
      gradients(of: [divergence], withRespectTo: [logits])[0].elements,
      [Double](repeating: 0, count: count), within: .absolute(1e-15))
  }

  @Test func `the curvature of a divergence between normals is the Fisher matrix`() {
    let deviations = [0.3, 1, 2.5]
    let mean = Tensor<Double>(
      variable: uniformNumbers(6, in: -2...2, seed: 1), shape: Shape(2, 3))
    let log = Tensor(variable: deviations.map { Foundation.log($0) }, shape: Shape(1, 3))
    let divergence = divergenceFromItself(
      .normal(mean: mean, logStandardDeviation: log))
    // 1 / σ² for each mean, 2 for each logarithm of σ in each of two rows, and nothing mixed.
    expectClose(
      hessian(divergence, mean).elements,
      NaiveMatrix(6, 6) { $0 == $1 ? 1 / pow(deviations[$0 % 3], 2) : 0 }.elements,
      within: .relative(1e-14, floor: 1e-15))
    expectClose(
      hessian(divergence, log).elements, NaiveMatrix(3, 3) { $0 == $1 ? 4 : 0 }.elements,
      within: .absolute(1e-14))
    let slopes = gradients(of: [divergence], withRespectTo: [mean, log], isRecorded: true)
    let mixed = gradients(
      of: [slopes[0]], withRespectTo: [log], cotangents: [Tensor(repeating: 1, shape: Shape(2, 3))])
    expectClose(mixed[0].elements, [0, 0, 0], within: .absolute(1e-14))
    #expect(divergence.scalar == 0)
    for slope in slopes {
      expectClose(
        slope.elements, [Double](repeating: 0, count: slope.shape.count), within: .absolute(1e-14))
    }
  }

  @Test func `the Fisher matrix of a normal is the mean of squared slopes`() {
    let (mean, deviation) = (0.4, 0.7)
    let variables = [
      Tensor<Double>(variable: [mean], shape: Shape(1, 1)),
      Tensor(variable: [log(deviation)], shape: Shape(1, 1)),
    ]
    let distribution = ActionDistribution.normal(
      mean: variables[0], logStandardDeviation: variables[1])
    let step = 1.0 / 32
    var fisher = [0.0, 0, 0]
    for index in -320...320 {
      let action = mean + deviation * step * Double(index)
      let logDensity = distribution.logProbability(
        of: .continuous(Tensor([action], shape: Shape(1, 1))))
      let slopes = gradients(of: [logDensity], withRespectTo: variables).map(\.scalar)
      let weight = exp(logDensity.scalar) * step * deviation
      fisher[0] += weight * slopes[0] * slopes[0]
      fisher[1] += weight * slopes[0] * slopes[1]
      fisher[2] += weight * slopes[1] * slopes[1]
    }
    expectClose(fisher, [1 / (deviation * deviation), 0, 2], within: .absolute(1e-12))
  }

  @Test(arguments: [1e4, -1e4, 80, 1e-30])
  func `extreme logits leave values and derivatives finite`(size: Double) {
    expectFinite(Float.self, logits: [size, -size, 0, size, size, -size, 0, 0, size])
    expectFinite(Double.self, logits: [size, -size, 0, size, size, -size, 0, 0, size])
  }

  @Test func `the narrowest and very wide normals have finite values and derivatives`() {
    // The square of e⁵⁰ exceeds single precision.
    for log in [GaussianHead.minimumLogStandardDeviation, 8, 50] {
      expectFinite(Float.self, logStandardDeviation: log)
      expectFinite(Double.self, logStandardDeviation: log)
    }
  }

  @Test(arguments: [GaussianHead.minimumLogStandardDeviation, -8, 0, 8, 40])
  func `single precision has the curvature of narrow and wide normals`(logDeviation: Double) {
    let mean = Tensor<Float>(variable: [0.5, -0.5], shape: Shape(2, 1))
    let log = Tensor<Float>(variable: [Float(logDeviation)], shape: Shape(1, 1))
    let divergence = divergenceFromItself(.normal(mean: mean, logStandardDeviation: log))
    let slopes = gradients(of: [divergence], withRespectTo: [mean, log], isRecorded: true)
    let products = gradients(
      of: slopes, withRespectTo: [mean, log],
      cotangents: [Tensor([1, 2], shape: Shape(2, 1)), Tensor([3], shape: Shape(1, 1))])
    let precision = exp(-2 * Double(Float(logDeviation)))
    expectClose(products[0].elements, [precision, 2 * precision], within: .relative(3e-6))
    expectClose(products[1].scalar, 12, within: .relative(3e-6))
  }

  private func expectFinite<Scalar: TensorScalar>(_ type: Scalar.Type, logits: [Double]) {
    let variable = Tensor(variable: logits.map { Scalar($0) }, shape: Shape(logits.count / 3, 3))
    let old = Tensor(logits.reversed().map { Scalar($0) }, shape: variable.shape)
    expectFinite(
      .choices(logits: variable), from: .choices(logits: old), [variable],
      actions: .discrete((0..<variable.shape.rows).map { Int32($0) }))
  }

  private func expectFinite<Scalar: TensorScalar>(
    _ type: Scalar.Type, logStandardDeviation: Double
  ) {
    let mean = Tensor<Scalar>(variable: [1, -2, 0, 30], shape: Shape(2, 2))
    let log = Tensor(
      variable: [Scalar](repeating: Scalar(logStandardDeviation), count: 2), shape: Shape(1, 2))
    let old = ActionDistribution<Scalar>.normal(
      mean: Tensor([0, 0, 1, 1], shape: Shape(2, 2)),
      logStandardDeviation: Tensor([0, 0], shape: Shape(1, 2)))
    expectFinite(
      .normal(mean: mean, logStandardDeviation: log), from: old, [mean, log],
      actions: .continuous(Tensor([0, 1, 2, 3], shape: Shape(2, 2))))
  }

  private func expectFinite<Scalar: TensorScalar>(
    _ distribution: ActionDistribution<Scalar>, from old: ActionDistribution<Scalar>,
    _ variables: [Tensor<Scalar>], actions: Actions<Scalar>
  ) {
    let values = [
      distribution.logProbability(of: actions), distribution.entropy,
      distribution.klDivergence(from: old), distribution.klDivergence(from: distribution.detached),
    ]
    for (name, value) in zip(["log probability", "entropy", "divergence", "curvature"], values) {
      let slopes = gradients(of: [value], withRespectTo: variables, isRecorded: true)
      let products = gradients(
        of: slopes, withRespectTo: variables,
        cotangents: variables.map { Tensor(repeating: 1, shape: $0.shape) })
      for tensor in [value] + slopes + products {
        #expect(
          tensor.elements.allSatisfy { $0.isFinite }, "\(name), \(Scalar.self): \(tensor.elements)")
      }
    }
  }
}
