import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// The bandit of `EnumeratedBanditTests` against all digits of an independent script.
struct GoldenBanditTests {
  private typealias Problem = EnumeratedBanditTests
  private typealias Variant = EnumeratedBanditTests.Variant
  private static let tolerance = Tolerance.absolute(1e-12)

  private func baseline(_ name: String) throws -> Double? {
    let known: [String: Double?] = ["zero": 0, "value": Problem.meanPayment, "blockMean": nil]
    return try #require(known[name])
  }

  @Test func `every block of pulls`() throws {
    let numbers = try GoldenMetaGradients.load().bandit
    #expect(numbers.parameters == Problem.logits)
    #expect(numbers.cases.count == 5)
    for test in numbers.cases {
      let variants: [(Variant, [Double], String)] = [
        (.full, test.fullGradient, "full"), (.logLikelihood, test.logLikelihood, "log-likelihood"),
        (.likelihoodRatio, test.likelihoodRatio, "likelihood ratio"),
        (.dice, test.likelihoodRatio, "DiCE"), (.firstOrder, test.firstOrder, "first order"),
      ]
      for (variant, expected, name) in variants {
        let found = Problem.expectation(
          pulls: test.pulls, baseline: try baseline(test.baseline), variant)
        let name = "\(test.pulls) pulls, baseline \(test.baseline), \(name)"
        expectClose(found.value, test.value, within: Self.tolerance, name)
        expectClose(found.gradient, expected, within: Self.tolerance, name)
      }
    }
  }

  @Test func `infinitely many pulls`() throws {
    let numbers = try GoldenMetaGradients.load().bandit.infinitelyManyPulls
    for test in numbers.baselines {
      let variants: [(Variant, [Double], String)] = [
        (.logLikelihood, test.logLikelihood, "log-likelihood"),
        (.likelihoodRatio, numbers.exact, "likelihood ratio"), (.dice, numbers.exact, "DiCE"),
        (.firstOrder, numbers.firstOrder, "first order"),
      ]
      for (variant, expected, name) in variants {
        let support = Problem.expectedSurrogate(
          Problem.logits, baseline: try #require(try baseline(test.baseline)),
          estimator: variant.estimator)
        let found = Problem.adapt(on: support, variant)
        expectClose(found.value, numbers.value, within: Self.tolerance, name)
        expectClose(found.gradient, expected, within: Self.tolerance, name)
      }
    }
  }

  /// Of two steps, each on one pull, the second is drawn from what the first made: a score function
  /// for each, weighted with the return of what comes after it.
  @Test func `two steps with the score-function term`() throws {
    let cases = try GoldenMetaGradients.load().bandit.twoStepsOfOnePull
    #expect(cases.count == 2)
    for test in cases {
      let baseline = try #require(try baseline(test.baseline))
      for isWholeTrial in [false, true] {
        let expected = isWholeTrial ? test.wholeTrial : test.lastStage
        let name = "baseline \(test.baseline), \(isWholeTrial ? "whole trial" : "last stage")"
        for hasScore in [false, true] {
          let found = twoSteps(
            baseline: baseline, isWholeTrial: isWholeTrial, hasScore: hasScore)
          expectClose(found.value, expected.value, within: Self.tolerance, name)
          expectClose(
            found.gradient, hasScore ? expected.fullGradient : expected.logLikelihood,
            within: Self.tolerance, name)
        }
      }
    }
  }

  /// The value and meta-gradient in expectation over both pulls.
  private func twoSteps(
    baseline: Double, isWholeTrial: Bool, hasScore: Bool
  ) -> (value: Double, gradient: [Double]) {
    var settings = GradientSettings()
    settings.metaGradient.estimator = .logLikelihood
    settings.inner.steps = 2
    settings.metaGradient.countsWholeTrial = isWholeTrial
    settings.metaGradient.hasScoreFunctionTerm = hasScore
    var (total, gradient) = (0.0, [0.0, 0, 0])
    for first in 0..<3 {
      for second in 0..<3 {
        var path = AdaptationPath<Surrogate<Double>>(
          initialParameters: Problem.parameters(Problem.logits),
          rule: AdaptationRule(settings: settings, policy: Problem.policy))
        for arm in [first, second] {
          path.step(
            on: Problem.surrogate(
              arms: [arm], baseline: baseline, estimator: settings.metaGradient.estimator),
            learningRate: Problem.innerLearningRate)
        }
        let logits = path.parameters.map(Problem.logits)
        let values = logits.map(Problem.value)
        let later = isWholeTrial ? values[1] + values[2] : values[2]
        let objective = TaskObjective(
          settings: settings,
          task: AdaptedTask(path: path, query: Problem.expectedSurrogate(logits[2])),
          scoreWeights: hasScore ? [later, values[2]] : [])
        let probability =
          Problem.probabilities(logits[0])[first] * Problem.probabilities(logits[1])[second]
        total += probability * (isWholeTrial ? values[0] + later : later)
        VectorMath.add(
          Problem.logits(of: objective.gradient().parameters), times: probability,
          to: &gradient)
      }
    }
    return (total, gradient)
  }

  /// Jᵀ F J, with J the derivative of the adapted logits and F the Fisher matrix there.
  @Test(arguments: [InnerEstimator.likelihoodRatio, .dice])
  func `the curvature of the trust region is the explicit product`(
    estimator: InnerEstimator
  ) throws {
    let numbers = try GoldenMetaGradients.load().bandit.infinitelyManyPulls
    var settings = TrustRegionSettings()
    settings.damping = 0
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: Problem.parameters(Problem.logits))
    path.step(
      on: Problem.expectedSurrogate(Problem.logits, estimator: estimator),
      learningRate: Problem.innerLearningRate)
    expectClose(
      Problem.logits(of: path.adaptedParameters), numbers.adaptedParameters,
      within: Self.tolerance)
    let query = Problem.expectedSurrogate(Problem.logits(of: path.adaptedParameters))
    let region = TrustRegion<Double>(settings: settings, workers: Workers(count: 1))
    for column in 0..<3 {
      var unit = [0.0, 0, 0]
      unit[column] = 1
      let direction = Problem.parameters(unit)
      expectClose(
        Problem.logits(
          of: query.fisherVectorProduct(at: path.adaptedParameters, times: direction)),
        numbers.adaptedFisher.map { $0[column] }, within: Self.tolerance, "Fisher matrix")
      let product = try region.curvatureProduct(
        MetaVector(parameters: direction, logLearningRates: [0]),
        tasks: Shards([
          TaskObjective(settings: GradientSettings(), task: AdaptedTask(path: path, query: query))
        ]))
      expectClose(
        Array(product[3..<6]), numbers.trustRegionCurvature.map { $0[column] },
        within: Self.tolerance, "curvature")
    }
  }
}
