public import Numerics

/// Dynamics with parameters: what one step does, for sixteen copies at once.
///
/// The sixteen copies may be on sixteen tasks, so parameters are `Lanes` as states are: lane `i` of
/// every vector belongs to copy `i`, and no lane may depend on another. `Lanes` arithmetic is written
/// like arithmetic on numbers; `replacing(with:where:)` stands where a scalar program branches. Use
/// only + - × ÷, square roots and `VectorFunctions`, so that an episode has the same bits on every
/// machine. Compare and select `Float` lanes only: Swift does that to whole numbers lane by lane.
///
/// An environment knows neither horizons nor buffers nor random generators: `VectorizedEnvironment`
/// counts steps, passes in uniform noise by address and moves numbers. What it calls besides these
/// functions has defaults, see `_SteppedEnvironment`.
public protocol Environment: _SteppedEnvironment {
  /// The parameters of sixteen copies, with everything the dynamics derive from them.
  associatedtype Task
  /// The full hidden state of sixteen copies.
  associatedtype State

  /// Spaces, horizon, and the parameters a task sets.
  var specification: EnvironmentSpecification { get }

  /// Makes the tasks of sixteen copies.
  ///
  /// Called once for each group of sixteen copies, and again when copies of different groups begin
  /// episodes together; not in each step.
  ///
  /// - Parameter parameters: One vector for each of `specification.parameters`, in that order.
  /// - Returns: The tasks. Lane `i` depends on lane `i` of the parameters alone.
  func makeTask(_ parameters: [Lanes]) -> Task

  /// Begins sixteen episodes.
  ///
  /// - Parameters:
  ///   - task: The tasks, unchanged by any number of resets.
  ///   - noise: `specification.resetNoiseCount` uniform numbers on `0..<1` for each copy.
  /// - Returns: The initial states.
  func reset(task: Task, noise: [Lanes]) -> State

  /// Takes one action in each copy.
  ///
  /// - Parameters:
  ///   - state: Replaced by the state the actions lead to.
  ///   - actions: One vector for each coordinate of the action space.
  ///   - noise: `specification.stepNoiseCount` uniform numbers on `0..<1` for each copy.
  ///   - task: The tasks.
  /// - Returns: The reward of the step and whether the episode ended by itself.
  func step(_ state: inout State, actions: [Lanes], noise: [Lanes], task: Task) -> StepOutcome

  /// Writes what the policy sees.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The tasks.
  ///   - observation: Receives one vector for each coordinate of the observation space.
  func observe(_ state: State, task: Task, into observation: inout [Lanes])

  /// Writes the full hidden state as numbers, for records and scenes.
  ///
  /// By default a state is what `observe` shows; implement it if there is more to a state.
  ///
  /// - Parameters:
  ///   - state: The state of sixteen copies.
  ///   - task: The tasks.
  ///   - numbers: Receives one vector for each of `specification.stateNames`.
  func encode(_ state: State, task: Task, into numbers: inout [Lanes])

  /// Draws episodes of one task, each as far as it has been played.
  ///
  /// By default a scene is a chart of the numbers of the state over time.
  ///
  /// - Parameters:
  ///   - task: The task, the same in all lanes: read lane 0. A scene may show what a policy cannot see.
  ///   - episodes: At least one; those shown faintly first, the one that matters most last.
  /// - Returns: The scene. Its bounds depend on the task and on whole episodes, not on how far they
  ///   have been played, so that the view stays in place.
  func scene(of task: Task, episodes: [SceneEpisode]) -> Scene

  /// How one picture shows a whole episode; by default a row of moments.
  var stillStyle: StillStyle { get }

  /// How a person can change the task while watching; by default a slider for each parameter.
  var controls: [TaskControl] { get }
}

extension Environment {
  /// Makes one task for all sixteen copies.
  ///
  /// - Parameter parameters: Values in the order of `specification.parameters`.
  /// - Returns: The task, the same in all lanes.
  public func makeTask(_ parameters: [Float]) -> Task {
    makeTask(parameters.map { Lanes(repeating: $0) })
  }

  /// Writes what `observe` shows.
  public func encode(_ state: State, task: Task, into numbers: inout [Lanes]) {
    observe(state, task: task, into: &numbers)
  }
}

extension [Lanes] {
  /// Whether each vector has the same bits in all lanes: then sixteen copies are on one task, and large
  /// tables of a task can be made once.
  public var isUniform: Bool {
    var differences = SIMD16<UInt32>()
    for lanes in self {
      let words = unsafe unsafeBitCast(lanes, to: SIMD16<UInt32>.self)
      differences = differences | (words ^ SIMD16(repeating: words[0]))
    }
    return differences == SIMD16()
  }
}

/// A state of sixteen copies that can be renewed copy by copy.
public protocol LaneState: Sendable {
  /// Takes the lanes of another state where the mask is true.
  mutating func replace(with other: Self, where mask: LaneMask)
}

/// A state that consists of vectors of sixteen numbers of four bytes and nothing else.
///
/// Batches move the numbers of one copy without calling the state, so beginning single episodes costs
/// little. The compiler cannot check the layout: declare no state a `VectorState` that contains
/// anything else, such as vectors of eight longer numbers.
public protocol VectorState: LaneState, BitwiseCopyable {}

/// What a step gave in each of sixteen copies.
public struct StepOutcome: Sendable {
  /// The reward of the step, in the task's own units.
  public var reward: Lanes
  /// Where the episode ended by itself; batches apply the horizon.
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
