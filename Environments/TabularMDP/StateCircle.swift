import Gym
import Numerics
import Wording

/// The layout of the scene: states on a circle of radius 1, clockwise from the top.
///
/// The actions of a state are petals around it, clockwise from number 0 at the outside.
struct StateCircle {
  private let meanRewards: [Float]

  static let bounds = SceneBounds(x: -1.42...1.42, y: -1.62...1.42)
  private static let discRadius: Float = 0.085
  private static let petalRadius: Float = 0.215
  /// The mean reward whose petal is solid; means are normal around 1 with deviation 1.
  private static let fullReward: Float = 4

  private let stateDirections: [ScenePoint]
  /// Of each pair five directions across its petal; neighbouring petals leave a gap.
  private let actionDirections: [[ScenePoint]]

  init(_ task: TabularMDP.Task) {
    meanRewards = Array(task.parameters.suffix(TabularMDP.pairCount))
    let turn = 2 * Float.pi / Float(TabularMDP.stateCount)
    let petal = 2 * Float.pi / Float(TabularMDP.actionCount)
    stateDirections = (0..<TabularMDP.stateCount).map { Self.direction(turn * Float($0)) }
    actionDirections = (0..<TabularMDP.pairCount).map { pair in
      let (state, action) = pair.quotientAndRemainder(dividingBy: TabularMDP.actionCount)
      let middle = turn * Float(state) + petal * Float(action)
      return [-0.44, -0.22, 0, 0.22, 0.44].map { Self.direction(middle + $0 * petal) }
    }
  }

  /// The direction at an angle from the top, clockwise.
  private static func direction(_ angle: Float) -> ScenePoint {
    let (sine, cosine) = VectorFunctions.sineAndCosine(Lanes(repeating: angle))
    return ScenePoint(sine[0], cosine[0])
  }

  private func center(of state: Int) -> ScenePoint { stateDirections[state] }

  private func point(_ pair: Int, _ corner: Int, _ distance: Float) -> ScenePoint {
    let (state, direction) = (pair / TabularMDP.actionCount, actionDirections[pair][corner])
    let center = center(of: state)
    return ScenePoint(center.x + distance * direction.x, center.y + distance * direction.y)
  }

  private func petal(_ pair: Int) -> SceneShape.Outline {
    let corners = actionDirections[pair].indices
    return .path(
      corners.map { point(pair, $0, Self.discRadius + 0.015) }
        + corners.reversed().map { point(pair, $0, Self.petalRadius) }, isClosed: true)
  }

  /// The middle of a petal, where the path leaves a state.
  private func door(_ pair: Int) -> ScenePoint {
    point(pair, 2, (Self.discRadius + Self.petalRadius) / 2)
  }
}

// What is drawn of the task.
extension StateCircle {
  /// Every petal, more opaque the more its action pays or costs on average: green pays, purple costs.
  var petals: [SceneShape] {
    meanRewards.indices.flatMap { pair in
      Self.shade(petal(pair), meanReward: meanRewards[pair])
    }
  }

  private static func shade(_ outline: SceneShape.Outline, meanReward: Float) -> [SceneShape] {
    let density = max(0.04, min(1, abs(meanReward) / fullReward))
    return [
      SceneShape(outline, stroke: .init(.faint, .points(1))),
      SceneShape(outline, fill: meanReward < 0 ? .force : .goal, opacity: density),
    ]
  }

  /// The meaning of the shades.
  var legend: [SceneShape] {
    var shapes = [
      SceneShape.text("mean reward", at: ScenePoint(-1.3, -1.5), .leading, size: .small)
    ]
    for (number, value) in ([-2, 0, 2, 4] as [Float]).enumerated() {
      let x = -0.35 + 0.44 * Float(number)
      let box = SceneShape.rectangle(SceneBounds(x: x...x + 0.12, y: -1.56 ... -1.44))
      shapes += Self.shade(box.outline, meanReward: value)
      shapes.append(
        .text(
          PictureNumber.short(value), at: ScenePoint(x + 0.16, -1.5), .leading, size: .small))
    }
    return shapes
  }

  /// An outline around the best action of each state at this step, given the task.
  func bestActions(_ plan: TabularPlan, step: Int) -> [SceneShape] {
    (0..<TabularMDP.stateCount).map { state in
      let action = plan.action(in: state, step: min(step, TabularMDP.horizon - 1))
      return SceneShape(
        petal(state * TabularMDP.actionCount + action), stroke: .init(.goal, .points(2)))
    }
  }

  /// The numbers of the states; that of the current state is on a solid disc.
  func states(current episode: SceneEpisode?) -> [SceneShape] {
    let current = episode.map { $0.place(after: $0.step) }
    return (0..<TabularMDP.stateCount).flatMap { state in
      let disc = SceneShape.Outline.circle(center: center(of: state), radius: Self.discRadius)
      let rim = SceneShape.Stroke(.structure, .points(1.25))
      if let episode, state == current {
        return [SceneShape(disc, fill: .stage(episode.stage), stroke: rim)]
      }
      return [
        SceneShape(disc, fill: .background, stroke: rim),
        .text("\(state)", at: center(of: state), size: .small),
      ]
    }
  }
}

// What is drawn of episodes.
extension StateCircle {
  /// Other episodes together: a dot on each action, larger the more often it was chosen, and a line for each
  /// move, more opaque the more often it was made.
  func background(_ visits: StateVisits, stage: Float) -> [SceneShape] {
    let total = Float(max(1, visits.stepCount))
    let color = SceneColor.stage(stage)
    var shapes: [SceneShape] = []
    for (index, count) in visits.moves.enumerated() where count > 0 {
      let (from, to) = index.quotientAndRemainder(dividingBy: TabularMDP.stateCount)
      guard from != to else { continue }
      let stroke = SceneShape.Stroke(color, .points(1.5))
      shapes.append(
        .line(from: center(of: from), to: center(of: to), stroke)
          .faded(min(0.5, 0.08 + 4 * Float(count) / total)))
    }
    for (pair, count) in visits.choices.enumerated() where count > 0 {
      let diameter = 3 + 30 * (Float(count) / total).squareRoot()
      shapes.append(
        SceneShape(.mark(center: door(pair), diameter: diameter), fill: color, opacity: 0.5))
    }
    return shapes
  }

  /// The moves so far, earlier ones paler; the latest is an arrow.
  func way(of episode: SceneEpisode) -> [SceneShape] {
    let color = SceneColor.stage(episode.stage)
    return (0..<episode.step).flatMap { step -> [SceneShape] in
      guard let action = episode.choice(ofStep: step) else { return [] }
      let (from, to) = (episode.place(after: step), episode.place(after: step + 1))
      let door = door(from * TabularMDP.actionCount + action)
      let isLatest = step == episode.step - 1
      let density = 1 / (1 + 0.25 * Float(episode.step - 1 - step))
      let mark = SceneShape(.mark(center: door, diameter: isLatest ? 9 : 6), fill: color)
      guard from != to else {
        let loop = SceneShape.Outline.circle(
          center: center(of: from), radius: Self.petalRadius + 0.025)
        return [
          SceneShape(loop, stroke: .init(color, .points(isLatest ? 3 : 1.5))).faded(density),
          mark.faded(density),
        ]
      }
      let end = arrival(at: to, from: door)
      let line =
        isLatest
        ? SceneShape.arrow(from: door, to: end, thickness: 0.03, color: color)
        : SceneShape.line(from: door, to: end, .init(color, .points(2)))
      return [line.faded(density), mark.faded(density)]
    }
  }

  /// Where the path to a state meets its disc.
  private func arrival(at state: Int, from start: ScenePoint) -> ScenePoint {
    let center = center(of: state)
    let (dx, dy) = (start.x - center.x, start.y - center.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-6)
    let part = Self.discRadius / length
    return ScenePoint(center.x + part * dx, center.y + part * dy)
  }
}
