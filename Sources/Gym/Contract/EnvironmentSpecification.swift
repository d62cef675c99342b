/// One number that tells tasks of an environment apart.
public struct TaskParameter: Equatable, Sendable {
  /// The name on the command line and in files, in camel case.
  public var name: String
  /// What it is, in a few words.
  public var meaning: String
  /// Its unit, or an empty string.
  public var unit: String
  /// Its usual value.
  public var defaultValue: Float
  /// The values that make physical sense; anything else is refused.
  public var legalRange: ClosedRange<Float>
  /// The only values that make sense, if they do not fill a range; for instance -1 and 1.
  public var legalChoices: [Float]?

  /// The name of a kind of parameters, if consecutive ones of that kind are listed as one.
  public var group: String?

  /// A legal range that ends here, or beyond, stands for one without end.
  public static let unbounded: Float = 1e30

  /// Creates the description of a parameter.
  public init(
    name: String, meaning: String, unit: String = "", defaultValue: Float,
    legalRange: ClosedRange<Float>, legalChoices: [Float]? = nil, group: String? = nil
  ) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.defaultValue = defaultValue
    self.legalRange = legalRange
    self.legalChoices = legalChoices
    self.group = group
  }
}

/// The facts about an environment that do not depend on the task.
public struct EnvironmentSpecification: Equatable, Sendable {
  /// The name on the command line, for instance "point-robot".
  public var name: String
  /// What the policy sees.
  public var observationSpace: Space
  /// What the policy chooses.
  public var actionSpace: Space
  /// Most steps an episode may take; it is truncated there.
  public var horizon: Int
  /// How long a step takes in the world it simulates, in seconds; `nil` where time has no unit.
  public var secondsPerStep: Double?
  /// What each number of a recorded state is, in camel case; by default what the policy sees.
  public var stateNames: [String]
  /// What varies between tasks.
  public var parameters: [TaskParameter]
  /// How many uniform numbers a reset takes.
  public var resetNoiseCount: Int
  /// How many uniform numbers a step takes.
  public var stepNoiseCount: Int
  /// What the page of the environment says, in short.
  public var words: EnvironmentWords

  /// Creates a specification.
  public init(
    name: String, observationSpace: Space, actionSpace: Space, horizon: Int,
    secondsPerStep: Double? = nil, stateNames: [String]? = nil, parameters: [TaskParameter],
    resetNoiseCount: Int = 0, stepNoiseCount: Int = 0, words: EnvironmentWords
  ) {
    self.name = name
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    self.horizon = horizon
    self.secondsPerStep = secondsPerStep
    let observed = words.observation.map(\.name)
    let size = observationSpace.size
    self.stateNames =
      stateNames
      ?? (observed.count == size ? observed : (0..<size).map { "observation\($0 + 1)" })
    self.parameters = parameters
    self.resetNoiseCount = resetNoiseCount
    self.stepNoiseCount = stepNoiseCount
    self.words = words
  }

  /// Stops if steps cannot be counted up to the horizon.
  @usableFromInline
  func checkHorizon() {
    precondition(
      horizon >= 1 && horizon < 1 << 31,
      "EnvironmentSpecification: the horizon of \(name) is \(horizon); it must be from 1 to 2147483647."
    )
  }
}
