#if Viewer
public import Gym

/// A scene in a panel, with a heading above it, and below it what the agent remembers and intends, and notes.
public struct ScenePane {
  var panel: Panel
  private let scene: Scene
  private let insight: InsightStrip?
  private let notes: [Note]

  /// Creates a pane.
  ///
  /// - Parameters:
  ///   - title: The left part of the heading, for instance "before adaptation".
  ///   - value: The right part of the heading, for instance "return -37.05".
  ///   - stage: The stage of adaptation, from 0 to 1.
  ///   - scene: The scene.
  ///   - theme: The colours.
  ///   - insight: What the agent remembers and intends; `nil` if that is unknown.
  ///   - showsNotes: Whether the scene's notes are written below it.
  public init(
    title: String, value: String, stage: Float, scene: Scene, theme: Theme,
    insight: InsightStrip? = nil, showsNotes: Bool = true
  ) {
    panel = Panel(theme: theme, titles: [title], value: value, stage: Double(stage))
    self.scene = scene
    self.insight = insight
    notes = showsNotes ? scene.notes.map { Note(label: $0.label, value: $0.value) } : []
  }

  /// Creates a pane that shows several stages, with a legend in place of notes.
  init(titles: [String], legend: [Note], scene: Scene, theme: Theme) {
    panel = Panel(theme: theme, titles: titles)
    self.scene = scene
    insight = nil
    notes = legend
  }

  /// A note below the scene: a label and a value, or an entry of a legend.
  struct Note {
    var label: String
    var value: String
    /// The stage whose colour the note explains, from 0 to 1.
    var stage: Double?

    var markWidth: Double { stage == nil ? 0 : 13 }
  }

  /// The part of the pane that the scene is drawn in, for drawing and for mapping clicks.
  public func sceneArea(in area: Rectangle) -> Rectangle {
    let rows = noteRowCount(in: area)
    let stripHeight = insight?.height(in: area) ?? 0
    return area.inset(
      left: 8, top: Panel.headingHeight(in: area), right: 8,
      bottom: (rows == 0 ? 8 : Double(rows) * Self.rowHeight + 12)
        + (stripHeight > 0 ? stripHeight + 8 : 0))
  }

  /// Draws the pane.
  ///
  /// - Parameters:
  ///   - canvas: The canvas to draw on.
  ///   - area: The area of the pane, in points.
  public func draw(on canvas: Canvas, in area: Rectangle) {
    panel.draw(on: canvas, in: area)
    let inner = sceneArea(in: area)
    if inner.width > 0, inner.height > 0 {
      SceneArtist(scene, in: inner, theme: panel.theme).draw(scene, on: canvas)
    }
    insight?.draw(on: canvas, top: inner.maxY + 6, in: area, theme: panel.theme)
    let rows = noteRowCount(in: area)
    guard rows > 0 else { return }
    let noteHeight = Double(rows) * Self.rowHeight
    drawNotes(
      on: canvas,
      in: Rectangle(
        x: area.minX + 12, y: area.maxY - noteHeight - 8, width: area.width - 24,
        height: noteHeight))
  }

  private static let rowHeight = 17.0
  private static let gap = 16.0

  /// The number of rows of notes.
  ///
  /// It depends on labels alone, so that the scene does not move when a value gets longer.
  private func noteRowCount(in area: Rectangle) -> Int {
    guard !notes.isEmpty, area.height >= 150, area.width >= 160 else { return 0 }
    let wanted = notes.reduce(0.0) { $0 + 6.2 * Double($1.label.count + 8) + Self.gap }
    return wanted > area.width - 24 && area.height >= 300 ? 2 : 1
  }

  /// Writes as many notes as fit.
  private func drawNotes(on canvas: Canvas, in area: Rectangle) {
    let theme = panel.theme
    for (note, place) in placedNotes(on: canvas, in: area) {
      if let stage = note.stage {
        canvas.fill(
          .circle(center: Point(place.x + 4, place.y), radius: 4), theme.stageColor(stage))
      }
      let left = place.x + note.markWidth
      canvas.write(note.label, at: Point(left, place.y), font: .small, theme.mutedText)
      let labelWidth = canvas.width(of: note.label + " ", font: .small)
      canvas.write(note.value, at: Point(left + labelWidth, place.y), font: .small, theme.text)
    }
  }

  /// The notes that fit, with their positions; entries of a legend are evenly sampled.
  private func placedNotes(
    on canvas: Canvas, in area: Rectangle
  ) -> [(note: Note, place: Point)] {
    guard notes.contains(where: { $0.stage != nil }) else {
      return placed(notes, on: canvas, in: area)
    }
    for count in stride(from: notes.count, to: 0, by: -1) {
      let places = placed(notes.evenlySampled(atMost: count), on: canvas, in: area)
      if places.count == count { return places }
    }
    return []
  }

  /// Arranges notes in rows, without those that would leave the area.
  private func placed(
    _ notes: [Note], on canvas: Canvas, in area: Rectangle
  ) -> [(note: Note, place: Point)] {
    var place = Point(area.minX, area.minY + Self.rowHeight / 2)
    return notes.compactMap { note in
      let width =
        note.markWidth + canvas.width(of: note.label + " ", font: .small)
        + canvas.width(of: note.value, font: .small)
      if place.x + width > area.maxX, place.x > area.minX {
        place = Point(area.minX, place.y + Self.rowHeight)
      }
      guard place.y < area.maxY, place.x + width <= area.maxX else { return nil }
      defer { place.x += width + Self.gap }
      return (note, place)
    }
  }
}
#endif
