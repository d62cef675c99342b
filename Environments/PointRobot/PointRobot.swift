public import Gym
public import Numerics

/// A point that moves on a plane towards a goal it cannot see.
///
/// The 2-D navigation of the original code of MAML; see PointRobot.md.
public struct PointRobot: PlaneRobot {
  /// Where the goal is.
  public struct Task: Sendable {
    let goalX: Lanes
    let goalY: Lanes
  }

  /// The farthest the robot moves along one axis in one step.
  static let stepSize: Float = 0.1
  /// The goal counts as reached closer than this along both axes.
  static let goalRadius: Float = 0.01

  /// Two coordinates seen, two chosen, at most 100 steps.
  public let specification = EnvironmentSpecification(
    name: "point-robot",
    observationSpace: plane,
    actionSpace: .box(low: [-1, -1], high: [1, 1]),
    horizon: 100,
    parameters: goalParameters(defaultValue: 0),
    words: EnvironmentWords(
      summary: "A point moves on a plane towards a goal it cannot see.",
      observation: observedPosition,
      action: "The move along each axis in tenths, clipped to [-1, 1]: at most 0.1 per step.",
      reward: "Minus the distance between the goal and the position the move led to.",
      endOfEpisode: "Ends within 0.01 of the goal along both axes, or after 100 steps."))

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the goals `[goalX, goalY]`.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(goalX: parameters[0], goalY: parameters[1])
  }

  /// Moves the robot.
  @inline(__always)
  public func step(
    _ state: inout PlanePosition, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    state.x += actions[0].clipped(to: 1) * Self.stepSize
    state.y += actions[1].clipped(to: 1) * Self.stepSize
    return StepOutcome(
      reward: -state.distance(toX: task.goalX, y: task.goalY),
      isTerminated: state.isWithin(Self.goalRadius, ofX: task.goalX, y: task.goalY))
  }
}
