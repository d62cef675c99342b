import Gym

extension PointRobot {
  /// Goals anywhere on a square around the start; `shifted` goals lie in a frame around it.
  ///
  /// - Source: Finn et al. 2017, section 5.3, and the code published with it.
  static func goals() -> TaskDistribution {
    let square: ClosedRange<Float> = -0.5...0.5
    let largerSquare: ClosedRange<Float> = -0.8...0.8
    return TaskDistribution(
      name: "goals",
      summary: "The goal is anywhere on a square around the start; only the rewards tell where.",
      environment: PointRobot(),
      train: TaskRegion([.uniform(square), .uniform(square)]),
      shifted: TaskRegion(
        [.uniform(largerSquare), .uniform(largerSquare)], outside: [square, square]),
      referencePlayers: ReferencePlayers(
        blind: { StandingRobot() },
        oracle: { goal in SeekingRobot(goal: goal) }))
  }
}
