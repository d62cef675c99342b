import MetaLearning
import TestSupport
import Testing

/// Settings that are fine one by one, but make no sense together.
struct LearnerCombinationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let error: LearnerCombinationError
    let words: String
    let change: @Sendable (inout LearnerSettings) -> Void

    var testDescription: String { "\(error)" }

    init(
      _ error: LearnerCombinationError, _ words: String,
      _ change: @escaping @Sendable (inout LearnerSettings) -> Void
    ) {
      self.error = error
      self.words = words
      self.change = change
    }
  }

  static let cases = [
    Case(
      .reptileWithOneStep,
      "Reptile with one inner step is joint training: the parameters move along the mean policy"
        + " gradient. Give --inner-steps 2 or more, or --learner joint."
    ) { $0.learner = .reptile },
    Case(
      .reptileWithoutAdam(.trpo),
      "'--outer trpo' has nothing to ascend with '--learner reptile', which moves towards adapted"
        + " parameters and has no outer objective. Use --outer adam."
    ) {
      $0.learner = .reptile
      $0.innerSteps = 2
      $0.outer = .trpo
    },
    Case(
      .anilWithoutHiddenLayers,
      "'--learner anil' adapts the last layer alone, but without hidden layers that is the whole"
        + " policy. Give --hidden, or use --learner maml."
    ) {
      $0.learner = .anil
      $0.hidden = []
    },
    Case(
      .prompWithoutInnerSteps,
      "'--outer promp' is '--outer ppo' with a penalty on inner steps, but '--learner joint' trains"
        + " without them. Use --outer ppo."
    ) {
      $0.learner = .joint
      $0.outer = .promp
    },
    Case(
      .clippedScoreFunction(.ppo),
      "The score-function term has no clipped form, so '--outer ppo' cannot take several steps on it."
        + " Use --outer adam or trpo."
    ) {
      $0.hasScoreFunctionTerm = true
      $0.outer = .ppo
    },
    Case(
      .scoreFunctionOfOneTask,
      "The score-function term weighs a task's rollouts by how its return compares with those of the"
        + " other tasks, but there is only one task per iteration. Give --tasks 2 or more."
    ) {
      $0.hasScoreFunctionTerm = true
      $0.tasks = 1
    },
    Case(
      .scoreFunctionCountedTwice(.dice),
      "'--score-function-term' and '--estimator dice' are two ways to count that the parameters also"
        + " decide which rollouts are met with, and together they count it twice. Use --estimator"
        + " log-likelihood or --first-order, or leave the term out."
    ) {
      $0.hasScoreFunctionTerm = true
      $0.estimator = .dice
    },
    Case(
      .ratesLearnedTwice,
      "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."
    ) {
      $0.learner = .metaSGD
      $0.learnsInnerLearningRates = true
    },
    Case(
      .standardDeviationOutOfBounds(0.25, minimum: 0.5, maximum: 10),
      "The first standard deviation is 0.25, but it must lie between its limits, 0.5 and 10.0. Change"
        + " --initial-standard-deviation or the limits."
    ) {
      $0.initialStandardDeviation = 0.25
      $0.minimumStandardDeviation = 0.5
    },
    Case(
      .standardDeviationOutOfBounds(20, minimum: 0.01, maximum: 10),
      "The first standard deviation is 20.0, but it must lie between its limits, 0.01 and 10.0."
        + " Change --initial-standard-deviation or the limits."
    ) { $0.initialStandardDeviation = 20 },
    Case(
      .standardDeviationOutOfBounds(1, minimum: 2, maximum: 0.5),
      "The smallest standard deviation is 2.0, but the largest is 0.5, which leaves nothing between"
        + " them. Change --minimum-standard-deviation or --maximum-standard-deviation."
    ) {
      $0.minimumStandardDeviation = 2
      $0.maximumStandardDeviation = 0.5
    },
  ]

  @Test(arguments: cases)
  func `what makes no sense together is refused with the reason`(_ wrong: Case) {
    var settings = LearnerSettings()
    wrong.change(&settings)
    #expect(throws: wrong.error) { try settings.validate() }
    #expect("\(wrong.error)" == wrong.words)
  }

  static let choices: [(option: String, change: @Sendable (inout LearnerSettings) -> Void)] = [
    ("--estimator", { $0.estimator = .dice }),
    ("--estimator", { $0.estimator = .logLikelihood }),
    ("--first-order", { $0.isFirstOrder = true }),
    ("--score-function-term", { $0.hasScoreFunctionTerm = true }),
    ("--whole-trial", { $0.countsWholeTrial = true }),
    ("--learn-inner-learning-rate", { $0.learnsInnerLearningRates = true }),
  ]

  @Test(arguments: choices.indices, LearnerName.allCases)
  func `choices about meta-gradients are for learners that take them`(
    choice: Int, learner: LearnerName
  ) throws {
    let (option, change) = Self.choices[choice]
    var settings = LearnerSettings()
    settings.learner = learner
    settings.innerSteps = 2
    change(&settings)
    switch learner {
    case .reptile, .joint:
      let error = LearnerCombinationError.noMetaGradient(learner, unused: option)
      #expect(throws: error) { try settings.validate() }
      #expect(
        "\(error)"
          == "'--learner \(learner.rawValue)' does not differentiate through adaptation, so it has no"
          + " use for '\(option)'. Leave that out, or use --learner maml.")
    case .metaSGD where settings.learnsInnerLearningRates:
      #expect(throws: LearnerCombinationError.ratesLearnedTwice) { try settings.validate() }
    case .maml, .fomaml, .metaSGD, .anil, .cavia:
      // FOMAML is of first order, which counts nothing that the term would count again.
      if settings.hasScoreFunctionTerm && learner != .fomaml {
        let error = LearnerCombinationError.scoreFunctionCountedTwice(.likelihoodRatio)
        #expect(throws: error) { try settings.validate() }
        settings.estimator = .logLikelihood
      }
      try settings.validate()
    }
  }

  /// Whether settings make sense together, said once more in another way.
  private static func isFine(_ outer: OuterOptimizer, for learner: LearnerName) -> Bool {
    switch learner {
    case .reptile: outer == .adam
    case .joint: outer != .promp
    case .maml, .fomaml, .metaSGD, .anil, .cavia: true
    }
  }

  @Test(arguments: LearnerName.allCases, OuterOptimizer.allCases)
  func `an outer optimiser is refused where it has nothing to do`(
    learner: LearnerName, outer: OuterOptimizer
  ) throws {
    var settings = LearnerSettings()
    settings.learner = learner
    settings.outer = outer
    settings.innerSteps = 2
    if Self.isFine(outer, for: learner) {
      try settings.validate()
    } else {
      #expect(throws: LearnerCombinationError.self) { try settings.validate() }
    }
  }
}
