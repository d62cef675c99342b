import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The problem of `TwoStepProblemTests` against all digits of an independent script, in units of
/// returns: the surrogate is a mean over two steps, so everything is doubled here.
struct GoldenTwoStepTests {
  private typealias Problem = TwoStepProblemTests
  private static let tolerance = Tolerance.absolute(1e-12)

  /// An estimator, or none of its curvature.
  private struct Variant {
    var estimator: InnerEstimator
    var isFirstOrder = false
    var hasScore = false

    static let firstOrder = Variant(estimator: .likelihoodRatio, isFirstOrder: true)
    static let full = Variant(estimator: .logLikelihood, hasScore: true)

    var settings: GradientSettings {
      var settings = GradientSettings()
      settings.metaGradient.estimator = estimator
      settings.metaGradient.isFirstOrder = isFirstOrder
      settings.metaGradient.hasScoreFunctionTerm = hasScore
      return settings
    }

    var emptyPath: AdaptationPath<Surrogate<Double>> {
      var rule = AdaptationRule<Double>(settings: settings, policy: Problem.policy)
      // The problem has no biases.
      rule.adapted = 0..<4
      return AdaptationPath(initialParameters: Problem.logits + [0, 0], rule: rule)
    }

    /// The value of the adapted policy and its meta-gradient, by logits and by logarithms of rates.
    func metaGradient(
      _ path: AdaptationPath<Surrogate<Double>>
    ) -> (value: Double, byLogits: [Double], byRates: [Double]) {
      let adapted = Array(path.adaptedParameters[..<4])
      let query = Problem.surrogate(adapted)
      let value = Problem.value(adapted)
      let objective = TaskObjective(
        settings: settings, task: AdaptedTask(path: path, query: query),
        scoreWeights: hasScore ? [value / 2] : [])
      let gradient = objective.gradient()
      return (
        value, gradient.parameters[..<4].map { 2 * $0 },
        gradient.logLearningRates.map { 2 * $0 }
      )
    }
  }

  @Test func `value, gradient and Hessians`() throws {
    let numbers = try GoldenMetaGradients.load().twoStepMDP
    #expect(numbers.parameters == Problem.logits)
    expectClose(Problem.value(Problem.logits), numbers.value, within: Self.tolerance)
    for estimator in InnerEstimator.allCases {
      let surrogate = Problem.surrogate(Problem.logits, estimator)
      expectClose(
        surrogate.gradient(at: Problem.logits + [0, 0])[..<4].map { 2 * $0 }, numbers.gradient,
        within: Self.tolerance)
      let name = ["log-likelihood": "logLikelihood", "likelihood-ratio": "likelihoodRatio"]
      let hessian = try #require(numbers.hessians[name[estimator.rawValue] ?? "dice"])
      for row in 0..<4 {
        let unit = (0..<4).map { $0 == row ? 1.0 : 0 }
        expectClose(
          Problem.hessianProduct(Problem.logits, times: unit, estimator), hessian[row],
          within: Self.tolerance, estimator.rawValue)
      }
    }
  }

  @Test func `one, two and three steps on all episodes`() throws {
    let numbers = try GoldenMetaGradients.load().twoStepMDP
    #expect(numbers.exactSteps.map(\.steps) == [1, 2, 3])
    for test in numbers.exactSteps {
      let variants: [(Variant, [Double], [Double])] = [
        (.firstOrder, test.firstOrder, test.firstOrderByLogLearningRates),
        (Variant(estimator: .dice), test.dice, test.diceByLogLearningRates),
        (
          Variant(estimator: .logLikelihood), test.logLikelihood,
          test.logLikelihoodByLogLearningRates
        ),
        (
          Variant(estimator: .likelihoodRatio), test.likelihoodRatio,
          test.likelihoodRatioByLogLearningRates
        ),
      ]
      for (variant, byLogits, byRates) in variants {
        var path = variant.emptyPath
        for _ in 0..<test.steps {
          path.step(
            on: Problem.surrogate(Array(path.adaptedParameters[..<4]), variant.estimator),
            learningRate: 2 * numbers.learningRate)
        }
        let name = "\(test.steps) steps, \(variant)"
        expectClose(
          Array(path.adaptedParameters[..<4]), test.adaptedParameters, within: Self.tolerance, name)
        let found = variant.metaGradient(path)
        expectClose(found.value, test.value, within: Self.tolerance, name)
        expectClose(found.byLogits, byLogits, within: Self.tolerance, name)
        expectClose(found.byRates, byRates, within: Self.tolerance, name)
      }
    }
  }

  @Test func `one step on one episode, in expectation over it`() throws {
    let numbers = try GoldenMetaGradients.load().twoStepMDP
    #expect(numbers.oneEpisode.count == 2)
    for test in numbers.oneEpisode {
      let variants: [(Variant, [Double])] = [
        (.firstOrder, test.firstOrder), (Variant(estimator: .dice), test.dice),
        (Variant(estimator: .logLikelihood), test.logLikelihood),
        (Variant(estimator: .likelihoodRatio), test.likelihoodRatio), (.full, test.fullGradient),
      ]
      for (variant, expected) in variants {
        var (value, gradient) = (0.0, [0.0, 0, 0, 0])
        for episode in Problem.Trajectory.all {
          var path = variant.emptyPath
          path.step(
            on: Problem.surrogate(of: [episode], baseline: test.baseline, variant.estimator),
            learningRate: 2 * numbers.learningRate)
          let found = variant.metaGradient(path)
          let probability = episode.probability(Problem.logits)
          value += probability * found.value
          VectorMath.add(found.byLogits, times: probability, to: &gradient)
        }
        let name = "baseline \(test.baseline), \(variant)"
        expectClose(value, test.value, within: Self.tolerance, name)
        expectClose(gradient, expected, within: Self.tolerance, name)
      }
    }
  }
}
