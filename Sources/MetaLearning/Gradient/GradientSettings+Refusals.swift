public import Gym
import Networks

// The one place that refuses settings of the family that are each in range.

extension GradientSettings {
  /// Refuses settings that make no sense together.
  ///
  /// - Throws: `SettingsError` with the reason and what to change.
  public func checkCombination() throws(SettingsError) {
    try checkMethod()
    try checkScoreFunctionTerm()
    try SettingsError.checkStandardDeviations(
      initial: policy.initialStandardDeviation, minimum: policy.minimumStandardDeviation,
      maximum: policy.maximumStandardDeviation)
  }

  private func checkMethod() throws(SettingsError) {
    let outer = self.outer.name
    if method == .reptile, inner.steps < 2 {
      throw SettingsError(
        "Reptile with one inner step is joint training: the parameters move along the mean policy"
          + " gradient. Give --inner-steps 2 or more, or --learner joint.")
    }
    if method == .reptile, outer != .adam {
      throw SettingsError(
        "'--outer \(outer.rawValue)' has nothing to ascend with '--learner reptile', which moves"
          + " towards adapted parameters and has no outer objective. Use --outer adam.")
    }
    if method == .anil, policy.hidden.isEmpty {
      throw SettingsError(
        "'--learner anil' adapts the last layer alone, but without hidden layers that is the whole"
          + " policy. Give --hidden, or use --learner maml.")
    }
    if method == .joint, outer == .promp {
      throw SettingsError(
        "'--outer promp' is '--outer ppo' with a penalty on inner steps, but '--learner joint' trains"
          + " without them. Use --outer ppo.")
    }
  }

  private func checkScoreFunctionTerm() throws(SettingsError) {
    guard metaGradient.hasScoreFunctionTerm else { return }
    if outer.clipped != nil {
      throw SettingsError(
        "The score-function term has no clipped form, so '--outer \(outer.name.rawValue)' cannot take"
          + " several steps on it. Use --outer adam or trpo.")
    }
    if tasks < 2 {
      throw SettingsError(
        "The score-function term weighs a task's rollouts by how its return compares with those of"
          + " the other tasks, but there is only one task per iteration. Give --tasks 2 or more.")
    }
    let estimator = metaGradient.estimator
    if estimator != .logLikelihood, !usesFirstOrder {
      throw SettingsError(
        "'--score-function-term' and '--estimator \(estimator.rawValue)' both count how the"
          + " parameters change the distribution of the rollouts, and together they count it twice."
          + " Use --estimator log-likelihood or --first-order, or leave the term out.")
    }
  }

  /// Refuses settings that would need too much memory, before any is allocated.
  ///
  /// - Throws: `SettingsError` that says which option to change.
  public func checkSize(for specification: EnvironmentSpecification) throws(SettingsError) {
    let parameterCount = Policy(settings: self, specification: specification).layout.count
    let parameterLimit = 50_000_000
    if parameterCount > parameterLimit {
      throw SettingsError(
        "The policy would have \(parameterCount) parameters, but at most \(parameterLimit) are"
          + " supported. Give fewer or narrower layers with --hidden.")
    }
    let stages = trainingSteps + 1
    let rows = tasks * rollouts * specification.horizon * stages
    let rowLimit = 100_000_000
    if rows > rowLimit {
      throw SettingsError(
        "One iteration could take \(rows) environment steps (\(tasks) tasks, \(rollouts) rollouts,"
          + " \(stages) stages of \(specification.horizon) steps), but at most \(rowLimit) are"
          + " supported. Give fewer --tasks or --rollouts.")
    }
    // A task keeps its parameters at each stage, the gradient of each step and its meta-gradient.
    let numbers = tasks * parameterCount * 2 * (stages + 1)
    let numberLimit = 2_000_000_000
    if numbers > numberLimit {
      throw SettingsError(
        "One iteration would keep \(numbers) numbers (\(tasks) tasks, \(stages) stages of"
          + " \(parameterCount) parameters), but at most \(numberLimit) are supported. Give fewer"
          + " --tasks or --inner-steps, or narrower layers with --hidden.")
    }
  }
}
