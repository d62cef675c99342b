public import Gym
import Wording

/// What can be wrong with a request for a distribution.
public enum CatalogError: Error, Equatable {
  /// No environment has that name.
  case noSuchEnvironment(name: String, known: [String])
  /// An environment was named, but none of its distributions.
  case missingDistribution(environment: String, known: [String])
  /// The environment has no distribution of that name.
  case noSuchDistribution(name: String, environment: String, known: [String])
  /// The environment has no option of that name.
  case noSuchOption(name: String, environment: String, known: [String])
  /// An option's value is not one that is supported.
  case illegalOption(EnvironmentOption, text: String)
}

extension CatalogError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch self {
    case .noSuchEnvironment(let name, let known):
      "There is no environment '\(name)'.\(NameText.suggestion(for: name, among: known))"
        + " 'fledge list' shows all \(known.count)."
    case .missingDistribution(let environment, let known):
      "'\(environment)' is an environment; which of its distributions? Use \(NameText.choice(of: known))."
    case .noSuchDistribution(let name, let environment, let known):
      "There is no distribution '\(name)' of '\(environment)'.\(NameText.suggestion(for: name, among: known))"
        + " It has \(NameText.list(known)); 'fledge list' shows all."
    case .noSuchOption(let name, let environment, []):
      "There is no option '\(name)': '\(environment)' has no options."
    case .noSuchOption(let name, let environment, let known):
      "There is no option '\(name)'.\(NameText.suggestion(for: name, among: known))"
        + " '\(environment)' has \(NameText.list(known))."
    case .illegalOption(let option, let text):
      "The value '\(text)' is invalid for the option '\(option.name)': it must be"
        + " \(Self.need(of: option))."
    }
  }

  private static func need(of option: EnvironmentOption) -> String {
    option.valueNames.map(NameText.choice(of:))
      ?? "a whole number from \(option.legalRange.lowerBound) to \(option.legalRange.upperBound)"
  }
}
