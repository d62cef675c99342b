public import Numerics

/// Which tasks to draw: those to learn from, new ones of the same kind, or ones of another kind.
public enum Split: String, CaseIterable, Codable, Sendable {
  /// The tasks meta-training draws.
  case train
  /// Other tasks of the same ranges; the same tasks where there are only finitely many.
  case test
  /// Tasks unlike those of training: outside its ranges, or in a corner of them.
  case shifted

  /// The split that a task belongs to by the bits of its parameters, one eighth of all tasks each but
  /// for `train`.
  package init(ofTask task: [Float]) {
    switch Self.digest(task) & 7 {
    case 0: self = .test
    case 1: self = .shifted
    default: self = .train
    }
  }

  /// Mixes the bits of a task's parameters, in order.
  ///
  /// - Source: FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>, then the mixing of SplitMix64: Steele,
  ///   Lea and Flood 2014, <https://doi.org/10.1145/2660193.2660195>.
  private static func digest(_ task: [Float]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in task {
      // Both zeros are the same task.
      hash = (hash ^ UInt64(value == 0 ? 0 : value.bitPattern)) &* 0x100_0000_01B3
    }
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    return hash ^ hash >> 31
  }

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
  @usableFromInline let makeSharedBatch:
    @Sendable (_ task: [Float], _ count: Int) -> any EnvironmentBatch
  @usableFromInline let makeMixedBatch: @Sendable (_ tasks: [[Float]]) -> any EnvironmentBatch
  /// Draws episodes of a task, the one that matters most last; see `Environment.scene`.
  public let makeScene: @Sendable (_ parameters: [Float], _ episodes: [SceneEpisode]) -> Scene
  /// How one picture shows a whole episode.
  public let stillStyle: StillStyle
  /// How a person can change the task while watching.
  public let controls: [TaskControl]
  /// Agents of known level on this distribution.
  public let referenceAgents: ReferenceAgents
  /// Keeps trials as they are played; `nil` if none are kept.
  public var recorder: TrialRecorder?

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
  ///   - referenceAgents: Agents of known level.
  @inlinable
  public init<E: Environment>(
    name: String, version: Int = 1, summary: String, environment: E, options: OptionValues? = nil,
    train: TaskRegion, shifted: TaskRegion? = nil, referenceAgents: ReferenceAgents
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.options = options?.byName ?? [:]
    self.referenceAgents = referenceAgents
    specification = environment.specification
    regions = [.train: train]
    if let shifted { regions[.shifted] = shifted }
    makeSharedBatch = { task, count in
      VectorizedEnvironment(environment, parameters: task, count: count)
    }
    makeMixedBatch = { tasks in VectorizedEnvironment(environment, tasks: tasks) }
    makeScene = { parameters, episodes in
      environment.scene(of: environment.makeTask(parameters), episodes: episodes)
    }
    stillStyle = environment.stillStyle
    controls = environment.controls
  }

  /// The full name, for instance "point-robot/goals".
  public var fullName: String { specification.name + "/" + name }

  /// Makes copies of the environment on one task.
  ///
  /// - Parameters:
  ///   - task: Values in the order of `specification.parameters`.
  ///   - count: How many copies, at least 1.
  /// - Returns: The copies; reset them before stepping.
  public func makeBatch(_ task: [Float], _ count: Int) -> any EnvironmentBatch {
    makeSharedBatch(task, count)
  }

  /// Makes a copy of the environment on each of several tasks.
  ///
  /// - Parameter tasks: The task of each copy, at least one, each in the order of
  ///   `specification.parameters`.
  /// - Returns: The copies; reset them before stepping.
  public func makeBatch(tasks: [[Float]]) -> any EnvironmentBatch {
    makeMixedBatch(tasks)
  }

  /// The region of a split.
  ///
  /// - Returns: The region, or `nil` if the distribution has no such split.
  public func region(of split: Split) -> TaskRegion? {
    regions[split == .test ? .train : split]
  }

  /// Draws a task; the same arguments always give the same task.
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
    let task = region.draw(key: key.child(split.purpose, index)) { belongs($0, to: split) }
    guard let task else {
      throw TaskDistributionError.emptyRegion(distribution: fullName, split: split)
    }
    return task
  }

  /// Whether `train` and `test` have the same tasks, because there are only finitely many.
  public var sharesTasks: Bool { regions[.train]?.isFinite == true }

  /// Whether a task of a split's region belongs to the split, and so to no other.
  ///
  /// Where there are finitely many tasks, `train` and `test` share them, and `shifted` has none of
  /// them. Otherwise the bits of the task's parameters decide: an eighth of all tasks is `test`, an
  /// eighth `shifted`, and the rest `train`. Not the streams of random numbers, which could meet.
  private func belongs(_ task: [Float], to split: Split) -> Bool {
    let isShiftedFinite = regions[.shifted]?.isFinite == true
    switch split {
    case .train, .test:
      if sharesTasks { return true }
      if isShiftedFinite, regions[.shifted]?.contains(task) == true { return false }
    case .shifted:
      if sharesTasks { return regions[.train]?.contains(task) == false }
      if isShiftedFinite { return true }
    }
    return Split(ofTask: task) == split
  }
}
