/// An adaptation to a task after which a policy was saved.
public struct SavedAdaptation: Codable, Equatable, Sendable {
  /// The policy that adapted, as the user called it.
  public var policy: String
  /// The task's parameters by name.
  public var task: [String: Float]
  /// How many steps were taken.
  public var steps: Int
  /// How many episodes each step learned from.
  public var rolloutsPerStep: Int
  /// The seed of all random numbers.
  public var seed: UInt64
  /// What was changed in the agent, as options and values of the command line, for instance
  /// "inner-learning-rate" and "0.5".
  public var changes: [String: String]

  /// Describes an adaptation.
  public init(
    policy: String, task: [String: Float], steps: Int, rolloutsPerStep: Int, seed: UInt64,
    changes: [String: String] = [:]
  ) {
    self.policy = policy
    self.task = task
    self.steps = steps
    self.rolloutsPerStep = rolloutsPerStep
    self.seed = seed
    self.changes = changes
  }

  /// Whether all numbers are in their ranges.
  var isValid: Bool {
    steps >= 0 && rolloutsPerStep >= 1 && task.values.allSatisfy(\.isFinite)
  }
}
