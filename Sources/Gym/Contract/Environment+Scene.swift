import Wording

// The default scene of every environment.
extension Environment {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// A slider for each parameter, or buttons where only some values make sense.
  public var controls: [TaskControl] {
    specification.parameters.enumerated().map { number, parameter in
      parameter.legalChoices == nil
        ? .slider(parameter: number, range: parameter.legalRange) : .choice(parameter: number)
    }
  }

  /// A chart of the numbers of the state over time, a row for each.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    StateChart(names: specification.stateNames, episodes: episodes).scene
  }
}

/// The numbers of a state over time, one above the other, each with a scale of its own.
private struct StateChart {
  /// More rows could not be distinguished.
  static let mostRows = 6

  let names: [String]
  let episodes: [SceneEpisode]
  let length: Float
  /// What each row shows, from bottom to top.
  let ranges: [ClosedRange<Float>]

  init(names: [String], episodes: [SceneEpisode]) {
    self.names = Array(names.prefix(Self.mostRows))
    self.episodes = episodes
    length = Float(max(1, episodes.map(\.trace.stepCount).max() ?? 1))
    ranges = self.names.indices.map { number in
      let values = episodes.flatMap { episode in
        stride(from: number, to: episode.trace.states.count, by: episode.trace.stateSize)
          .map { episode.trace.states[$0] }.filter(\.isFinite)
      }
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      // A number that stays the same is a line in the middle of its row.
      return low < high ? low...high : low - 1...high + 1
    }
  }

  var scene: Scene {
    var scene = Scene(
      bounds: SceneBounds(x: -0.16 * length...1.04 * length, y: -Float(names.count) - 0.3...0.05),
      keepsProportions: false)
    for row in names.indices { scene.shapes += axes(ofRow: row) }
    scene.shapes += timeAxis
    for episode in episodes {
      for row in names.indices { scene.shapes += curve(ofRow: row, episode) }
    }
    for row in names.indices {
      let place = ScenePoint(0.02 * length, top(ofRow: row) - 0.02)
      scene.shapes.append(.text(names[row], at: place, .leading, size: .small))
    }
    if let episode = episodes.last {
      scene.notes = [SceneNote("step", "\(episode.step) of \(episode.trace.stepCount)")]
      for (row, name) in names.prefix(4).enumerated() {
        let value = episode.trace.states[episode.step * episode.trace.stateSize + row]
        scene.notes.append(SceneNote(name, PictureNumber.fixed(value)))
      }
    }
    return scene
  }

  /// Below the name of the row.
  private func top(ofRow row: Int) -> Float { -Float(row) - 0.1 }

  private func height(of value: Float, row: Int) -> Float {
    let range = ranges[row]
    // Halves, since the difference of two large numbers may overflow.
    let span = range.upperBound / 2 - range.lowerBound / 2
    // Numbers whose difference is 0 or infinite are drawn in the middle.
    let part = span > 0 ? (value / 2 - range.lowerBound / 2) / span : 0.5
    return -Float(row) - 0.9 + 0.65 * part
  }

  private func axes(ofRow row: Int) -> [SceneShape] {
    let range = ranges[row]
    return [range.lowerBound, range.upperBound].flatMap { value in
      let height = height(of: value, row: row)
      let label = ScenePoint(-0.015 * length, height)
      return [
        .line(
          from: ScenePoint(0, height), to: ScenePoint(length, height), .init(.faint, .points(1))),
        SceneShape.text(PictureNumber.short(value), at: label, .trailing, size: .small).faded(0.6),
      ]
    }
  }

  private var timeAxis: [SceneShape] {
    let y = -Float(names.count) - 0.12
    return [
      SceneShape.text("0", at: ScenePoint(0, y), size: .small).faded(0.6),
      SceneShape.text(
        "\(Int(length)) steps", at: ScenePoint(length, y), .trailing, size: .small
      ).faded(0.6),
    ]
  }

  private func curve(ofRow row: Int, _ episode: SceneEpisode) -> [SceneShape] {
    let (states, size) = (episode.trace.states, episode.trace.stateSize)
    let points = (0...episode.step).compactMap { step -> ScenePoint? in
      let value = states[step * size + row]
      return value.isFinite ? ScenePoint(Float(step), height(of: value, row: row)) : nil
    }
    guard let head = points.last else { return [] }
    let color = SceneColor.stage(episode.stage)
    let line = SceneShape(
      .path(points, isClosed: false), stroke: .init(color, .points(episode.isFaint ? 1 : 2)))
    guard !episode.isFaint else { return [line.faded(0.25)] }
    return [line, SceneShape(.mark(center: head, diameter: 6), fill: color)]
  }
}
