import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// A meta-batch of two tasks with made-up rows, and which objective is made of it.
struct ObjectiveCase: Sendable, CustomTestStringConvertible {
  /// What is added to the query's surrogate.
  enum Terms: String, CaseIterable, Sendable {
    case plain, wholeTrial, score, wholeTrialAndScore
  }

  let kind: PolicyCase
  var stepCount = 2
  var learner = GradientMethod.maml
  var outer = OuterStep.Name.adam
  var estimator = InnerEstimator.likelihoodRatio
  var terms = Terms.plain
  /// Which made-up numbers.
  var seed: UInt64 = 400

  var testDescription: String {
    "\(kind.testDescription), \(stepCount) steps, \(learner.name), \(outer.rawValue),"
      + " \(estimator.rawValue), \(terms)"
  }

  static let learningRates = [0.3, 0.2, 0.15, 0.1, 0.05]

  var settings: GradientSettings {
    var settings = GradientSettings()
    settings.method = learner
    settings.outer.name = outer
    settings.metaGradient.estimator = estimator
    settings.inner.steps = stepCount
    settings.metaGradient.countsWholeTrial = terms == .wholeTrial || terms == .wholeTrialAndScore
    settings.metaGradient.hasScoreFunctionTerm = terms == .score || terms == .wholeTrialAndScore
    // Of a size that is felt beside the surrogate.
    if outer == .promp { settings.outer.clipped?.innerDivergencePenalty = 0.3 }
    // So near that a small change takes some ratios beyond it.
    settings.outer.clipped?.clip = 0.05
    return settings
  }

  /// Where the rows were collected.
  ///
  /// Rates of parameters are not all alike where they are learned.
  var point: MetaVector<Double> {
    var numbers = TestNumbers(seed: seed + 1)
    var parameters = kind.parameters(seed: seed + 2)
    // Made-up actions are standard normal: what is likely under the policy has tame ratios.
    for index in kind.policy.logStandardDeviationRange ?? 0..<0 { parameters[index] = 0.2 }
    return MetaVector(
      parameters: parameters,
      logLearningRates: Self.learningRates.prefix(stepCount).map(Double.naturalLogarithm),
      logMultipliers: learner == .metaSGD ? numbers.normals(parameters.count, scale: 0.3) : [])
  }

  func tasks(
    count: Int = 2, learningRateScale: Double = 1,
    advantageScale: (_ task: Int, _ stage: Int) -> Double = { _, _ in 1 }
  ) -> [AdaptedTask<Double>] {
    let rates = point.rates
    return (0..<count).map { task in
      let seed = seed + 10 + 10 * UInt64(task)
      var path = AdaptationPath<Surrogate<Double>>(
        initialParameters: point.parameters, multipliers: rates.multipliers,
        rule: AdaptationRule(settings: settings, policy: kind.policy))
      for (k, rate) in rates.steps.enumerated() {
        var support = kind.surrogate(
          rowCount: 7 + k + task, seed: seed + UInt64(k), estimator: estimator)
        support.batch.advantageScale = advantageScale(task, k)
        path.step(on: support, learningRate: learningRateScale * rate)
      }
      var query = kind.surrogate(rowCount: 9 + task, seed: seed + 9)
      query.batch.advantageScale = advantageScale(task, stepCount)
      var adapted = AdaptedTask(path: path, query: query)
      adapted.fixOldPolicies()
      return adapted
    }
  }

  /// What the score functions are weighted with, of any size.
  var scoreWeights: [[Double]] {
    [[0.4, -0.7, 0.2, 0.9, -0.3], [-0.5, 0.3, 0.8, -0.2, 0.6]].map { Array($0.prefix(stepCount)) }
  }

  func objective(learningRateScale: Double = 1) -> MetaObjective<Double> {
    MetaObjective(
      settings: settings, tasks: tasks(learningRateScale: learningRateScale),
      scoreWeights: settings.metaGradient.hasScoreFunctionTerm ? scoreWeights : [])
  }
}
