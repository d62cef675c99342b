import Gym
import Numerics
import Wording

/// A chart over time, below the track: the lean, the position, or the height.
struct CartPoleChart {
  let kind: CartPoleKind
  /// Where its middle line is.
  let middle: Float

  /// How far its upper line is above the middle; a wider view has larger words and needs more.
  private var height: Float { kind.hangs ? 0.55 : 0.38 }

  /// What its upper line stands for.
  private var scale: Float {
    switch kind {
    case .balanced, .continuous: CartPole.angleLimit
    case .target: CartPole.positionLimit
    case .swingUp: 1
    }
  }

  /// The labels of its lower, middle and upper line.
  private var labels: [String] {
    switch kind {
    case .balanced, .continuous: ["\u{2212}12°", "lean", "12°"]
    case .target: ["\u{2212}2.4", "place", "2.4"]
    case .swingUp: ["down", "height", "up"]
    }
  }

  /// The goal, if it is a line in the chart.
  private var goal: Float? {
    switch kind {
    case .balanced, .continuous: nil
    case .target(let place): place
    case .swingUp(let height, _): height
    }
  }

  /// Where a moment of an episode is drawn: the whole width is the longest episode.
  private func point(_ step: Int, _ value: Float) -> ScenePoint {
    let end = kind.positionLimit
    let start = (kind.hangs ? 0.7 : 0.4) - end
    let time = Float(step) / Float(kind.horizon)
    let part = max(-1.15, min(1.15, value / scale))
    return ScenePoint(start + (end - start) * time, middle + height * part)
  }

  /// The lines with their labels, and the length of the longest episode.
  var axes: [SceneShape] {
    var shapes: [SceneShape] = []
    for (side, label) in zip([-1, 0, 1] as [Float], labels) {
      let (start, end) = (point(0, side * scale), point(kind.horizon, side * scale))
      let stroke = SceneShape.Stroke(
        side == 0 ? .faint : .structure, .points(1), isDashed: side != 0)
      shapes.append(.line(from: start, to: end, stroke).faded(side == 0 ? 1 : 0.5))
      let place = ScenePoint(start.x - 0.08, start.y)
      shapes.append(.text(label, at: place, .trailing, size: .small).faded(0.6))
    }
    if let goal {
      let stroke = SceneShape.Stroke(.goal, .points(1.5))
      shapes.append(.line(from: point(0, goal), to: point(kind.horizon, goal), stroke))
    }
    let end = ScenePoint(kind.positionLimit, middle - 0.16)
    let seconds = PictureNumber.short(kind.longestTime) + " s"
    shapes.append(.text(seconds, at: end, .trailing, size: .small).faded(0.6))
    return shapes
  }

  /// The curve of an episode so far, of no more points than can be distinguished.
  func curve(of episode: SceneEpisode) -> [SceneShape] {
    let interval = episode.isFaint ? 6 : 2
    var points = stride(from: 0, to: episode.step, by: interval).map { step in
      point(step, value(of: episode, after: step))
    }
    let head = point(episode.step, value(of: episode, after: episode.step))
    points.append(head)
    let color = SceneColor.stage(episode.stage)
    let line = SceneShape(
      .path(points, isClosed: false), stroke: .init(color, .points(episode.isFaint ? 1 : 2)))
    guard !episode.isFaint else { return [line.faded(0.25)] }
    return [line, SceneShape(.mark(center: head, diameter: 6), fill: color)]
  }

  private func value(of episode: SceneEpisode, after step: Int) -> Float {
    let first = step * episode.trace.stateSize
    switch kind {
    case .balanced, .continuous: return episode.trace.states[first + 2]
    case .target: return episode.trace.states[first]
    case .swingUp:
      let angle = Lanes(repeating: episode.trace.states[first + 2])
      return VectorFunctions.sineAndCosine(angle).cosine[0]
    }
  }
}
