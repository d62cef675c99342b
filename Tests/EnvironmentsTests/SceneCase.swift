import Environments
import Gym
import Numerics

/// Episodes to draw.
enum SceneCase {
  static let key = RandomKey(seed: 47)

  /// Plays episodes with uniformly random actions.
  static func traces(
    _ count: Int, of distribution: TaskDistribution, task: [Float]
  ) -> [EpisodeTrace] {
    let specification = distribution.specification
    let (stateSize, actionSize) = (
      specification.stateNames.count, specification.actionSpace.size
    )
    var batch = distribution.makeBatch(task, count)
    var player = RandomAgent(actionSpace: specification.actionSpace)
    batch.reset(key: key)
    player.begin(Block(copyCount: count, key: key))
    var traces = (0..<count).map { copy in
      EpisodeTrace(
        stateSize: stateSize, actionSize: actionSize,
        states: Array(batch.states[copy * stateSize..<(copy + 1) * stateSize]), actions: [],
        rewards: [], isTerminated: false)
    }
    var actions = [Float](repeating: 0, count: count * actionSize)
    for step in 0..<min(60, specification.horizon) {
      let running = (0..<count).filter { !batch.isTerminated[$0] && !batch.isTruncated[$0] }
      player.act(
        on: View(step: step, copies: Array(0..<count), observations: batch.observations),
        actions: &actions)
      batch.stepRunning(actions: actions)
      for copy in running {
        let (states, action) = (copy * stateSize, copy * actionSize)
        traces[copy].states += batch.states[states..<states + stateSize]
        traces[copy].actions += actions[action..<action + actionSize]
        traces[copy].rewards.append(batch.rewards[copy])
        traces[copy].isTerminated = batch.isTerminated[copy]
      }
    }
    return traces
  }

  /// A trace of given states; its rewards are not read.
  static func trace(
    states: [[Float]], actions: [[Float]], rewards: [Float]? = nil, isTerminated: Bool = false
  ) -> EpisodeTrace {
    EpisodeTrace(
      stateSize: states[0].count, actionSize: actions.first?.count ?? 1,
      states: states.flatMap { $0 }, actions: actions.flatMap { $0 },
      rewards: rewards ?? Array(repeating: 0, count: actions.count), isTerminated: isTerminated)
  }
}

extension Scene {
  /// All points and lengths of a shape's outline.
  static func numbers(of shape: SceneShape) -> [Float] {
    switch shape.outline {
    case .path(let points, _): points.flatMap { [$0.x, $0.y] }
    case .circle(let center, let radius): [center.x, center.y, radius]
    case .mark(let center, let diameter): [center.x, center.y, diameter]
    case .text(_, let place, _, _): [place.x, place.y]
    }
  }

  /// The points of all paths that are filled with a colour.
  func filledPaths(_ color: SceneColor, opacity: Float = 1) -> [[ScenePoint]] {
    shapes.compactMap { shape in
      guard case .path(let points, _) = shape.outline, shape.fill == color,
        shape.opacity == opacity
      else { return nil }
      return points
    }
  }

  /// The points of all paths along which a colour is drawn.
  func strokedPaths(_ color: SceneColor, opacity: Float = 1) -> [[ScenePoint]] {
    shapes.compactMap { shape in
      guard case .path(let points, _) = shape.outline, shape.stroke?.color == color,
        shape.opacity == opacity
      else { return nil }
      return points
    }
  }

  /// Everything that is written in the picture.
  var texts: [String] {
    shapes.compactMap { shape in
      if case .text(let text, _, _, _) = shape.outline { text } else { nil }
    }
  }

  /// The value of a note.
  func note(_ label: String) -> String? { notes.first { $0.label == label }?.value }
}

extension SceneBounds {
  func contains(_ point: ScenePoint) -> Bool { x.contains(point.x) && y.contains(point.y) }
}
