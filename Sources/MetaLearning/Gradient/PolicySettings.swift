import Gym
public import Networks

extension Activation: SettingChoice {}

/// The policy: its network, and the standard deviations of continuous actions.
public struct PolicySettings: Equatable, Sendable {
  /// Widths of the hidden layers.
  public var hidden = [64, 64]
  /// Nonlinearity of the hidden layers.
  public var activation = Activation.tanh
  /// First standard deviation of continuous actions, in units of the action.
  public var initialStandardDeviation = 1.0
  /// Lower limit of the standard deviations of continuous actions, in adaptation and in outer steps.
  public var minimumStandardDeviation = 0.01
  /// Upper limit of the standard deviations of continuous actions, in adaptation and in outer steps.
  public var maximumStandardDeviation = 10.0

  /// Creates the default settings.
  public init() {}
}

extension PolicySettings {
  /// Every setting of a policy.
  public static let table: SettingsTable<PolicySettings> =
    [
      .init(
        "hidden", \.hidden, in: .within(1...4096),
        option: .init(
          "hidden", value: "units,...", help: "Widths of the hidden layers; 0 for none.",
          section: section, zero: "no hidden layers")),
      Setting(
        "activation", \.activation,
        option: .init(
          "activation", value: "name", help: "Nonlinearity of the hidden layers.", section: section)
      ).used(
        when: { !$0.hidden.isEmpty }, otherwise: "only hidden layers use it, and there are none"),
    ]
    + .standardDeviations(
      initial: .init(key: "initialStandardDeviation", path: \.initialStandardDeviation),
      minimum: .init(key: "minimumStandardDeviation", path: \.minimumStandardDeviation),
      maximum: .init(key: "maximumStandardDeviation", path: \.maximumStandardDeviation))

  private static let section = "Policy"
}

extension EnvironmentSpecification {
  /// Whether actions are numbers, not choices.
  var hasContinuousActions: Bool {
    switch actionSpace {
    case .box: true
    case .discrete: false
    }
  }
}
