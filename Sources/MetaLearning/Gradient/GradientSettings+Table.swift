import Networks

extension GradientSettings: LearnerSettings {
  /// The settings of a method; `nil` if none has this name.
  public init?(learner: String) {
    guard let method = GradientMethod.all.first(where: { $0.name == learner }) else { return nil }
    self.init(method)
    switch method {
    case .reptile:
      // A single step would be joint training.
      inner.steps = 2
    case .cavia:
      // A context near 0 only shifts the values of units with a hyperbolic tangent; it switches
      // rectified units on and off, and so can reverse the effect of an observation.
      policy.activation = .relu
    case .maml, .fomaml, .metaSGD, .anil, .joint: break
    }
  }

  /// The name of the method.
  public var learner: String { method.name }

  /// The method and the outer step.
  public var label: String { "\(learner) and \(outer.name.rawValue)" }

  /// Tasks of a meta-batch, M.
  public var taskCount: Int { tasks }

  /// Episodes per task before and after each inner step.
  public var rolloutCount: Int { rollouts }

  /// Inner steps, K.
  public var stepCount: Int { inner.steps }

  /// Every setting of the family.
  public static let table =
    [
      Setting(
        "contextSize", in: .within(1...4096),
        option: .init(
          "context-size", value: "count", help: "Numbers in CAVIA's context.", section: "Learner"),
        get: { $0.method.contextSize }, set: { $0.method.contextSize = $1 }
      ).ofLearners(
        where: { $0.method.contextSize != nil }, otherwise: "only --learner cavia uses it"),
      .init(
        "tasks", \.tasks, in: countRange,
        option: .init(
          "tasks", value: "count", help: "Tasks per iteration.", section: "Learner")),
      .init(
        "rollouts", \.rollouts, in: countRange,
        option: .init(
          "rollouts", value: "count", help: "Episodes per task before and after each inner step.",
          section: "Learner")),
    ] + inner + metaGradient + outer + AdvantageSettings.table.within("advantages", \.advantages)
    + PolicySettings.table.within("policy", \.policy)

  /// The number of tasks or episodes; more would need too much memory.
  private static let countRange = SettingRange.within(1...100_000)

  private static let inner =
    InnerSettings.table.within("inner", \GradientSettings.inner)
    .map { row in
      row.declaration.key == "inner.learnsRates"
        ? row.ofMetaGradient.ofLearners(
          where: { $0.method != .metaSGD },
          refusal: { _, option in
            "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for"
              + " each step adds nothing. Leave out --\(option), or use --learner maml."
          }) : row
    }

  private static let metaGradient =
    MetaGradientSettings.table.within("metaGradient", \GradientSettings.metaGradient)
    .map(\.ofMetaGradient)
    .map { row in
      row.declaration.key == "metaGradient.isFirstOrder"
        ? row.used(
          when: { $0.method != .fomaml }, otherwise: "--learner fomaml is of first order already")
        : row
    }

  private static let outer =
    [
      Setting<GradientSettings>(
        "outer.step",
        option: .init(
          "outer", value: "name", help: "How the outer loop steps.", section: "Outer steps",
          listing: "outerSteps"),
        get: { $0.outer.name }, set: { $0.outer.name = $1 })
    ]
    + AdamSettings.table.within("outer", get: { $0.outer.adam }, set: { $0.outer.adam = $1 })
    .map { row in
      row.declaration.key == "outer.rateLearningRate"
        ? row.used(
          when: \.learnsRates,
          otherwise: "only --learner meta-sgd and --learn-inner-learning-rate learn rates") : row
    }.map {
      $0.used(
        when: { $0.outer.adam != nil }, otherwise: "--outer trpo goes as far as --max-kl allows")
    }
    + TrustRegionSettings.table.within(
      "outer", get: { $0.outer.trustRegion }, set: { $0.outer.trustRegion = $1 }
    ).map {
      $0.used(when: { $0.outer.trustRegion != nil }, otherwise: "only --outer trpo uses it")
    }
    + ClippedSettings.table.within(
      "outer", get: { $0.outer.clipped }, set: { $0.outer.clipped = $1 }
    ).map { row in
      row.declaration.key == "outer.innerDivergencePenalty"
        ? row.used(when: { $0.outer.name == .promp }, otherwise: "only --outer promp uses it")
        : row.used(
          when: { $0.outer.clipped != nil }, otherwise: "only --outer ppo and promp use it")
    }
}

extension Setting<GradientSettings> {
  /// The same setting, of learners that differentiate through adaptation.
  fileprivate var ofMetaGradient: Setting {
    ofLearners(where: \.method.takesMetaGradients) { settings, option in
      "'--learner \(settings.learner)' does not differentiate through adaptation, so it has no use"
        + " for '--\(option)'. Leave that out, or use --learner maml."
    }
  }
}
