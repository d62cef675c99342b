/// A picture of a moment, in the units of the world it shows: x to the right, y up.
///
/// A scene says what is there and what it stands for; `Drawing` decides how that looks.
public struct Scene: Equatable, Sendable {
  /// The part of the world that must be visible.
  public var bounds: SceneBounds
  /// Whether one unit is as long along y as it is along x; a chart need not keep that.
  public var keepsProportions: Bool
  /// What there is to see, painted in this order.
  public var shapes: [SceneShape]
  /// Facts in words, shown beside the picture: the task's parameters, what was earned so far.
  public var notes: [SceneNote]

  /// Creates a scene.
  public init(
    bounds: SceneBounds, keepsProportions: Bool = true, shapes: [SceneShape] = [],
    notes: [SceneNote] = []
  ) {
    self.bounds = bounds
    self.keepsProportions = keepsProportions
    self.shapes = shapes
    self.notes = notes
  }
}

/// A place in the world.
public struct ScenePoint: Equatable, Sendable {
  /// To the right.
  public var x: Float
  /// Up.
  public var y: Float

  /// Creates a point.
  public init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }
}

/// A rectangle in the world, its sides along the axes.
public struct SceneBounds: Equatable, Sendable {
  /// From left to right.
  public var x: ClosedRange<Float>
  /// From bottom to top.
  public var y: ClosedRange<Float>

  /// Creates a rectangle.
  public init(x: ClosedRange<Float>, y: ClosedRange<Float>) {
    self.x = x
    self.y = y
  }
}

/// A fact in words, for instance "gravity" and "9.8 m/s^2".
public struct SceneNote: Equatable, Sendable {
  /// What it is.
  public var label: String
  /// How much, with its unit.
  public var value: String

  /// Creates a note.
  public init(_ label: String, _ value: String) {
    self.label = label
    self.value = value
  }
}
