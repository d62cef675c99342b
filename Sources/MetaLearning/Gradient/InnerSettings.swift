/// The steps of adaptation.
public struct InnerSettings: Equatable, Sendable {
  /// Inner steps, K.
  public var steps = 1
  /// Inner learning rate of each step, α, in units of a gradient of the mean advantage per step;
  /// beyond the last the rate is multiplied by `decay` at each further step.
  public var learningRates: [Double] = [0.1]
  /// Factor of the learning rate from each step to the next beyond those listed.
  public var decay = 0.5
  /// Whether the outer loop also learns the inner learning rates.
  public var learnsRates = false

  /// Creates the default settings.
  public init() {}
}

extension InnerSettings {
  /// Every setting of inner steps.
  public static let table: SettingsTable<InnerSettings> = [
    .init(
      "steps", \.steps,
      in: .within(1...100).noting(
        "since adapting takes a step ('--learner joint' trains without any)"),
      option: .init(
        "inner-steps", value: "count", help: "Gradient steps of adaptation.", section: section)),
    .init(
      "learningRates", \.learningRates, in: .above(0),
      option: .init(
        "inner-learning-rate", value: "rate,...",
        help: "Size of each inner step; the last one decays over further steps.", section: section)
    ),
    .init(
      "decay", \.decay, in: .above(0),
      option: .init(
        "inner-learning-rate-decay", value: "factor",
        help: "Factor of the inner learning rate at each step beyond those listed.",
        section: section)),
    .init(
      "learnsRates", \.learnsRates,
      option: .init(
        "learn-inner-learning-rate", help: "Lets the outer loop learn the rate of each inner step.",
        section: section)),
  ]

  private static let section = "Inner steps"
}

/// The learning rate of each inner step: those listed, then the last one, decaying.
struct InnerLearningRates {
  var listed: [Double]
  var decay: Double

  init(_ settings: InnerSettings) {
    listed = settings.learningRates
    decay = settings.decay
  }

  init(listed: [Double], decay: Double) {
    self.listed = listed
    self.decay = decay
  }

  subscript(step: Int) -> Double {
    if step < listed.count { return listed[step] }
    var rate = listed.last ?? 0
    for _ in listed.count...step { rate *= decay }
    return rate
  }

  func prefix(_ count: Int) -> [Double] { (0..<count).map { self[$0] } }
}
