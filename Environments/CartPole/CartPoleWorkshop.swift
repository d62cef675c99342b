import Gym
import Numerics
import Wording

/// The picture of one task: sizes in metres, heights above the track.
struct CartPoleWorkshop {
  /// The physical parameters of one task.
  struct Physics {
    let gravity: Float
    let cartMass: Float
    let poleMass: Float
    let poleHalfLength: Float
    let forceMagnitude: Float
    let forceSign: Float
    /// The force of action 1, positive to the right.
    let force: Float

    /// Reads lane 0.
    init(_ task: CartPole.Task) {
      gravity = task.gravity[0]
      cartMass = task.cartMass[0]
      poleMass = task.poleMass[0]
      poleHalfLength = task.poleHalfLength[0]
      forceMagnitude = task.forceMagnitude[0]
      forceSign = task.forceSign[0]
      force = task.force[0]
    }
  }

  let task: Physics
  let kind: CartPoleKind
  /// 1 for a cart of 1 kg.
  ///
  /// The area of the cart's side is in proportion to its mass, within limits.
  let cartSize: Float
  /// In proportion to the square root of the pole's mass: 6 cm for 100 g.
  let poleThickness: Float

  static let wheelRadius: Float = 0.09
  static let axle: Float = 0.09

  init(task: CartPole.Task, kind: CartPoleKind) {
    let task = Physics(task)
    self.task = task
    self.kind = kind
    cartSize = max(0.6, min(1.8, task.cartMass.squareRoot()))
    poleThickness = max(0.03, min(0.3, 0.06 * (task.poleMass / 0.1).squareRoot()))
  }

  var poleLength: Float { 2 * task.poleHalfLength }
  var cartWidth: Float { 0.52 * cartSize }
  var cartBottom: Float { 0.12 }
  var pivotHeight: Float { cartBottom + 0.25 * cartSize }
  /// The radius of the scale for the lean, a little above the longest pole of training.
  var scaleRadius: Float { max(1.65, poleLength + 0.15) }
  /// Tall views leave no room for labels.
  var isHuge: Bool { poleLength > 4 }
  /// The size of arrows in units of their usual size.
  var arrowSize: Float { max(1, scaleRadius / 4) }

  /// The same for all episodes of a task and, while poles are no longer than in training, for all
  /// tasks with the same cart.
  var bounds: SceneBounds {
    let top = pivotHeight + scaleRadius + 0.4
    let widest = kind.hangs ? scaleRadius : 0.6 * top
    let side = max(kind.positionLimit + max(0.32, cartWidth / 2 + 0.06), widest)
    let bottom = isHuge ? lowestTip - 0.06 * top : chartMiddle - (kind.hangs ? 0.7 : 0.55)
    return SceneBounds(x: -side...side, y: bottom...top)
  }

  /// The lowest point of a hanging pole's tip, or the track if the pole cannot hang.
  private var lowestTip: Float { kind.hangs ? pivotHeight - scaleRadius : 0 }

  /// Where the middle of the chart is, below the track and below a hanging pole.
  var chartMiddle: Float { kind.hangs ? lowestTip - 0.65 : -0.9 }

  func pivot(at position: Float) -> ScenePoint { ScenePoint(position, pivotHeight) }

  /// The point of a line from the pivot that leans to the right by an angle.
  func point(_ pivot: ScenePoint, _ angle: Float, _ radius: Float) -> ScenePoint {
    // A light pole that is pushed hard turns many times in a step; sines are exact for small angles.
    let turn = angle.remainder(dividingBy: 2 * .pi)
    let (sine, cosine) = VectorFunctions.sineAndCosine(Lanes(repeating: turn))
    return ScenePoint(pivot.x + radius * sine[0], pivot.y + radius * cosine[0])
  }
}

// What does not move.
extension CartPoleWorkshop {
  /// The rail with a buffer at either end and a scale in metres.
  var track: [SceneShape] {
    let limit = kind.positionLimit
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
    let last = Int(limit)
    for metre in -last...last {
      let x = Float(metre)
      let tick = SceneShape.Stroke(.structure, .points(1))
      shapes.append(.line(from: ScenePoint(x, 0), to: ScenePoint(x, -0.08), tick))
      guard !isHuge else { continue }
      let text = PictureNumber.short(Float(metre)) + (metre == last ? " m" : "")
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
      .text(PictureNumber.short(task.gravity) + " m/s²", at: label, .trailing, size: .small),
    ]
  }
}
