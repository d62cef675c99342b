import Gym

// What rewards depend on and policies cannot see.
extension CartPoleWorkshop {
  /// The target, or how near the middle and how high the pole has to be.
  var marks: [SceneShape] {
    switch kind {
    case .balanced, .continuous: []
    case .target(let place): marks(ofTarget: place)
    case .swingUp(let height, let reach): marks(ofHeight: height, reach: reach)
    }
  }

  /// A pole with a flag where the target is, and the part of the track that is paid for.
  private func marks(ofTarget place: Float) -> [SceneShape] {
    let (foot, top) = (ScenePoint(place, 0), ScenePoint(place, pivotHeight + 0.5))
    let limit = kind.positionLimit
    let (start, end) = (max(-limit, place - 1), min(limit, place + 1))
    let flag = [
      top, ScenePoint(place + 0.26, top.y - 0.09), ScenePoint(place, top.y - 0.18),
    ]
    return [
      .line(
        from: ScenePoint(start, 0), to: ScenePoint(end, 0), .init(.goal, .points(5))
      ).faded(0.6),
      .line(from: foot, to: top, .init(.goal, .points(2))),
      SceneShape(.path(flag, isClosed: true), fill: .goal),
    ]
  }

  /// The reach on the track, and the height that the tip of the pole has to exceed there.
  private func marks(ofHeight cosine: Float, reach: Float) -> [SceneShape] {
    let height = pivotHeight + poleLength * cosine
    let side = max(reach, 0.25)
    let edge = SceneShape.Stroke(.goal, .points(1), isDashed: true)
    return [
      .line(
        from: ScenePoint(-reach, 0), to: ScenePoint(reach, 0), .init(.goal, .points(5))
      ).faded(0.6),
      .line(
        from: ScenePoint(-side, height), to: ScenePoint(side, height), .init(.goal, .points(2))),
      .line(from: ScenePoint(-reach, 0), to: ScenePoint(-reach, height), edge).faded(0.6),
      .line(from: ScenePoint(reach, 0), to: ScenePoint(reach, height), edge).faded(0.6),
    ]
  }
}
