public import Numerics

/// Dynamics with parameters: what one step does, for sixteen copies at once.
///
/// An environment reads like its page in a textbook. `Lanes` arithmetic is written as arithmetic on
/// numbers is; `replacing(with:where:)` stands where a scalar program branches. Use only
/// + - × ÷, square roots and `VectorFunctions`, so that an episode has the same bits everywhere.
/// Compare and select `Float` lanes only: Swift does that to whole numbers lane by lane.
///
/// An environment knows nothing of horizons, buffers or random generators: `VectorizedEnvironment`
/// counts steps, hands in uniform noise by address and moves numbers.
public protocol Environment: Sendable {
  /// One setting of the parameters, with everything the dynamics derive from them.
  associatedtype Task: Sendable
  /// The full hidden state of sixteen copies.
  associatedtype State: LaneState

  /// Spaces, horizon, and the parameters a task sets.
  var specification: EnvironmentSpecification { get }

  /// Makes the task with the given parameters.
  ///
  /// - Parameter parameters: Values in the order of `specification.parameters`.
  /// - Returns: The task.
  func makeTask(_ parameters: [Float]) -> Task

  /// Begins sixteen episodes.
  ///
  /// - Parameters:
  ///   - task: The task, unchanged by any number of resets.
  ///   - noise: `specification.resetNoiseCount` uniform numbers on `0..<1` for each copy.
  /// - Returns: The initial states.
  func reset(task: Task, noise: [Lanes]) -> State

  /// Takes one action in each copy.
  ///
  /// - Parameters:
  ///   - state: Replaced by the state the actions lead to.
  ///   - actions: One vector for each coordinate of the action space.
  ///   - noise: `specification.stepNoiseCount` uniform numbers on `0..<1` for each copy.
  ///   - task: The parameters.
  /// - Returns: The reward of the step and whether the episode ended by itself.
  func step(_ state: inout State, actions: [Lanes], noise: [Lanes], task: Task) -> StepOutcome

  /// Writes what the policy sees.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The parameters.
  ///   - observation: Receives one vector for each coordinate of the observation space.
  func observe(_ state: State, task: Task, into observation: inout [Lanes])

  /// Writes the full hidden state as numbers, for records and scenes.
  ///
  /// By default a state is what `observe` shows; override it where there is more to a state.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The parameters.
  ///   - numbers: Receives one vector for each of `specification.stateNames`.
  func encode(_ state: State, task: Task, into numbers: inout [Lanes])

  /// Draws episodes of one task, each as far as it has been played.
  ///
  /// By default a scene is a chart of the numbers of the state over time.
  ///
  /// - Parameters:
  ///   - task: The parameters: a scene may show what a policy cannot see.
  ///   - episodes: At least one; those shown faintly first, the one that matters most last.
  /// - Returns: The scene. Its bounds depend on the task and on whole episodes, not on how far they
  ///   have been played, so that the view stays in place.
  func scene(of task: Task, episodes: [SceneEpisode]) -> Scene

  /// How one picture shows a whole episode; by default a row of moments.
  var stillStyle: StillStyle { get }

  /// How a person can change the task while watching; by default a slider for each parameter.
  var controls: [TaskControl] { get }

  /// As `reset(task:noise:)`, called by batches; the default is right for every environment.
  func reset(task: Task, noise: Span<Lanes>, through arrays: inout LaneArrays) -> State

  /// As `step(_:actions:noise:task:)`, called by batches; the default is right for every environment.
  func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task,
    through arrays: inout LaneArrays
  ) -> StepOutcome

  /// As `observe(_:task:into:)`, called by batches; the default is right for every environment.
  func observe(
    _ state: State, task: Task, into observation: inout MutableSpan<Lanes>,
    through arrays: inout LaneArrays)

  /// Carries out one call of a batch; the default is right for every environment.
  ///
  /// It is a requirement only so that the module that defines the environment compiles the loops of
  /// `VectorizedEnvironment` for its dynamics. Called through `EnvironmentBatch` alone they would
  /// stay generic and run thirty times slower.
  static func perform(_ call: BatchCall, on batch: inout VectorizedEnvironment<Self>)

  /// Begins an episode of an environment that is stepped alone; a requirement for the same reason.
  static func begin(_ single: inout SingleEnvironment<Self>)

  /// Takes one step of an environment that is stepped alone; a requirement for the same reason.
  static func step(_ single: inout SingleEnvironment<Self>, action: Span<Float>)
}

extension Environment {
  /// Takes what is observed for the state.
  public func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    observe(state, task: task, into: &numbers)
  }

  /// Carries out one call of a batch.
  @inlinable
  public static func perform(_ call: BatchCall, on batch: inout VectorizedEnvironment<Self>) {
    batch.perform(call)
  }

  /// Begins an episode of an environment that is stepped alone.
  @inlinable
  public static func begin(_ single: inout SingleEnvironment<Self>) {
    single.beginEpisode()
  }

  /// Takes one step of an environment that is stepped alone.
  @inlinable
  public static func step(_ single: inout SingleEnvironment<Self>, action: Span<Float>) {
    single.takeStep(action)
  }
}

/// A state of sixteen copies that can be renewed copy by copy.
public protocol LaneState: Sendable {
  /// Takes over another state where the mask says so.
  mutating func replace(with other: Self, where mask: LaneMask)
}

/// A state that is vectors of sixteen numbers of four bytes and nothing else.
///
/// What a copy's state consists of can be found and moved without asking the state, so beginning an
/// episode here and there costs little. The compiler cannot see whether it is so: nothing else may be
/// declared a `VectorState`, neither vectors of eight longer numbers.
public protocol VectorState: LaneState, BitwiseCopyable {}

/// What a step gave in each of sixteen copies.
public struct StepOutcome: Sendable {
  /// The reward of the step, in the task's own units.
  public var reward: Lanes
  /// Where the episode ended by itself; the horizon is not the environment's business.
  public var isTerminated: LaneMask

  /// Creates an outcome.
  @inlinable
  public init(reward: Lanes, isTerminated: LaneMask) {
    self.reward = reward
    self.isTerminated = isTerminated
  }

  /// Creates the outcome of a step after which every episode goes on.
  @inlinable
  public static func transition(reward: Lanes) -> StepOutcome {
    StepOutcome(reward: reward, isTerminated: LaneMask(repeating: false))
  }
}
