public import Gym
public import Numerics

/// A point that moves on a plane, and is paid for being near a goal somewhere on a circle.
///
/// The sparse point robot of PEARL and VariBAD; see PointRobot.md.
public struct HalfCircleRobot: PlaneRobot {
  /// Where on the circle of radius 1 the goal is.
  public struct Task: Sendable {
    /// Anticlockwise from the first axis, in radians.
    let angle: Lanes
    let goalX: Lanes
    let goalY: Lanes

    init(angle: Lanes) {
      self.angle = angle
      let (sine, cosine) = VectorFunctions.sineAndCosine(angle)
      (goalX, goalY) = (cosine, sine)
    }
  }

  /// The farthest the robot moves along one axis in one step.
  static let stepSize: Float = 0.1
  /// The sparse reward is paid this close to the goal.
  static let paidRadius: Float = 0.2

  let reward: RobotReward
  /// Two coordinates seen, two chosen, 60 steps.
  public let specification: EnvironmentSpecification

  /// Creates the environment; the reward changes neither observations nor dynamics.
  init(reward: RobotReward) {
    self.reward = reward
    specification = EnvironmentSpecification(
      name: "point-robot",
      observationSpace: PointRobot.plane,
      actionSpace: .box(low: [-1, -1], high: [1, 1]),
      horizon: 60,
      parameters: [
        TaskParameter(
          name: "angle", meaning: "where on the circle the goal is, from the first axis",
          unit: "rad", defaultValue: 0, legalRange: 0...2 * .pi)
      ],
      words: EnvironmentWords(
        summary: "A point moves on a plane towards a goal on a circle around it.",
        observation: PointRobot.observedPosition,
        action: "The move along each axis in tenths, clipped to [-1, 1]: at most 0.1 per step.",
        reward: reward == .sparse
          ? "1 minus the distance to the goal where the move led within 0.2 of it, else 0."
          : "Minus the distance between the goal and the position the move led to.",
        endOfEpisode: "Never ends by itself; it is cut after 60 steps."))
  }

  /// Makes tasks with the given angles.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(angle: parameters[0])
  }

  /// Moves the robot.
  @inline(__always)
  public func step(
    _ state: inout PlanePosition, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    state.x += actions[0].clipped(to: 1) * Self.stepSize
    state.y += actions[1].clipped(to: 1) * Self.stepSize
    let distance = state.distance(toX: task.goalX, y: task.goalY)
    switch reward {
    case .dense: return .transition(reward: -distance)
    case .sparse:
      return .transition(
        reward: (1 - distance).replacing(with: 0, where: distance .> Self.paidRadius))
    }
  }
}
