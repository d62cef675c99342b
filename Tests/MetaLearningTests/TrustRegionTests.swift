import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// Three adapted tasks of a small policy, and what a trust region makes of them.
private struct Problem {
  let kind: PolicyCase
  let point: MetaVector<Double>
  let tasks: [AdaptedTask<Double>]
  var settings = GradientSettings()
  var trust = TrustRegionSettings()

  init(_ kind: PolicyCase, stepCount: Int = 2, isFirstOrder: Bool = false) {
    self.kind = kind
    let rates = Array([0.3, 0.2][..<stepCount])
    point = MetaVector(
      parameters: kind.parameters(), logLearningRates: rates.map(Double.naturalLogarithm))
    tasks = (0..<3).map { task in
      var path = AdaptationPath<Surrogate<Double>>(
        initialParameters: kind.parameters(), rule: AdaptationRule(isFirstOrder: isFirstOrder))
      for (k, rate) in rates.enumerated() {
        let seed = UInt64(200 + 10 * task + k)
        path.step(on: kind.surrogate(rowCount: 9 + task, seed: seed), learningRate: rate)
      }
      path.fixOldPolicies()
      var query = kind.surrogate(rowCount: 10 + task, seed: UInt64(205 + 10 * task))
      query.fixOldPolicy(at: path.adaptedParameters)
      return AdaptedTask(path: path, query: query)
    }
    settings.inner.steps = stepCount
    settings.inner.learnsRates = true
    trust.damping = 0.03
  }

  let workers = Workers(count: 1)

  var region: TrustRegion<Double> {
    TrustRegion(
      settings: trust, workers: workers,
      held: settings.inner.learnsRates
        ? [] : [point.parameters.count..<point.flattened.count])
  }

  var objective: MetaObjective<Double> { MetaObjective(settings: settings, tasks: tasks) }

  /// The mean over tasks of the gradient of the surrogate of the adapted policy.
  func gradient() throws -> MetaVector<Double> { try objective.meanGradient(workers: workers) }

  func step(along gradient: MetaVector<Double>) throws -> TrustRegion<Double>.Outcome {
    try region.step(from: point, along: gradient, of: objective)
  }

  func curvatureProduct(_ vector: [Double]) throws -> [Double] {
    try region.curvatureProduct(point.replacing(by: vector), tasks: objective.tasks)
  }

  func meanValue(at flat: [Double]) throws -> (surrogate: Double, divergence: Double) {
    try objective.meanValue(at: point.replacing(by: flat), workers: workers)
  }

  /// E[Jᵀ F J] + damping, with the columns of J from differences of adaptation.
  var explicitCurvature: [[Double]] {
    let count = point.flattened.count
    var result = (0..<count).map { row in
      (0..<count).map { $0 == row ? trust.damping : 0 }
    }
    for task in tasks {
      let columns = TrustRegionTests.difference.columns(at: point.flattened) { flat in
        let moved = point.replacing(by: flat)
        return task.path.readapted(from: moved.parameters, rates: moved.rates).adaptedParameters
      }
      let images = columns.map {
        task.query.fisherVectorProduct(at: task.path.adaptedParameters, times: $0)
      }
      for row in 0..<count {
        for column in 0..<count {
          result[row][column] += VectorMath.dot(columns[row], images[column]) / 3
        }
      }
    }
    return result
  }
}

struct TrustRegionTests {
  /// Adaptation bends sharply along the logarithms of deviations and learning rates.
  static let difference = FiniteDifference(step: 1e-4)

  @Test(arguments: [PolicyCase.gaussian, .categorical])
  func `the curvature product equals the explicit matrix's, column by column`(
    _ kind: PolicyCase
  ) throws {
    let problem = Problem(kind)
    let matrix = problem.explicitCurvature
    for column in matrix.indices {
      var unit = matrix.map { _ in 0.0 }
      unit[column] = 1
      expectClose(
        try problem.curvatureProduct(unit), matrix.map { $0[column] },
        within: .relative(1e-9, floor: 1e-9), "column \(column)")
    }
  }

  /// At the old policies the divergence is 0 and has no slope, so its Hessian is E[Jᵀ F J] alone.
  @Test(arguments: [PolicyCase.gaussian, .categorical])
  func `the curvature is that of the mean divergence`(_ kind: PolicyCase) throws {
    var problem = Problem(kind)
    problem.trust.damping = 0
    var numbers = TestNumbers(seed: 80)
    let direction = numbers.normals(problem.point.flattened.count)
    let step = 1e-3
    let divergences = try [-2.0, -1, 1, 2].map { multiple in
      try problem.meanValue(
        at: VectorMath.sum(problem.point.flattened, direction, times: multiple * step)
      ).divergence
    }
    let second =
      (16 * (divergences[1] + divergences[2]) - divergences[0] - divergences[3])
      / (12 * step * step)
    expectClose(
      VectorMath.dot(direction, try problem.curvatureProduct(direction)), second,
      within: .relative(1e-6))
  }

  @Test(arguments: [PolicyCase.gaussian, .categorical], [false, true])
  func `the curvature is symmetric and positive`(_ kind: PolicyCase, isFirstOrder: Bool) throws {
    let problem = Problem(kind, isFirstOrder: isFirstOrder)
    for seed in UInt64(90)..<95 {
      var numbers = TestNumbers(seed: seed)
      let count = problem.point.flattened.count
      let (u, v) = (numbers.normals(count), numbers.normals(count))
      let (imageOfU, imageOfV) = (
        try problem.curvatureProduct(u), try problem.curvatureProduct(v)
      )
      expectClose(
        VectorMath.dot(v, imageOfU), VectorMath.dot(u, imageOfV), within: .absolute(1e-12))
      #expect(VectorMath.dot(u, imageOfU) >= problem.trust.damping * VectorMath.dot(u, u))
    }
  }

  @Test func `learning rates that are not learned do not move`() throws {
    var problem = Problem(.gaussian)
    problem.settings.inner.learnsRates = false
    var gradient = try problem.gradient()
    gradient.logLearningRates = [0, 0]
    let outcome = try problem.step(along: gradient)
    #expect(outcome.lineSearchStep != nil)
    #expect(outcome.point.logLearningRates == problem.point.logLearningRates)
    #expect(outcome.point.parameters != problem.point.parameters)
    var learning = problem
    learning.settings.inner.learnsRates = true
    let other = try learning.step(along: problem.gradient())
    #expect(other.point.logLearningRates != problem.point.logLearningRates)
  }

  @Test(
    arguments: [PolicyCase.gaussian, .categorical], [1e-5, 0.01, 0.5])
  func `an accepted step stays within the bound and improves the surrogate`(
    _ kind: PolicyCase, bound: Double
  ) throws {
    for isWholeTrial in [false, true] {
      var problem = Problem(kind)
      problem.trust.maximumDivergence = bound
      problem.settings.metaGradient.countsWholeTrial = isWholeTrial
      let outcome = try problem.step(along: problem.gradient())
      let before = try problem.meanValue(at: problem.point.flattened)
      let after = try problem.meanValue(at: outcome.point.flattened)
      #expect(outcome.lineSearchStep != nil)
      #expect(after.surrogate > before.surrogate)
      #expect(after.divergence <= bound)
      #expect(after.divergence > 0.05 * bound, "the step is far shorter than it may be")
      #expect(outcome.divergence == after.divergence)
      expectClose(before.divergence, 0, within: .absolute(1e-15))
    }
  }

  /// The objective of the line search and the gradient it follows must be of the same function.
  @Test(arguments: [false, true])
  func `the surrogate of the line search has the meta-gradient as its slope`(
    isWholeTrial: Bool
  ) throws {
    var problem = Problem(.gaussian)
    problem.settings.metaGradient.countsWholeTrial = isWholeTrial
    var numbers = TestNumbers(seed: 81)
    let direction = numbers.normals(problem.point.flattened.count)
    let fixed = problem
    let slope = Self.difference.slope(at: problem.point.flattened, along: direction) { flat in
      [(try? fixed.meanValue(at: flat).surrogate) ?? .nan]
    }
    expectClose(
      VectorMath.dot(try problem.gradient().flattened, direction), slope[0], within: .absolute(1e-8)
    )
  }

  @Test func `a step follows the natural gradient to the edge of the region`() throws {
    var problem = Problem(.categorical)
    problem.trust.conjugateGradientIterations = 200
    problem.trust.maximumDivergence = 1e-6
    let outcome = try problem.step(along: problem.gradient())
    let moved = VectorMath.sum(
      outcome.point.flattened, problem.point.flattened, times: -1)
    // In so small a region the step s has sᵀ H s = 2 δ, shortened by the line search.
    let curvature = VectorMath.dot(moved, try problem.curvatureProduct(moved))
    var expected = 2e-6
    for _ in 0..<(outcome.lineSearchStep ?? 99) { expected *= 0.64 }
    expectClose(curvature, expected, within: .relative(1e-6))
    // H s is in proportion to the gradient.
    let image = try problem.curvatureProduct(moved)
    let gradient = try problem.gradient().flattened
    let ratio = VectorMath.dot(image, gradient) / VectorMath.dot(gradient, gradient)
    expectClose(
      image, gradient.map { ratio * $0 },
      within: .absolute(1e-5 * ratio * VectorMath.norm(gradient)))
  }

  @Test func `a line search that fails leaves the point as it was, to the bit`() throws {
    var problem = Problem(.gaussian)
    problem.trust.maximumDivergence = 1e9
    problem.trust.lineSearchSteps = 1
    let outcome = try problem.step(along: problem.gradient())
    #expect(outcome.point == problem.point)
    #expect(outcome.lineSearchStep == nil)
    #expect(outcome.divergence == 0)
  }

  @Test func `without a gradient nothing moves`() throws {
    let problem = Problem(.gaussian)
    let zero = problem.point.replacing(by: problem.point.flattened.map { _ in 0 })
    let outcome = try problem.step(along: zero)
    #expect(outcome.point == problem.point)
    #expect(outcome.lineSearchStep == nil)
  }
}
