public import Tensors

/// Which tasks to draw: those to learn from, new ones of the same kind, or ones of another kind.
public enum Split: String, CaseIterable, Codable, Sendable {
  /// The tasks meta-training draws.
  case train
  /// Tasks of the same ranges from a stream of their own.
  case test
  /// Tasks unlike those of training: outside its ranges, or in a corner of them.
  case shifted

  var purpose: RandomPurpose {
    switch self {
    case .train: .trainTasks
    case .test: .testTasks
    case .shifted: .shiftedTasks
    }
  }
}

/// Where tasks come from: an environment, and for each split the region of its parameters.
public struct TaskDistribution: Sendable {
  /// The name after the slash, for instance "goals".
  public let name: String
  /// Raised when the same name comes to mean other tasks, so that old files are not misread.
  public let version: Int
  /// One sentence about what varies and what a learner can gain from adapting.
  public let summary: String
  /// Facts about the environment that hold for every task.
  public let specification: EnvironmentSpecification
  /// Whole-number settings of the environment itself, for instance the number of arms.
  public let options: [String: Int]
  /// The region of parameters of each split; `test` is drawn from `train`'s region.
  public var regions: [Split: TaskRegion]
  /// Makes copies of the environment on a task.
  public let makeBatch: @Sendable (_ parameters: [Float], _ count: Int) -> any EnvironmentBatch
  /// Draws episodes of a task, the one that matters most last; see `Environment.scene`.
  public let makeScene: @Sendable (_ parameters: [Float], _ episodes: [SceneEpisode]) -> Scene
  /// How one picture shows a whole episode.
  public let stillStyle: StillStyle
  /// How a person can change the task while watching.
  public let controls: [TaskControl]
  /// Players of known level on this distribution.
  public let referencePlayers: ReferencePlayers

  /// Creates a distribution.
  ///
  /// - Parameters:
  ///   - name: The name after the slash.
  ///   - version: Raised when the same name comes to mean other tasks.
  ///   - summary: One sentence.
  ///   - environment: The dynamics.
  ///   - options: The environment's whole-number settings, if it has any.
  ///   - train: The region of the `train` and `test` splits.
  ///   - shifted: The region of the `shifted` split, if there is one.
  ///   - referencePlayers: Players of known level.
  @inlinable
  public init<E: Environment>(
    name: String, version: Int = 1, summary: String, environment: E, options: OptionValues? = nil,
    train: TaskRegion, shifted: TaskRegion? = nil, referencePlayers: ReferencePlayers
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.options = options?.byName ?? [:]
    self.referencePlayers = referencePlayers
    specification = environment.specification
    regions = [.train: train]
    if let shifted { regions[.shifted] = shifted }
    makeBatch = { parameters, count in
      VectorizedEnvironment(environment, parameters: parameters, count: count)
    }
    makeScene = { parameters, episodes in
      environment.scene(of: environment.makeTask(parameters), episodes: episodes)
    }
    stillStyle = environment.stillStyle
    controls = environment.controls
  }

  /// The full name, for instance "point-robot/goals".
  public var fullName: String { specification.name + "/" + name }

  /// The region of a split.
  ///
  /// - Returns: The region, or `nil` if the distribution has no such split.
  public func region(of split: Split) -> TaskRegion? {
    regions[split == .test ? .train : split]
  }

  /// Draws a task; the same arguments name the same task for ever.
  ///
  /// - Parameters:
  ///   - split: Which tasks to draw from.
  ///   - index: Which task of the split, from 0.
  ///   - key: The address of the run or of the scoring.
  /// - Returns: Values in the order of `specification.parameters`.
  /// - Throws: `TaskDistributionError` if there is no such split or its region is empty.
  public func task(_ split: Split, index: Int, key: RandomKey) throws(TaskDistributionError)
    -> [Float]
  {
    guard let region = region(of: split) else {
      throw TaskDistributionError.noSuchSplit(distribution: fullName, split: split)
    }
    guard let task = region.draw(key: key.child(split.purpose, index)) else {
      throw TaskDistributionError.emptyRegion(distribution: fullName, split: split)
    }
    return task
  }
}

/// The players anchors are measured with.
public struct ReferencePlayers: Sendable {
  /// Makes the best player known that ignores which task it is in, for the ranges as they come.
  public var makeBlind: @Sendable () -> any Player
  /// Makes a player that is told the task: its parameters.
  public var makeOracle: @Sendable (_ parameters: [Float]) -> any Player

  /// Creates the pair.
  public init(
    blind: @escaping @Sendable () -> any Player,
    oracle: @escaping @Sendable (_ parameters: [Float]) -> any Player
  ) {
    makeBlind = blind
    makeOracle = oracle
  }
}
