import Gym
import Wording

// What is drawn of an episode.
extension CartPoleWorkshop {
  /// Another episode at the same moment, only its outline.
  func ghost(of episode: SceneEpisode) -> [SceneShape] {
    let state = CartPoleSituation(episode)
    let foot = pivot(at: state.position)
    let stroke = SceneShape.Stroke(.stage(episode.stage), .points(1.5))
    return [
      SceneShape.rectangle(body(at: state.position), stroke: .init(.structure, .points(1)))
        .faded(0.2),
      SceneShape.line(from: foot, to: point(foot, state.angle, poleLength), stroke).faded(0.35),
    ]
  }

  /// The angles at which a pole has fallen, and a pointer to the pole's angle, so that short poles are as
  /// easy to read as long ones.
  func limits(of episode: SceneEpisode) -> [SceneShape] {
    let state = CartPoleSituation(episode)
    let foot = pivot(at: state.position)
    let limit = CartPole.angleLimit
    let arc = (-6...6).map { point(foot, limit * Float($0) / 6, scaleRadius) }
    let quiet = SceneShape.Stroke(.structure, .points(1))
    var shapes = [SceneShape(.path(arc, isClosed: false), stroke: quiet, opacity: 0.5)]
    for side: Float in [-1, 1] {
      let end = point(foot, side * limit, scaleRadius)
      let isBroken = side * state.angle > limit
      var stroke = quiet
      stroke.isDashed = !isBroken
      stroke.thickness = .points(isBroken ? 2.5 : 1)
      shapes.append(.line(from: foot, to: end, stroke).faded(isBroken ? 1 : 0.5))
    }
    let tip = point(foot, state.angle, poleLength)
    let reading = point(foot, state.angle, scaleRadius)
    let pointer = SceneShape.Stroke(.stage(episode.stage), .points(1))
    shapes.append(.line(from: tip, to: reading, pointer).faded(0.7))
    shapes.append(
      SceneShape(.mark(center: reading, diameter: 5), fill: .stage(episode.stage)))
    return shapes
  }

  /// The cart on its wheels and the pole on the cart.
  func cart(of episode: SceneEpisode) -> [SceneShape] {
    let state = CartPoleSituation(episode)
    let foot = pivot(at: state.position)
    var shapes: [SceneShape] = [.rectangle(body(at: state.position), fill: .structure)]
    for side: Float in [-1, 1] {
      let hub = ScenePoint(state.position + side * 0.3 * cartWidth, Self.axle)
      shapes.append(
        SceneShape(
          .circle(center: hub, radius: Self.wheelRadius), fill: .background,
          stroke: .init(.structure, .world(0.04))))
      // A wheel that rolls to the right turns clockwise.
      let turn = state.position / Self.wheelRadius
      let spoke = SceneShape.Stroke(.structure, .world(0.025))
      let radius = Self.wheelRadius
      shapes.append(.line(from: point(hub, turn, -radius), to: point(hub, turn, radius), spoke))
    }
    let tip = point(foot, state.angle, poleLength)
    // Half the thickness to either side, at right angles to the pole.
    let (ax, ay) = ((tip.y - foot.y) / poleLength, (foot.x - tip.x) / poleLength)
    let (hx, hy) = (ax * poleThickness / 2, ay * poleThickness / 2)
    let pole = [
      ScenePoint(foot.x + hx, foot.y + hy), ScenePoint(tip.x + hx, tip.y + hy),
      ScenePoint(tip.x - hx, tip.y - hy), ScenePoint(foot.x - hx, foot.y - hy),
    ]
    shapes.append(SceneShape(.path(pole, isClosed: true), fill: .stage(episode.stage)))
    shapes.append(
      SceneShape(
        .circle(center: foot, radius: max(0.045, 0.6 * poleThickness)), fill: .structure,
        stroke: .init(.background, .points(1.5))))
    return shapes
  }

  /// The push of the latest step, whether pushes are reversed, and how the episode ended.
  func events(of episode: SceneEpisode) -> [SceneShape] {
    let state = CartPoleSituation(episode)
    var shapes: [SceneShape] = []
    let top = bounds.y.upperBound - 0.2 * arrowSize
    let force = state.action.map { kind.force(of: $0, task) } ?? 0
    if force != 0 {
      let side: Float = force < 0 ? -1 : 1
      let height = cartBottom + 0.125 * cartSize
      let tail = ScenePoint(state.position + side * (cartWidth / 2 + 0.06), height)
      // 14 cm, and 45 mm more for each newton.
      let length = arrowSize * (0.14 + min(1.4, 0.045 * abs(force)))
      let tip = ScenePoint(tail.x + side * length, height)
      shapes.append(.arrow(from: tail, to: tip, thickness: 0.07 * arrowSize, color: .force))
      let label = PictureNumber.short(abs(force)) + " N"
      let middle = ScenePoint((tail.x + tip.x) / 2, height + 0.22 * arrowSize)
      shapes.append(.text(label, at: middle, size: .small, color: .force))
    }
    if task.forceSign < 0 {
      let corner = ScenePoint(bounds.x.lowerBound + 0.1, top)
      shapes.append(.text("reversed", at: corner, .leading, size: .small, color: .force))
    }
    if state.hasEnded {
      let end = !kind.hangs && abs(state.angle) > CartPole.angleLimit ? "fallen" : "off the track"
      shapes.append(.text(end, at: ScenePoint(0, top), size: .large))
    }
    return shapes
  }

  private func body(at position: Float) -> SceneBounds {
    SceneBounds(
      x: position - cartWidth / 2...position + cartWidth / 2, y: cartBottom...pivotHeight)
  }
}

/// The current moment of an episode.
struct CartPoleSituation {
  let position: Float
  let angle: Float
  /// The latest action, if there has been one.
  let action: Float?
  let hasEnded: Bool

  init(_ episode: SceneEpisode) {
    let state = Array(episode.trace.state(after: episode.step))
    position = state[0]
    angle = state[2]
    action = episode.step > 0 ? episode.trace.action(ofStep: episode.step - 1).first : nil
    hasEnded = episode.trace.isTerminated && episode.step == episode.trace.stepCount
  }
}
