public import Gym

/// A point that moves on a plane towards a goal it cannot see.
///
/// The 2-D navigation of MAML, as its original code ran it; see PointRobot.md.
public struct PointRobot: Environment {
  /// Where the goal is.
  public struct Task: Sendable {
    let goalX: Float
    let goalY: Float
  }

  /// Where the robot is.
  public struct State: LaneState {
    /// First coordinate.
    public var x = Lanes()
    /// Second coordinate.
    public var y = Lanes()

    /// Takes over another position where the mask says so.
    public mutating func replace(with other: State, where mask: LaneMask) {
      x.replace(with: other.x, where: mask)
      y.replace(with: other.y, where: mask)
    }
  }

  /// The farthest the robot moves along one axis in one step.
  static let stepSize: Float = 0.1
  /// The goal counts as reached closer than this along both axes.
  static let goalRadius: Float = 0.01

  /// Two coordinates seen, two chosen, at most 100 steps.
  public let specification = EnvironmentSpecification(
    name: "point-robot",
    observationSpace: .box(
      low: [-.infinity, -.infinity], high: [.infinity, .infinity]),
    actionSpace: .box(low: [-1, -1], high: [1, 1]),
    horizon: 100,
    parameters: [
      TaskParameter(
        name: "goalX", meaning: "first coordinate of the goal", defaultValue: 0,
        legalRange: -10...10),
      TaskParameter(
        name: "goalY", meaning: "second coordinate of the goal", defaultValue: 0,
        legalRange: -10...10),
    ],
    words: EnvironmentWords(
      summary: "A point moves on a plane towards a goal it cannot see.",
      observation: [
        .init(name: "x", meaning: "first coordinate of the position"),
        .init(name: "y", meaning: "second coordinate of the position"),
      ],
      action: "The move along each axis in tenths, clipped to [-1, 1]: at most 0.1 per step.",
      reward: "Minus the distance between the goal and the position the move led to.",
      endOfEpisode: "Ends within 0.01 of the goal along both axes, or after 100 steps."))

  /// Creates the environment.
  public init() {}

  /// Makes the task with the goal `[goalX, goalY]`.
  public func makeTask(_ parameters: [Float]) -> Task {
    Task(goalX: parameters[0], goalY: parameters[1])
  }

  /// Puts the robot at the origin.
  public func reset(task: Task, noise: [Lanes]) -> State {
    State()
  }

  /// Moves the robot.
  public func step(
    _ state: inout State, actions: [Lanes], noise: [Lanes], task: Task
  ) -> StepOutcome {
    state.x += clipped(actions[0]) * Self.stepSize
    state.y += clipped(actions[1]) * Self.stepSize
    let dx = state.x - task.goalX
    let dy = state.y - task.goalY
    return StepOutcome(
      reward: -(dx * dx + dy * dy).squareRoot(),
      isTerminated: isClose(dx) .& isClose(dy))
  }

  /// Shows the position, not the goal.
  public func observe(_ state: State, task: Task, into observation: inout [Lanes]) {
    observation[0] = state.x
    observation[1] = state.y
  }

  private func clipped(_ action: Lanes) -> Lanes {
    action.replacing(with: 1, where: action .> 1).replacing(with: -1, where: action .< -1)
  }

  private func isClose(_ difference: Lanes) -> LaneMask {
    (difference .< Self.goalRadius) .& (difference .> -Self.goalRadius)
  }
}
