#if Viewer
import Gym
import Numerics
import Synchronization
import Viewer

/// A test environment that counts resets and scenes: a point on a plane, at a random height at first,
/// moves for four steps.
///
/// A click sets both coordinates of the goal, a slider the first.
struct CountedPlane: Environment {
  /// Counts from any thread.
  final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }

    /// How much a closure adds.
    func added(by body: () throws -> Void) rethrows -> Int {
      let before = value
      try body()
      return value - before
    }
  }

  struct State: LaneState {
    var x = Lanes()
    var y = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      x.replace(with: other.x, where: mask)
      y.replace(with: other.y, where: mask)
    }
  }

  struct Task: Sendable {
    var goalX: Lanes
    var goalY: Lanes
  }

  let resets: Counter
  let scenes: Counter

  let specification = EnvironmentSpecification(
    name: "plane", observationSpace: .box(low: [-2, -2], high: [2, 2]),
    actionSpace: .box(low: [-1], high: [1]), horizon: 4,
    parameters: ["goalX", "goalY"].map { name in
      TaskParameter(name: name, meaning: "the goal", defaultValue: 0, legalRange: -1...1)
    },
    resetNoiseCount: 1,
    words: EnvironmentWords(
      summary: "A point moves.", observation: [], action: "The move.", reward: "Nothing.",
      endOfEpisode: "After four steps."))

  var controls: [TaskControl] {
    [.position(x: 0, y: 1), .slider(parameter: 0, range: -1...1)]
  }

  func makeTask(_ parameters: [Lanes]) -> Task {
    Task(goalX: parameters[0], goalY: parameters[1])
  }

  func reset(task: Task, noise: [Lanes]) -> State {
    resets.add()
    return State(x: Lanes(), y: noise[0])
  }

  func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    state.x += actions[0] * 0.1
    return .transition(reward: Lanes())
  }

  func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.x
    observation[1] = state.y
  }

  func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    scenes.add()
    return Scene(bounds: SceneBounds(x: -1...1, y: -1...1))
  }

  /// The content of a window with an agent that acts at random and takes three adaptation steps.
  static func content(resets: Counter = Counter(), scenes: Counter = Counter()) -> ViewerContent {
    let environment = CountedPlane(resets: resets, scenes: scenes)
    let space = environment.specification.actionSpace
    let distribution = TaskDistribution(
      name: "goals", summary: "The goal varies.", environment: environment,
      train: TaskRegion([.uniform(-1...1), .uniform(-1...1)]),
      referenceAgents: ReferenceAgents(
        blind: { RandomAgent(actionSpace: space) }, oracle: { _ in RandomAgent(actionSpace: space) }
      ))
    return ViewerContent(
      name: "random", distribution: distribution,
      source: .policy(
        LivePolicy(agent: RandomAgent(actionSpace: space), stepCount: 3, rolloutCount: 5)))
  }
}
#endif
