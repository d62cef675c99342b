public import Gym
public import Numerics

/// A point that moves on a plane towards one of four corners, and cannot see which.
///
/// The point robot of ProMP; see PointRobot.md.
public struct CornerRobot: PlaneRobot {
  /// Which corner is the goal.
  public struct Task: Sendable {
    let cornerX: Lanes
    let cornerY: Lanes
  }

  /// How far the corners are from the middle along each axis.
  static let cornerDistance: Float = 2
  /// Actions are clipped to plus and minus this.
  static let actionLimit: Float = 10
  /// How far an action of 1 moves the robot; 10 moves it 0.2.
  static let stepSize: Float = 0.02
  /// Initial coordinates are uniform between minus and plus this.
  static let startRange: Float = 0.2
  /// The sparse reward is paid where |x| + |y| is at least this.
  static let paidDistance: Float = 0.5

  let reward: RobotReward
  /// Two coordinates seen, two chosen, 100 steps.
  public let specification: EnvironmentSpecification

  /// Creates the environment; the reward changes neither observations nor dynamics.
  init(reward: RobotReward) {
    self.reward = reward
    let choices = [-Self.cornerDistance, Self.cornerDistance]
    specification = EnvironmentSpecification(
      name: "point-robot",
      observationSpace: PointRobot.plane,
      actionSpace: .box(
        low: [-Self.actionLimit, -Self.actionLimit], high: [Self.actionLimit, Self.actionLimit]),
      horizon: 100,
      parameters: [
        TaskParameter(
          name: "cornerX", meaning: "first coordinate of the corner that is the goal",
          defaultValue: 2, legalRange: -2...2, legalChoices: choices),
        TaskParameter(
          name: "cornerY", meaning: "second coordinate of the corner that is the goal",
          defaultValue: 2, legalRange: -2...2, legalChoices: choices),
      ],
      resetNoiseCount: 2,
      words: EnvironmentWords(
        summary: "A point moves on a plane towards one of four corners.",
        observation: PointRobot.observedPosition,
        action:
          "The move along each axis in fiftieths, clipped to [-10, 10]: at most 0.2 per step.",
        reward: reward == .sparse
          ? "By how much the move came nearer to the goal, where it led into the goal's quarter and"
            + " |x| + |y| is at least 0.5; else 0."
          : "Minus the distance between the goal and the position the move led to.",
        endOfEpisode: "Never ends by itself; it is cut after 100 steps."))
  }

  /// Makes tasks with the given corners.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(cornerX: parameters[0], cornerY: parameters[1])
  }

  /// Puts the robot somewhere near the middle.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> PlanePosition {
    PlanePosition(
      x: (noise[0] * 2 - 1) * Self.startRange, y: (noise[1] * 2 - 1) * Self.startRange)
  }

  /// Moves the robot.
  @inline(__always)
  public func step(
    _ state: inout PlanePosition, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let before = state.distance(toX: task.cornerX, y: task.cornerY)
    state.x += actions[0].clipped(to: Self.actionLimit) * Self.stepSize
    state.y += actions[1].clipped(to: Self.actionLimit) * Self.stepSize
    let distance = state.distance(toX: task.cornerX, y: task.cornerY)
    switch reward {
    case .dense: return .transition(reward: -distance)
    case .sparse:
      return .transition(
        reward: Lanes().replacing(with: before - distance, where: isPaid(state, task)))
    }
  }

  /// Where the goal is the nearest corner, and the robot has left the middle.
  private func isPaid(_ state: PlanePosition, _ task: Task) -> LaneMask {
    let isNearest = (state.x * task.cornerX .>= 0) .& (state.y * task.cornerY .>= 0)
    let farX = state.x.replacing(with: -state.x, where: state.x .< 0)
    let farY = state.y.replacing(with: -state.y, where: state.y .< 0)
    return isNearest .& (farX + farY .>= Self.paidDistance)
  }
}
