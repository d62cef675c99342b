/// What an environment's page says, in one line for each heading.
public struct EnvironmentWords: Equatable, Sendable {
  /// What it is about, one sentence.
  public var summary: String
  /// The numbers of an observation, in order.
  public var observation: [ObservedQuantity]
  /// What an action means and how it is bounded.
  public var action: String
  /// The reward of a step.
  public var reward: String
  /// When an episode ends.
  public var endOfEpisode: String

  /// Creates the words.
  public init(
    summary: String, observation: [ObservedQuantity], action: String, reward: String,
    endOfEpisode: String
  ) {
    self.summary = summary
    self.observation = observation
    self.action = action
    self.reward = reward
    self.endOfEpisode = endOfEpisode
  }
}

/// What one number of an observation is.
public struct ObservedQuantity: Equatable, Sendable {
  /// A name in camel case.
  public var name: String
  /// What it is, in a few words.
  public var meaning: String
  /// Its unit, or an empty string.
  public var unit: String

  /// Creates the description of a number.
  public init(name: String, meaning: String, unit: String = "") {
    self.name = name
    self.meaning = meaning
    self.unit = unit
  }
}
