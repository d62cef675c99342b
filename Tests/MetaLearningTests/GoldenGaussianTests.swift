import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The problem of `GaussianProblemTests` against all digits of an independent script.
struct GoldenGaussianTests {
  private typealias Problem = GaussianProblemTests
  private typealias Golden = GoldenMetaGradients.Gaussian
  private static let tolerance = Tolerance.absolute(1e-12)

  @Test func `every case matches`() throws {
    let numbers = try GoldenMetaGradients.load().gaussian
    #expect(numbers.cases.count == 10)
    for test in numbers.cases {
      let expected = [
        (InnerEstimator.likelihoodRatio, true, test.firstOrder),
        (.logLikelihood, false, test.logLikelihood),
        (.likelihoodRatio, false, test.likelihoodRatio), (.dice, false, test.dice),
      ]
      for (estimator, isFirstOrder, gradient) in expected {
        let name =
          "\(test.steps) steps, baseline \(test.baseline), adapts \(test.adapts), least"
          + " \(test.minimumStandardDeviation ?? 0), \(isFirstOrder ? "first order" : estimator.rawValue)"
        var settings = GradientSettings()
        settings.metaGradient.estimator = estimator
        settings.metaGradient.isFirstOrder = isFirstOrder
        settings.policy.minimumStandardDeviation =
          test.minimumStandardDeviation ?? settings.policy.minimumStandardDeviation
        let path = path(test, of: numbers, settings)
        expectClose(
          path.adaptedParameters, [0] + test.adaptedParameters, within: Self.tolerance, name)
        let query = surrogate(at: path.adaptedParameters, baseline: 0, of: numbers)
        expectClose(
          query.value(at: path.adaptedParameters), test.value, within: Self.tolerance, name)
        let objective = TaskObjective(
          settings: settings, task: AdaptedTask(path: path, query: query))
        expectClose(
          objective.gradient().parameters, [0] + gradient, within: Self.tolerance, name)
      }
    }
  }

  private func path(
    _ test: Golden.Case, of numbers: Golden, _ settings: GradientSettings
  ) -> AdaptationPath<Surrogate<Double>> {
    var rule = AdaptationRule<Double>(settings: settings, policy: Problem.policy)
    // The weight of an observation that is 0, the mean, and the logarithm of the deviation.
    if test.adapts == [1, 0] { rule.adapted = 0..<2 }
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: [0] + numbers.parameters, rule: rule)
    for _ in 0..<test.steps {
      let now = path.adaptedParameters
      let distance = now[1] - numbers.goal
      let value = -distance * distance - Double.exponential(2 * now[2])
      path.step(
        on: surrogate(
          at: now, baseline: test.baseline == "value" ? value : 0, of: numbers,
          settings.metaGradient.estimator),
        learningRate: numbers.learningRate)
    }
    return path
  }

  private func surrogate(
    at parameters: [Double], baseline: Double, of numbers: Golden,
    _ estimator: InnerEstimator = .likelihoodRatio
  ) -> Surrogate<Double> {
    Problem.surrogate(
      mean: parameters[1], logDeviation: parameters[2], baseline: baseline, estimator,
      points: numbers.nodes, weights: numbers.weights)
  }
}
