import Gym
import Wording

// Robots and where they have been.
extension Plane {
  /// The whole picture: the paths of all episodes, and the robots at their ends.
  ///
  /// - Parameters:
  ///   - episodes: The episodes, as a scene gets them.
  ///   - ground: What lies below the paths, besides the grid.
  ///   - signs: What lies above the paths, which end there if all goes well.
  /// - Returns: A scene without notes.
  func scene(
    of episodes: [SceneEpisode], ground: [SceneShape], signs: [SceneShape]
  ) -> Scene {
    var scene = Scene(bounds: bounds)
    scene.shapes = grid + ground
    let (faint, shown) = (episodes.filter(\.isFaint), episodes.filter { !$0.isFaint })
    for episode in faint { scene.shapes += faintTrail(of: episode) }
    for episode in shown { scene.shapes += trail(of: episode) }
    scene.shapes += signs
    for episode in shown { scene.shapes += robot(of: episode) }
    return scene
  }

  private func faintTrail(of episode: SceneEpisode) -> [SceneShape] {
    let path = episode.path
    return [
      SceneShape(
        .path(path, isClosed: false), stroke: .init(.stage(episode.stage), .points(1)),
        opacity: 0.22),
      SceneShape(
        .mark(center: path[path.count - 1], diameter: 4), fill: .stage(episode.stage),
        opacity: 0.5),
    ]
  }

  /// The path so far, on a rim that sets it off from what lies below.
  private func trail(of episode: SceneEpisode) -> [SceneShape] {
    let path = SceneShape.Outline.path(episode.path, isClosed: false)
    return [
      SceneShape(path, stroke: .init(.background, .points(3.5)), opacity: 0.7),
      SceneShape(path, stroke: .init(.stage(episode.stage), .points(1.75))),
    ]
  }

  /// A disc with a nose in the direction of the latest move; an arrow at the edge if it left the view.
  private func robot(of episode: SceneEpisode) -> [SceneShape] {
    let place = episode.position(after: episode.step)
    let color = SceneColor.stage(episode.stage)
    guard max(abs(place.x), abs(place.y)) <= reach else { return [outside(place, color)] }
    let radius = 0.04 * reach
    let rim = SceneShape.Stroke(.background, .points(2))
    let disc = SceneShape(.circle(center: place, radius: radius), fill: color, stroke: rim)
    guard episode.step > 0 else { return [disc] }
    let before = episode.position(after: episode.step - 1)
    let (dx, dy) = (place.x - before.x, place.y - before.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1e-4 else { return [disc] }
    let (ux, uy) = (dx / length * radius, dy / length * radius)
    let outline = [
      ScenePoint(place.x + 2.2 * ux, place.y + 2.2 * uy),
      ScenePoint(place.x + 0.45 * ux - 0.89 * uy, place.y + 0.45 * uy + 0.89 * ux),
      ScenePoint(place.x + 0.45 * ux + 0.89 * uy, place.y + 0.45 * uy - 0.89 * ux),
    ]
    let nose = SceneShape(.path(outline, isClosed: true), fill: color)
    var rimmed = nose
    rimmed.stroke = rim
    return [rimmed, disc, nose]
  }

  /// An arrow at the edge, pointing from the middle to where the robot is.
  private func outside(_ place: ScenePoint, _ color: SceneColor) -> SceneShape {
    let shrink = 0.97 * reach / max(abs(place.x), abs(place.y))
    let tip = ScenePoint(place.x * shrink, place.y * shrink)
    let tail = ScenePoint(tip.x * 0.82, tip.y * 0.82)
    var arrow = SceneShape.arrow(from: tail, to: tip, thickness: 0.05 * reach, color: color)
    arrow.stroke = .init(.background, .points(2))
    return arrow
  }
}

extension SceneEpisode {
  /// Where the robot was after a number of steps.
  fileprivate func position(after step: Int) -> ScenePoint {
    ScenePoint(trace.states[2 * step], trace.states[2 * step + 1])
  }

  /// Where it has been so far.
  fileprivate var path: [ScenePoint] { (0...step).map { position(after: $0) } }

  /// How far the robot is from its goal, and whether that ended the episode.
  func distanceNote(to goal: ScenePoint) -> SceneNote {
    let robot = position(after: step)
    let (dx, dy) = (robot.x - goal.x, robot.y - goal.y)
    let distance = PictureNumber.fixed((dx * dx + dy * dy).squareRoot(), 3)
    let hasEnded = trace.isTerminated && step == trace.stepCount
    return SceneNote("distance", distance + (hasEnded ? ", reached" : ""))
  }
}

extension ScenePoint {
  /// The point in words.
  var words: String { "(\(PictureNumber.fixed(x)), \(PictureNumber.fixed(y)))" }
}
