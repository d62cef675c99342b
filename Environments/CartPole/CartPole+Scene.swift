public import Gym
import Tensors

// What there is to see of a cart-pole: the parts in their real proportions, in metres.
extension CartPole {
  /// A row of moments.
  public var stillStyle: StillStyle { .filmStrip }

  /// What the distributions vary, and gravity; ranges reach a little beyond those of all tasks.
  public var controls: [TaskControl] {
    [
      .slider(parameter: 0, range: 1...25), .slider(parameter: 2, range: 0.01...1),
      .slider(parameter: 3, range: 0.05...1.5), .slider(parameter: 4, range: 1...30),
      .choice(parameter: 5),
    ]
  }

  /// Draws the track from the side with cart, pole, and the push of the latest step.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let workshop = Workshop(task: task)
    var scene = Scene(bounds: workshop.bounds)
    scene.shapes = workshop.track + workshop.gravity + workshop.chart
    for episode in episodes { scene.shapes += workshop.curve(of: episode) }
    for episode in episodes where episode.isFaint { scene.shapes += workshop.ghost(of: episode) }
    let shown = episodes.filter { !$0.isFaint }
    if let last = shown.last { scene.shapes += workshop.limits(of: last) }
    for episode in shown { scene.shapes += workshop.cart(of: episode) }
    if let last = shown.last { scene.shapes += workshop.events(of: last) }
    scene.notes = notes(task, episodes.last)
    return scene
  }

  private func notes(_ task: Task, _ episode: SceneEpisode?) -> [SceneNote] {
    let short = SceneNumber.short
    let turned = task.forceSign < 0 ? ", reversed" : ""
    var notes = [
      SceneNote("pole", "\(short(2 * task.poleHalfLength)) m, \(short(task.poleMass)) kg"),
      SceneNote("cart", "\(short(task.cartMass)) kg"),
      SceneNote("gravity", "\(short(task.gravity)) m/s²"),
      SceneNote("push", "\(short(task.forceMagnitude)) N\(turned)"),
    ]
    if let episode {
      let lean = Array(episode.trace.state(after: episode.step))[2] * 180 / .pi
      notes.append(SceneNote("lean", SceneNumber.fixed(lean, 1) + "°"))
    }
    return notes
  }
}

/// How one task looks: sizes in metres, heights above the track.
private struct Workshop {
  let task: CartPole.Task
  /// 1 for a cart of 1 kg. The area of the cart's side is in proportion to its mass, unless that
  /// would make it a dot or a wall.
  let cartSize: Float
  /// The pole's, in proportion to the square root of its mass: 6 cm for 100 g.
  let poleThickness: Float

  static let wheelRadius: Float = 0.09
  static let axle: Float = 0.09

  init(task: CartPole.Task) {
    self.task = task
    cartSize = max(0.6, min(1.8, task.cartMass.squareRoot()))
    poleThickness = max(0.03, min(0.3, 0.06 * (task.poleMass / 0.1).squareRoot()))
  }

  var poleLength: Float { 2 * task.poleHalfLength }
  var cartWidth: Float { 0.52 * cartSize }
  var cartBottom: Float { 0.12 }
  var pivotHeight: Float { cartBottom + 0.25 * cartSize }
  /// Where the lean is read, a little above the longest pole of training.
  var scaleRadius: Float { max(1.65, poleLength + 0.15) }
  /// A view as high as a house has no room for small print.
  var isHuge: Bool { poleLength > 4 }
  /// How large arrows are, compared with their usual size.
  var arrowSize: Float { max(1, scaleRadius / 4) }

  /// The same for all episodes of a task and, while poles are no longer than in training, for all
  /// tasks with the same cart.
  var bounds: SceneBounds {
    let top = pivotHeight + scaleRadius + 0.4
    let side = max(CartPole.positionLimit + max(0.32, cartWidth / 2 + 0.06), 0.6 * top)
    return SceneBounds(x: -side...side, y: (isHuge ? -0.06 * top : -1.45)...top)
  }

  func pivot(at position: Float) -> ScenePoint { ScenePoint(position, pivotHeight) }

  /// The point of a line from the pivot that leans to the right by an angle.
  func point(_ pivot: ScenePoint, _ angle: Float, _ radius: Float) -> ScenePoint {
    let (sine, cosine) = VectorFunctions.sineAndCosine(Lanes(repeating: angle))
    return ScenePoint(pivot.x + radius * sine[0], pivot.y + radius * cosine[0])
  }
}

// What does not move.
extension Workshop {
  /// The rail with a buffer at either end and a scale in metres.
  var track: [SceneShape] {
    let limit = CartPole.positionLimit
    var shapes: [SceneShape] = [
      .line(
        from: ScenePoint(-limit, 0), to: ScenePoint(limit, 0), .init(.structure, .points(2.5)))
    ]
    for side: Float in [-1, 1] {
      let buffer = SceneBounds(
        x: min(side * limit, side * (limit + 0.07))...max(side * limit, side * (limit + 0.07)),
        y: -0.06...0.42)
      shapes.append(.rectangle(buffer, fill: .structure))
    }
    for metre in -2...2 {
      let x = Float(metre)
      let tick = SceneShape.Stroke(.structure, .points(1))
      shapes.append(.line(from: ScenePoint(x, 0), to: ScenePoint(x, -0.08), tick))
      guard !isHuge else { continue }
      let text = metre == 2 ? "2 m" : "\(metre)"
      shapes.append(.text(text, at: ScenePoint(x, -0.24), size: .small).faded(0.6))
    }
    return shapes
  }

  /// An arrow, 12 cm long and 45 mm longer for each m/s², hanging in the upper right corner.
  var gravity: [SceneShape] {
    let length = arrowSize * (0.12 + min(1.5, 0.045 * task.gravity))
    let top = bounds.y.upperBound - 0.12 * arrowSize
    let x = bounds.x.upperBound - 0.2 * arrowSize
    let label = ScenePoint(x - 0.16 * arrowSize, top - 0.08 * arrowSize)
    return [
      .arrow(
        from: ScenePoint(x, top), to: ScenePoint(x, top - length), thickness: 0.05 * arrowSize,
        color: .structure
      ).faded(0.8),
      .text(SceneNumber.short(task.gravity) + " m/s²", at: label, .trailing, size: .small),
    ]
  }
}

// The lean over time, below the track.
extension Workshop {
  private static let chartMiddle: Float = -0.9
  /// How high 12 degrees are.
  private static let chartHeight: Float = 0.38

  /// Where a moment of an episode stands: the whole width is the longest an episode may take.
  private func chartPoint(_ step: Int, _ angle: Float) -> ScenePoint {
    let (start, end) = (0.4 - CartPole.positionLimit, CartPole.positionLimit)
    let time = Float(step) / Float(CartPole().specification.horizon)
    let lean = max(-1.15, min(1.15, angle / CartPole.angleLimit))
    return ScenePoint(
      start + (end - start) * time, Self.chartMiddle + Self.chartHeight * lean)
  }

  var chart: [SceneShape] {
    guard !isHuge else { return [] }
    let horizon = CartPole().specification.horizon
    var shapes: [SceneShape] = []
    for (side, label) in [(-1, "-12°"), (0, "lean"), (1, "12°")] as [(Float, String)] {
      let angle = side * CartPole.angleLimit
      let (start, end) = (chartPoint(0, angle), chartPoint(horizon, angle))
      let stroke = SceneShape.Stroke(
        side == 0 ? .faint : .structure, .points(1), isDashed: side != 0)
      shapes.append(.line(from: start, to: end, stroke).faded(side == 0 ? 1 : 0.5))
      let place = ScenePoint(start.x - 0.08, start.y)
      shapes.append(.text(label, at: place, .trailing, size: .small).faded(0.6))
    }
    let seconds = SceneNumber.short(Float(horizon) * CartPole.timeStep)
    let end = ScenePoint(CartPole.positionLimit, Self.chartMiddle - 0.16)
    shapes.append(.text("\(seconds) s", at: end, .trailing, size: .small).faded(0.6))
    return shapes
  }

  /// The lean of an episode so far; more points than these could not be told apart.
  func curve(of episode: SceneEpisode) -> [SceneShape] {
    guard !isHuge else { return [] }
    let (states, size) = (episode.trace.states, episode.trace.stateSize)
    let interval = episode.isFaint ? 6 : 2
    var points = stride(from: 0, to: episode.step, by: interval).map { step in
      chartPoint(step, states[step * size + 2])
    }
    let head = chartPoint(episode.step, states[episode.step * size + 2])
    points.append(head)
    let color = SceneColor.stage(episode.stage)
    let line = SceneShape(
      .path(points, isClosed: false), stroke: .init(color, .points(episode.isFaint ? 1 : 2)))
    guard !episode.isFaint else { return [line.faded(0.25)] }
    return [line, SceneShape(.mark(center: head, diameter: 6), fill: color)]
  }
}

// What an episode adds.
extension Workshop {
  /// Another episode at the same moment, only its outline.
  func ghost(of episode: SceneEpisode) -> [SceneShape] {
    let state = Situation(episode)
    let foot = pivot(at: state.position)
    let stroke = SceneShape.Stroke(.stage(episode.stage), .points(1.5))
    return [
      SceneShape.rectangle(body(at: state.position), stroke: .init(.structure, .points(1)))
        .faded(0.2),
      SceneShape.line(from: foot, to: point(foot, state.angle, poleLength), stroke).faded(0.35),
    ]
  }

  /// The angles at which a pole has fallen, and where the pole points, so that short poles can be
  /// read as well as long ones.
  func limits(of episode: SceneEpisode) -> [SceneShape] {
    let state = Situation(episode)
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
    let state = Situation(episode)
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

  /// The push of the step just played, a turned sign, and how the episode ended.
  func events(of episode: SceneEpisode) -> [SceneShape] {
    let state = Situation(episode)
    var shapes: [SceneShape] = []
    let top = bounds.y.upperBound - 0.2 * arrowSize
    if let force = state.force(task) {
      let side: Float = force < 0 ? -1 : 1
      let height = cartBottom + 0.125 * cartSize
      let tail = ScenePoint(state.position + side * (cartWidth / 2 + 0.06), height)
      // 14 cm, and 45 mm more for each newton.
      let length = arrowSize * (0.14 + min(1.4, 0.045 * abs(force)))
      let tip = ScenePoint(tail.x + side * length, height)
      shapes.append(.arrow(from: tail, to: tip, thickness: 0.07 * arrowSize, color: .force))
      let label = SceneNumber.short(abs(force)) + " N"
      let middle = ScenePoint((tail.x + tip.x) / 2, height + 0.22 * arrowSize)
      shapes.append(.text(label, at: middle, size: .small, color: .force))
    }
    if task.forceSign < 0 {
      let corner = ScenePoint(bounds.x.lowerBound + 0.1, top)
      shapes.append(.text("reversed", at: corner, .leading, size: .small, color: .force))
    }
    if let end = state.end {
      shapes.append(.text(end, at: ScenePoint(0, top), size: .large))
    }
    return shapes
  }

  private func body(at position: Float) -> SceneBounds {
    SceneBounds(
      x: position - cartWidth / 2...position + cartWidth / 2, y: cartBottom...pivotHeight)
  }
}

/// What an episode has come to.
private struct Situation {
  let position: Float
  let angle: Float
  /// The action that led here, if there has been one.
  let action: Float?
  let hasEnded: Bool

  init(_ episode: SceneEpisode) {
    let state = Array(episode.trace.state(after: episode.step))
    position = state[0]
    angle = state[2]
    action = episode.step > 0 ? episode.trace.action(ofStep: episode.step - 1).first : nil
    hasEnded = episode.trace.isTerminated && episode.step == episode.trace.stepCount
  }

  /// The force that led here, positive to the right.
  func force(_ task: CartPole.Task) -> Float? {
    action.map { $0 == 1 ? task.force : -task.force }
  }

  /// Why the episode is over, if it ended by itself.
  var end: String? {
    guard hasEnded else { return nil }
    return abs(angle) > CartPole.angleLimit ? "fallen" : "off the track"
  }
}
