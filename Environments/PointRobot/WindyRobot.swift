public import Gym
public import Numerics

/// A point that moves on a plane where a wind blows and moves go in turned directions.
///
/// The distribution varies the dynamics and keeps the goal; see PointRobot.md.
public struct WindyRobot: PlaneRobot {
  /// What the wind does, how moves are turned, and where the goal is.
  public struct Task: Sendable {
    /// How far the wind carries the robot along each axis in one step.
    let windX: Lanes
    let windY: Lanes
    /// By how much moves are turned, anticlockwise, in radians.
    let rotation: Lanes
    let sine: Lanes
    let cosine: Lanes
    let goalX: Lanes
    let goalY: Lanes

    init(windX: Lanes, windY: Lanes, rotation: Lanes, goalX: Lanes, goalY: Lanes) {
      (self.windX, self.windY, self.rotation) = (windX, windY, rotation)
      (self.goalX, self.goalY) = (goalX, goalY)
      (sine, cosine) = VectorFunctions.sineAndCosine(rotation)
    }
  }

  /// The default of both coordinates of the goal.
  static let usualGoal: Float = 0.4

  /// Two coordinates seen, two chosen, at most 100 steps.
  public let specification = EnvironmentSpecification(
    name: "point-robot",
    observationSpace: PointRobot.plane,
    actionSpace: .box(low: [-1, -1], high: [1, 1]),
    horizon: 100,
    parameters: [
      TaskParameter(
        name: "windX", meaning: "how far the wind carries the robot along x in a step",
        defaultValue: 0, legalRange: -1...1),
      TaskParameter(
        name: "windY", meaning: "how far the wind carries the robot along y in a step",
        defaultValue: 0, legalRange: -1...1),
      TaskParameter(
        name: "rotation", meaning: "by how much moves are turned, anticlockwise", unit: "rad",
        defaultValue: 0, legalRange: -Float.pi...Float.pi),
    ] + PointRobot.goalParameters(defaultValue: usualGoal),
    words: EnvironmentWords(
      summary: "A point moves towards its goal in a wind, and its moves are turned.",
      observation: PointRobot.observedPosition,
      action: "The move along each axis in tenths, clipped to [-1, 1], then turned; the wind adds"
        + " to it.",
      reward: "Minus the distance between the goal and the position the move led to.",
      endOfEpisode: "Ends within 0.01 of the goal along both axes, or after 100 steps."))

  /// Creates the environment.
  public init() {}

  /// Makes tasks with the given winds, rotations and goals.
  public func makeTask(_ parameters: [Lanes]) -> Task {
    Task(
      windX: parameters[0], windY: parameters[1], rotation: parameters[2], goalX: parameters[3],
      goalY: parameters[4])
  }

  /// Turns the move, then adds the wind.
  @inline(__always)
  public func step(
    _ state: inout PlanePosition, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    let moveX = actions[0].clipped(to: 1) * PointRobot.stepSize
    let moveY = actions[1].clipped(to: 1) * PointRobot.stepSize
    state.x += task.cosine * moveX - task.sine * moveY + task.windX
    state.y += task.sine * moveX + task.cosine * moveY + task.windY
    return StepOutcome(
      reward: -state.distance(toX: task.goalX, y: task.goalY),
      isTerminated: state.isWithin(PointRobot.goalRadius, ofX: task.goalX, y: task.goalY))
  }
}
