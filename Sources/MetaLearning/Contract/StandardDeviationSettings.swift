import Gym

// What every family of learners says of the standard deviations of continuous actions.

/// A setting's name in files and where it is stored.
struct StandardDeviationPlace<Settings> {
  let key: String
  let path: any (WritableKeyPath<Settings, Double> & Sendable)
}

extension SettingsTable {
  /// The settings of standard deviations, in units of the action.
  ///
  /// - Parameters:
  ///   - initial: The first one.
  ///   - minimum: No step makes it smaller than this.
  ///   - maximum: No step makes it larger than this.
  /// - Returns: Their rows, which only continuous actions use.
  static func standardDeviations(
    initial: StandardDeviationPlace<Settings>, minimum: StandardDeviationPlace<Settings>,
    maximum: StandardDeviationPlace<Settings>
  ) -> SettingsTable {
    let section = "Policy"
    return SettingsTable([
      .init(
        initial.key, initial.path, in: .above(0),
        option: .init(
          "initial-standard-deviation", value: "number",
          help: "First standard deviation of continuous actions.", section: section)),
      // `GaussianHead` clamps smaller deviations to 1e-6.
      .init(
        minimum.key, minimum.path, in: .atLeast(1e-6),
        option: .init(
          "minimum-standard-deviation", value: "number",
          help: "No step makes it smaller than this.", section: section)),
      .init(
        maximum.key, maximum.path, in: .atLeast(1e-6),
        option: .init(
          "maximum-standard-deviation", value: "number",
          help: "No step makes it larger than this.", section: section)),
    ]).map {
      $0.used(
        in: \.hasContinuousActions,
        otherwise: "only continuous actions use it, and these are choices")
    }
  }
}

extension SettingsError {
  /// Refuses a first standard deviation outside its limits, and limits that leave nothing between them.
  static func checkStandardDeviations(
    initial: Double, minimum: Double, maximum: Double
  ) throws(SettingsError) {
    if minimum > maximum {
      throw SettingsError(
        "The smallest standard deviation is \(minimum), but the largest is \(maximum), which leaves"
          + " nothing between them. Change --minimum-standard-deviation or"
          + " --maximum-standard-deviation.")
    }
    if initial < minimum || maximum < initial {
      throw SettingsError(
        "The first standard deviation is \(initial), but it must lie between its limits, \(minimum)"
          + " and \(maximum). Change --initial-standard-deviation or the limits.")
    }
  }
}
