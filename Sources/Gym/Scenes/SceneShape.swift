/// One thing to see in a scene.
public struct SceneShape: Equatable, Sendable {
  /// Where it is and how large.
  public enum Outline: Equatable, Sendable {
    /// Straight lines from point to point.
    case path([ScenePoint], isClosed: Bool)
    /// A circle whose radius is a length in the world.
    case circle(center: ScenePoint, radius: Float)
    /// A mark of the same size on every screen; `diameter` is in points.
    case mark(center: ScenePoint, diameter: Float)
    /// A line of text beside a point; it stays readable at any size.
    case text(String, at: ScenePoint, alignment: Alignment, size: TextSize)
  }

  /// Which part of a text stands at its point; texts are centred vertically.
  public enum Alignment: Equatable, Sendable {
    /// The text begins there.
    case leading
    /// The text has its middle there.
    case center
    /// The text ends there.
    case trailing
  }

  /// How large a text is, in comparison with others.
  public enum TextSize: Equatable, Sendable {
    /// Smaller than running text.
    case small
    /// As running text.
    case regular
    /// As a heading.
    case large
  }

  /// How thick a line is.
  public enum Thickness: Equatable, Sendable {
    /// A length in the world.
    case world(Float)
    /// Points of the screen.
    case points(Float)
  }

  /// A line along the outline.
  public struct Stroke: Equatable, Sendable {
    /// What it stands for.
    public var color: SceneColor
    /// How thick it is.
    public var thickness: Thickness
    /// Whether it is broken into dashes.
    public var isDashed: Bool

    /// Creates a stroke.
    public init(_ color: SceneColor, _ thickness: Thickness = .points(2), isDashed: Bool = false) {
      self.color = color
      self.thickness = thickness
      self.isDashed = isDashed
    }
  }

  /// Where it is.
  public var outline: Outline
  /// What its inside is filled with; the colour of a text.
  public var fill: SceneColor?
  /// The line along its outline; ignored for a text.
  public var stroke: Stroke?
  /// From 0, invisible, to 1.
  public var opacity: Float

  /// Creates a shape.
  public init(
    _ outline: Outline, fill: SceneColor? = nil, stroke: Stroke? = nil, opacity: Float = 1
  ) {
    self.outline = outline
    self.fill = fill
    self.stroke = stroke
    self.opacity = opacity
  }
}

extension SceneShape {
  /// A straight line.
  public static func line(
    from start: ScenePoint, to end: ScenePoint, _ stroke: Stroke
  ) -> SceneShape {
    SceneShape(.path([start, end], isClosed: false), stroke: stroke)
  }

  /// A rectangle with sides along the axes.
  public static func rectangle(
    _ bounds: SceneBounds, fill: SceneColor? = nil, stroke: Stroke? = nil
  ) -> SceneShape {
    let (left, right) = (bounds.x.lowerBound, bounds.x.upperBound)
    let (bottom, top) = (bounds.y.lowerBound, bounds.y.upperBound)
    let corners = [
      ScenePoint(left, bottom), ScenePoint(right, bottom), ScenePoint(right, top),
      ScenePoint(left, top),
    ]
    return SceneShape(.path(corners, isClosed: true), fill: fill, stroke: stroke)
  }

  /// A line of text.
  public static func text(
    _ text: String, at point: ScenePoint, _ alignment: Alignment = .center,
    size: TextSize = .regular, color: SceneColor = .text
  ) -> SceneShape {
    SceneShape(.text(text, at: point, alignment: alignment, size: size), fill: color)
  }
}

/// What a colour stands for; the theme decides which colour that is.
public enum SceneColor: Equatable, Sendable {
  /// The background of the scene.
  case background
  /// What is barely there: grid lines, the limits of a track.
  case faint
  /// Things that are simply there: a track, a cart.
  case structure
  /// Words and numbers.
  case text
  /// What is to be reached or known: a goal, the best arm.
  case goal
  /// What pushes: forces, wind.
  case force
  /// A stage of adaptation, from 0, before the first step, to 1, after the last.
  case stage(Float)
}
