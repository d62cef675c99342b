import MetaLearning
import Testing

/// Settings that are each in range, but make no sense together.
struct SettingsCombinationTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let words: String
    let change: @Sendable (inout GradientSettings) -> Void

    var testDescription: String { words }

    init(_ words: String, _ change: @escaping @Sendable (inout GradientSettings) -> Void) {
      self.words = words
      self.change = change
    }
  }

  static let cases = [
    Case(
      "Reptile with one inner step is joint training: the parameters move along the mean policy"
        + " gradient. Give --inner-steps 2 or more, or --learner joint."
    ) { $0.method = .reptile },
    Case(
      "'--outer trpo' has nothing to ascend with '--learner reptile', which moves towards adapted"
        + " parameters and has no outer objective. Use --outer adam."
    ) {
      $0.method = .reptile
      $0.inner.steps = 2
      $0.outer.name = .trpo
    },
    Case(
      "'--learner anil' adapts the last layer alone, but without hidden layers that is the whole"
        + " policy. Give --hidden, or use --learner maml."
    ) {
      $0.method = .anil
      $0.policy.hidden = []
    },
    Case(
      "'--outer promp' is '--outer ppo' with a penalty on inner steps, but '--learner joint' trains"
        + " without them. Use --outer ppo."
    ) {
      $0.method = .joint
      $0.outer.name = .promp
    },
    Case(
      "The score-function term has no clipped form, so '--outer ppo' cannot take several steps on it."
        + " Use --outer adam or trpo."
    ) {
      $0.metaGradient.hasScoreFunctionTerm = true
      $0.outer.name = .ppo
    },
    Case(
      "The score-function term weighs a task's rollouts by how its return compares with those of the"
        + " other tasks, but there is only one task per iteration. Give --tasks 2 or more."
    ) {
      $0.metaGradient.hasScoreFunctionTerm = true
      $0.tasks = 1
    },
    Case(
      "'--score-function-term' and '--estimator dice' both count how the parameters change the"
        + " distribution of the rollouts, and together they count it twice. Use --estimator"
        + " log-likelihood or --first-order, or leave the term out."
    ) {
      $0.metaGradient.hasScoreFunctionTerm = true
      $0.metaGradient.estimator = .dice
    },
    Case(
      "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."
    ) {
      $0.method = .metaSGD
      $0.inner.learnsRates = true
    },
    Case(
      "The first standard deviation is 0.25, but it must lie between its limits, 0.5 and 10.0. Change"
        + " --initial-standard-deviation or the limits."
    ) {
      $0.policy.initialStandardDeviation = 0.25
      $0.policy.minimumStandardDeviation = 0.5
    },
    Case(
      "The first standard deviation is 20.0, but it must lie between its limits, 0.01 and 10.0."
        + " Change --initial-standard-deviation or the limits."
    ) { $0.policy.initialStandardDeviation = 20 },
    Case(
      "The smallest standard deviation is 2.0, but the largest is 0.5, which leaves nothing between"
        + " them. Change --minimum-standard-deviation or --maximum-standard-deviation."
    ) {
      $0.policy.minimumStandardDeviation = 2
      $0.policy.maximumStandardDeviation = 0.5
    },
  ]

  @Test(arguments: cases)
  func `what makes no sense together is refused with the reason`(_ wrong: Case) {
    var settings = GradientSettings()
    wrong.change(&settings)
    #expect(throws: SettingsError(wrong.words)) { try settings.validate() }
  }

  static let choices: [(option: String, change: @Sendable (inout GradientSettings) -> Void)] = [
    ("--estimator", { $0.metaGradient.estimator = .dice }),
    ("--estimator", { $0.metaGradient.estimator = .logLikelihood }),
    ("--first-order", { $0.metaGradient.isFirstOrder = true }),
    ("--score-function-term", { $0.metaGradient.hasScoreFunctionTerm = true }),
    ("--whole-trial", { $0.metaGradient.countsWholeTrial = true }),
    ("--learn-inner-learning-rate", { $0.inner.learnsRates = true }),
  ]

  @Test(arguments: choices.indices, GradientMethod.all)
  func `choices about meta-gradients are for methods that take them`(
    choice: Int, method: GradientMethod
  ) throws {
    let (option, change) = Self.choices[choice]
    var settings = GradientSettings(method)
    settings.inner.steps = 2
    change(&settings)
    switch method {
    case .reptile, .joint:
      let words =
        "'--learner \(method.name)' does not differentiate through adaptation, so it has no use for"
        + " '\(option)'. Leave that out, or use --learner maml."
      #expect(throws: SettingsError(words)) { try settings.validate() }
    case .metaSGD where settings.inner.learnsRates:
      let words =
        "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."
      #expect(throws: SettingsError(words)) { try settings.validate() }
    case .maml, .fomaml, .metaSGD, .anil, .cavia:
      // FOMAML is of first order, which counts nothing that the term would count again.
      if settings.metaGradient.hasScoreFunctionTerm && method != .fomaml {
        #expect(throws: SettingsError.self) { try settings.validate() }
        settings.metaGradient.estimator = .logLikelihood
      }
      try settings.validate()
    }
  }

  /// Whether settings make sense together, said once more in another way.
  private static func isFine(_ outer: OuterStep.Name, for method: GradientMethod) -> Bool {
    switch method {
    case .reptile: outer == .adam
    case .joint: outer != .promp
    case .maml, .fomaml, .metaSGD, .anil, .cavia: true
    }
  }

  @Test(arguments: GradientMethod.all, OuterStep.Name.allCases)
  func `an outer step is refused where it has nothing to do`(
    method: GradientMethod, outer: OuterStep.Name
  ) throws {
    var settings = GradientSettings(method)
    settings.outer.name = outer
    settings.inner.steps = 2
    if Self.isFine(outer, for: method) {
      try settings.validate()
    } else {
      #expect(throws: SettingsError.self) { try settings.validate() }
    }
  }
}
