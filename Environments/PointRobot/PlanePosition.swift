public import Gym
public import Numerics

/// Where sixteen robots are on their plane: the whole state of a point robot.
public struct PlanePosition: VectorState {
  /// First coordinate.
  public var x = Lanes()
  /// Second coordinate.
  public var y = Lanes()

  /// Takes another position where the mask is true.
  @inline(__always)
  public mutating func replace(with other: PlanePosition, where mask: LaneMask) {
    x.replace(with: other.x, where: mask)
    y.replace(with: other.y, where: mask)
  }

  /// The Euclidean distance to a point.
  @inline(__always)
  func distance(toX pointX: Lanes, y pointY: Lanes) -> Lanes {
    let dx = x - pointX
    let dy = y - pointY
    return (dx * dx + dy * dy).squareRoot()
  }

  /// Where a point is closer than this along both axes: within a box, not a disc.
  @inline(__always)
  func isWithin(_ distance: Float, ofX pointX: Lanes, y pointY: Lanes) -> LaneMask {
    func isClose(_ difference: Lanes) -> LaneMask {
      (difference .< distance) .& (difference .> -distance)
    }
    return isClose(x - pointX) .& isClose(y - pointY)
  }
}

/// A robot that begins at the origin of a plane and shows its position, but nothing of the task.
public protocol PlaneRobot: SpanEnvironment where State == PlanePosition {}

extension PlaneRobot {
  /// No parameter of a task changes how an episode begins.
  public static var startDependsOnTask: Bool { false }

  /// Puts the robot at the origin.
  @inline(__always)
  public func reset(task: Task, noise: Span<Lanes>) -> PlanePosition {
    PlanePosition()
  }

  /// Shows the position.
  @inline(__always)
  public func observe(
    _ state: PlanePosition, task: Task, into observation: inout MutableSpan<Lanes>
  ) {
    observation[0] = state.x
    observation[1] = state.y
  }
}

extension Lanes {
  /// The numbers, clipped to a range from minus to plus a limit.
  @inline(__always)
  func clipped(to limit: Float) -> Lanes {
    replacing(with: limit, where: self .> limit).replacing(with: -limit, where: self .< -limit)
  }
}

// What all robots of the plane share.
extension PointRobot {
  /// Two coordinates without bounds.
  static let plane = Space.box(low: [-.infinity, -.infinity], high: [.infinity, .infinity])

  /// What each of them means.
  static let observedPosition: [ObservedQuantity] = [
    .init(name: "x", meaning: "first coordinate of the position"),
    .init(name: "y", meaning: "second coordinate of the position"),
  ]

  /// Describes the two coordinates of a goal.
  static func goalParameters(defaultValue: Float) -> [TaskParameter] {
    [("goalX", "first"), ("goalY", "second")].map { name, which in
      TaskParameter(
        name: name, meaning: "\(which) coordinate of the goal", defaultValue: defaultValue,
        legalRange: -10...10)
    }
  }
}

/// Where on the plane rewards are paid; see the environment's page.
enum RobotReward: Int {
  case sparse
  case dense

  /// The choice between them.
  static let option = EnvironmentOption(
    name: "reward", meaning: "where rewards are paid: near the goal or everywhere",
    values: ["sparse", "dense"])

  /// Reads the choice.
  init(_ options: OptionValues) {
    self = options[Self.option] == Self.dense.rawValue ? .dense : .sparse
  }
}
