#if Viewer
private import CCairo

/// A surface to draw on; the only type that uses Cairo.
///
/// Sizes and positions are in points. A canvas of scale 2 has two pixels per point along each axis, so
/// that the same drawing is sharp on a screen of high density.
@safe public final class Canvas {
  /// The part of a text that is placed at a point.
  public enum Anchor: Sendable {
    /// The text begins at the point.
    case leading
    /// The text is centred at the point.
    case center
    /// The text ends at the point.
    case trailing
  }

  /// A line or an area.
  public enum Path: Sendable {
    /// Straight lines from point to point.
    case polyline([Point], isClosed: Bool = false)
    /// A rectangle; corners are round if the radius is above 0.
    case rectangle(Rectangle, radius: Double = 0)
    /// A circle.
    case circle(center: Point, radius: Double)

    var pointCount: Int {
      switch self {
      case .polyline(let points, _): points.count
      case .rectangle, .circle: 4
      }
    }
  }

  /// The size in points.
  public let size: Size
  /// The number of pixels per point.
  public let scale: Double
  let surface: OpaquePointer
  private let context: OpaquePointer

  /// Creates a canvas that owns a surface.
  init(surface: OpaquePointer, size: Size, scale: Double) {
    unsafe self.surface = surface
    self.size = size
    self.scale = scale
    unsafe context = cairo_create(surface)
    unsafe cairo_scale(context, scale, scale)
    unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    // Without hinting and subpixels, glyphs are the same on every screen.
    let options = unsafe cairo_font_options_create()
    unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    unsafe cairo_set_font_options(context, options)
    unsafe cairo_font_options_destroy(options)
  }

  deinit {
    unsafe cairo_destroy(context)
    unsafe cairo_surface_destroy(surface)
  }

  /// The area in points.
  public var bounds: Rectangle {
    Rectangle(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// Fills the whole canvas with a colour.
  public func clear(_ color: Color) {
    set(color)
    unsafe cairo_paint(context)
  }

  /// Fills an area.
  public func fill(_ path: Path, _ color: Color) {
    trace(path)
    set(color)
    unsafe cairo_fill(context)
  }

  /// Draws a line along a path.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - color: The colour.
  ///   - width: The thickness in points.
  ///   - dashes: Lengths of dashes and gaps in turn, in points; empty for an unbroken line.
  public func stroke(_ path: Path, _ color: Color, width: Double = 1, dashes: [Double] = []) {
    trace(path)
    set(color)
    unsafe cairo_set_line_width(context, width)
    unsafe dashes.withUnsafeBufferPointer {
      unsafe cairo_set_dash(context, $0.baseAddress, Int32($0.count), 0)
    }
    // Round joins and fine antialiasing of lines with many points would take most of a frame's time.
    // Their segments are so short that the difference is not visible.
    let isLong = path.pointCount > 24
    unsafe cairo_set_line_join(context, isLong ? CAIRO_LINE_JOIN_BEVEL : CAIRO_LINE_JOIN_ROUND)
    unsafe cairo_set_antialias(context, isLong ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT)
    unsafe cairo_stroke(context)
    unsafe cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
  }

  /// Writes a line of text, centred vertically on a point.
  ///
  /// - Parameters:
  ///   - text: The text, one line.
  ///   - point: The position.
  ///   - anchor: The part of the text that is at the position.
  ///   - font: The font.
  ///   - color: The colour.
  public func write(
    _ text: String, at point: Point, _ anchor: Anchor = .leading, font: Font = .regular,
    _ color: Color
  ) {
    guard !text.isEmpty else { return }
    let width = anchor == .leading ? 0 : self.width(of: text, font: font)
    let shift: Double =
      switch anchor {
      case .leading: 0
      case .center: width / 2
      case .trailing: width
      }
    select(font)
    set(color)
    // The baseline is half the height of a capital letter below the middle.
    unsafe cairo_move_to(context, point.x - shift, point.y + 0.36 * font.size)
    unsafe cairo_show_text(context, text)
    unsafe cairo_new_path(context)
  }

  /// Measures the width of a text, in points.
  public func width(of text: String, font: Font = .regular) -> Double {
    select(font)
    var extents = cairo_text_extents_t()
    unsafe cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }

  /// Runs a body whose drawing is clipped to a rectangle.
  public func clipped(to rectangle: Rectangle, radius: Double = 0, _ body: () -> Void) {
    unsafe cairo_save(context)
    trace(.rectangle(rectangle, radius: radius))
    unsafe cairo_clip(context)
    body()
    unsafe cairo_restore(context)
  }

  /// Draws another canvas with its upper left corner at a point.
  ///
  /// Pixels are copied exactly if both have the same scale, and `opacity`, in `0...1`, is 1.
  public func draw(_ other: Canvas, at point: Point, opacity: Double = 1) {
    unsafe cairo_save(context)
    unsafe cairo_translate(context, point.x, point.y)
    unsafe cairo_scale(context, 1 / other.scale, 1 / other.scale)
    unsafe cairo_set_source_surface(context, other.surface, 0, 0)
    unsafe cairo_paint_with_alpha(context, opacity)
    unsafe cairo_restore(context)
  }

  private func set(_ color: Color) {
    unsafe cairo_set_source_rgba(context, color.red, color.green, color.blue, color.alpha)
  }

  private func select(_ font: Font) {
    unsafe cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      font.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    unsafe cairo_set_font_size(context, font.size)
  }

  private func trace(_ path: Path) {
    unsafe cairo_new_path(context)
    switch path {
    case .polyline(let points, let isClosed):
      for point in points { unsafe cairo_line_to(context, point.x, point.y) }
      if isClosed { unsafe cairo_close_path(context) }
    case .rectangle(let rectangle, let radius):
      traceRectangle(rectangle, radius: min(radius, rectangle.width / 2, rectangle.height / 2))
    case .circle(let center, let radius):
      unsafe cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
    }
  }

  private func traceRectangle(_ area: Rectangle, radius: Double) {
    guard radius > 0 else {
      unsafe cairo_rectangle(context, area.x, area.y, area.width, area.height)
      return
    }
    let (left, right) = (area.minX + radius, area.maxX - radius)
    let (top, bottom) = (area.minY + radius, area.maxY - radius)
    unsafe cairo_arc(context, right, top, radius, -.pi / 2, 0)
    unsafe cairo_arc(context, right, bottom, radius, 0, .pi / 2)
    unsafe cairo_arc(context, left, bottom, radius, .pi / 2, .pi)
    unsafe cairo_arc(context, left, top, radius, .pi, 1.5 * .pi)
    unsafe cairo_close_path(context)
  }
}
#endif
