import Gym
import Numerics

extension PointRobot {
  /// Goals anywhere on a square around the start; `shifted` goals lie in a frame around it.
  ///
  /// - Source: Finn et al. 2017, section 5.3, <https://arxiv.org/abs/1703.03400>, and the code published
  ///   with it.
  static func goals() -> TaskDistribution {
    let square: ClosedRange<Float> = -0.5...0.5
    let largerSquare: ClosedRange<Float> = -0.8...0.8
    return TaskDistribution(
      name: "goals",
      version: 2,
      summary: "The goal is anywhere on a square around the start; only the rewards tell where.",
      environment: PointRobot(),
      train: TaskRegion([.uniform(square), .uniform(square)]),
      shifted: TaskRegion(
        [.uniform(largerSquare), .uniform(largerSquare)], outside: [square, square]),
      referenceAgents: ReferenceAgents(
        blind: { StandingRobot() },
        oracle: { goal in SeekingRobot(goal: goal) }))
  }
}

extension HalfCircleRobot {
  /// Goals on the upper half of a circle, paid for only nearby; `shifted` goals lie on the lower half.
  ///
  /// - Source: Rakelly et al. 2019, <https://arxiv.org/abs/1903.08254>, the sparse point robot;
  ///   horizon of Zintgraf et al. 2020, <https://arxiv.org/abs/1910.08348>.
  static func halfCircle(_ options: OptionValues) -> TaskDistribution {
    let reward = RobotReward(options)
    return TaskDistribution(
      name: "half-circle",
      summary: "The goal is on a half circle, and one has to come near it to be paid anything.",
      environment: HalfCircleRobot(reward: reward),
      options: options,
      train: TaskRegion([.uniform(0...(.pi))]),
      shifted: TaskRegion([.uniform((.pi)...2 * .pi)]),
      referenceAgents: ReferenceAgents(
        blind: { SeekingRobot(goal: reward == .sparse ? .bestOnArc : .medianOfArc) },
        oracle: { parameters in
          let task = Task(angle: Lanes(repeating: parameters[0]))
          return SeekingRobot(goal: [task.goalX[0], task.goalY[0]])
        }))
  }
}

extension WindyRobot {
  /// The same goal in different winds and with moves turned by any angle; `shifted` winds are stronger.
  static func winds() -> TaskDistribution {
    let wind: ClosedRange<Float> = -0.05...0.05
    let strongerWind: ClosedRange<Float> = -0.08...0.08
    let unbounded = -Float.infinity...Float.infinity
    func region(_ wind: ClosedRange<Float>) -> TaskRegion {
      TaskRegion([
        .uniform(wind), .uniform(wind), .uniform(-Float.pi...Float.pi), .fixed(usualGoal),
        .fixed(usualGoal),
      ])
    }
    var shifted = region(strongerWind)
    shifted.excludedBox = [wind, wind, unbounded, unbounded, unbounded]
    return TaskDistribution(
      name: "winds",
      summary: "A wind blows and moves are turned: how to get to the goal has to be found out.",
      environment: WindyRobot(),
      train: region(wind),
      shifted: shifted,
      referenceAgents: ReferenceAgents(
        blind: { TurningRobot() },
        oracle: { parameters in SailingRobot(task: WindyRobot().makeTask(parameters)) }))
  }
}

extension CornerRobot {
  /// One of four corners is the goal; all splits have the same four tasks.
  ///
  /// - Source: Rothfuss et al. 2019, <https://arxiv.org/abs/1810.06784>, the point environment of the code
  ///   published with it.
  static func corners(_ options: OptionValues) -> TaskDistribution {
    let reward = RobotReward(options)
    let corner = ParameterValues.choices([-cornerDistance, cornerDistance])
    return TaskDistribution(
      name: "corners",
      summary: "One of four corners is the goal: four tasks, in training and in tests.",
      environment: CornerRobot(reward: reward),
      options: options,
      train: TaskRegion([corner, corner]),
      referenceAgents: reward == .sparse
        ? ReferenceAgents(
          blind: { CrossingRobot() }, oracle: { corner in DoorstepRobot(corner: corner) })
        : ReferenceAgents(
          blind: { SeekingRobot(corner: [0, 0]) },
          oracle: { corner in SeekingRobot(corner: corner) }))
  }
}
