public import Gym

// What there is to see of a bandit: what each arm really pays, and what has been found out.
extension Bandit {
  /// A chart for each stage.
  public var stillStyle: StillStyle { .sideBySide }

  /// A slider for each arm.
  public var controls: [TaskControl] {
    specification.parameters.indices.map { .slider(parameter: $0, range: 0...1) }
  }

  /// Draws a chart with a column for each arm: payouts upwards, pulls downwards.
  ///
  /// The last episode that is not faint is shown arm by arm; all others together are its background.
  public func scene(of task: Task, episodes: [SceneEpisode]) -> Scene {
    let main = episodes.lastIndex { !$0.isFaint }
    let others = episodes.indices.filter { $0 != main }.map { episodes[$0] }
    let chart = ArmChart(
      probabilities: task.probabilities, length: episodes.map(\.trace.stepCount).max() ?? 1)
    var scene = Scene(bounds: chart.bounds, keepsProportions: false)
    scene.shapes = chart.axes + chart.legend(stage: episodes.last?.stage ?? 0)
    if let first = others.first {
      scene.shapes += chart.background(Tally(others, arms: chart.armCount), stage: first.stage)
    }
    scene.notes = [chart.bestArmNote]
    if let main {
      let episode = episodes[main]
      let tally = Tally([episode], arms: chart.armCount)
      scene.shapes += chart.foreground(tally, of: episode)
      scene.notes += chart.notes(tally, of: episode)
    }
    scene.shapes += chart.truth
    return scene
  }
}

/// How often each arm was pulled so far, and how often it paid.
private struct Tally {
  var pulls: [Int]
  var wins: [Float]
  let episodeCount: Int

  init(_ episodes: [SceneEpisode], arms: Int) {
    pulls = Array(repeating: 0, count: arms)
    wins = Array(repeating: 0, count: arms)
    episodeCount = episodes.count
    for episode in episodes {
      for step in 0..<episode.step {
        // A number that is no arm's pulls nothing.
        guard let arm = episode.arm(ofStep: step), pulls.indices.contains(arm) else { continue }
        pulls[arm] += 1
        wins[arm] += episode.trace.rewards[step]
      }
    }
  }

  /// What an arm paid on average, if it was pulled; no record, however odd, leaves the chart.
  func payout(of arm: Int) -> Float? {
    pulls[arm] > 0 ? max(0, min(1, wins[arm] / Float(pulls[arm]))) : nil
  }
}

extension SceneEpisode {
  /// The number of the arm pulled in a step, if it is a whole number.
  fileprivate func arm(ofStep step: Int) -> Int? {
    trace.action(ofStep: step).first.flatMap { Int(exactly: $0) }
  }
}

/// The places of things: a column of width 1 for each arm, payouts from 0 to 1, pulls below.
private struct ArmChart {
  let probabilities: [Float]
  /// How many pulls fill a column of the lower part.
  let length: Int

  var armCount: Int { probabilities.count }
  var best: Float { probabilities.max() ?? 0 }
  var bestArm: Int { probabilities.firstIndex(of: best) ?? 0 }
  var width: Float { Float(armCount) }

  /// Between the upper and the lower part are the numbers of the arms.
  static let floor: Float = -0.15
  static let depth: Float = 0.5
  /// More columns than these are too narrow for words and boxes.
  static let mostBoxes = 16

  var bounds: SceneBounds {
    SceneBounds(x: -0.13 * width...1.03 * width, y: Self.floor - Self.depth - 0.12...1.42)
  }

  /// A box in an arm's column, which leaves a margin on either side.
  func box(_ arm: Int, margin: Float, _ y: ClosedRange<Float>) -> SceneBounds {
    SceneBounds(x: Float(arm) + margin...Float(arm + 1) - margin, y: y)
  }

  func height(ofPulls pulls: Float) -> Float { Self.depth * min(1, pulls / Float(max(1, length))) }
}

extension ArmChart {
  /// Lines of equal payout, numbers of arms.
  var axes: [SceneShape] {
    var shapes: [SceneShape] = []
    for (height, text) in [(0, "0"), (0.5, "0.5"), (1, "1")] as [(Float, String)] {
      let stroke = SceneShape.Stroke(.faint, .points(1))
      shapes.append(.line(from: ScenePoint(0, height), to: ScenePoint(width, height), stroke))
      let place = ScenePoint(-0.015 * width, height)
      shapes.append(.text(text, at: place, .trailing, size: .small).faded(0.6))
    }
    let base = SceneShape.Stroke(.faint, .points(1))
    shapes.append(
      .line(from: ScenePoint(0, Self.floor), to: ScenePoint(width, Self.floor), base))
    let label = ScenePoint(-0.015 * width, Self.floor - 0.05)
    shapes.append(.text("pulls", at: label, .trailing, size: .small).faded(0.6))
    let interval = armCount <= 12 ? 1 : armCount <= 25 ? 5 : 10
    for arm in stride(from: 0, to: armCount, by: interval) {
      let place = ScenePoint(Float(arm) + 0.5, Self.floor / 2)
      shapes.append(.text("\(arm)", at: place, size: .small))
    }
    return shapes
  }

  /// What boxes and bars mean; the squares are letters, so that they come and go with the words.
  func legend(stage: Float) -> [SceneShape] {
    let height: Float = 1.3425
    let words = [
      ("\u{25A1} ", "chance to pay", SceneColor.structure),
      ("\u{25A0} ", "paid so far", .stage(stage)),
    ]
    return zip(words, [0, 0.5 * width]).flatMap { entry, x in
      [
        SceneShape.text(entry.0, at: ScenePoint(x, height), .leading, size: .small, color: entry.2),
        .text(entry.1, at: ScenePoint(x + 0.062 * width, height), .leading, size: .small),
      ]
    }
  }

  /// What each arm really pays, as an outline; the best one stands out.
  var truth: [SceneShape] {
    var shapes: [SceneShape] = []
    for (arm, probability) in probabilities.enumerated() {
      let isBest = arm == bestArm
      let stroke = SceneShape.Stroke(
        isBest ? .goal : .structure, .points(isBest ? 2.5 : 1.25), isDashed: !isBest)
      let box = box(arm, margin: 0.12, 0...max(0, probability))
      guard armCount <= Self.mostBoxes else {
        let (left, right) = (ScenePoint(box.x.lowerBound, probability), box.x.upperBound)
        let level = SceneShape.Stroke(isBest ? .goal : .structure, .points(isBest ? 4 : 2))
        shapes.append(.line(from: left, to: ScenePoint(right, probability), level))
        continue
      }
      shapes.append(.rectangle(box, stroke: stroke))
      guard armCount <= 8 else { continue }
      let place = ScenePoint(Float(arm) + 0.5, 1.08)
      shapes.append(
        .text(
          SceneNumber.fixed(probability), at: place, size: .small, color: isBest ? .goal : .text))
    }
    return shapes
  }

  /// Other episodes taken together: pale bars of the mean payout and of pulls per episode.
  func background(_ tally: Tally, stage: Float) -> [SceneShape] {
    var shapes: [SceneShape] = []
    for arm in 0..<armCount {
      guard let payout = tally.payout(of: arm) else { continue }
      let pulls = Float(tally.pulls[arm]) / Float(max(1, tally.episodeCount))
      let floor = Self.floor
      shapes.append(
        .rectangle(box(arm, margin: 0.12, 0...payout), fill: .stage(stage)).faded(0.25))
      shapes.append(
        .rectangle(
          box(arm, margin: 0.12, floor - height(ofPulls: pulls)...floor), fill: .stage(stage)
        ).faded(0.25))
    }
    return shapes
  }

  /// The episode: mean payout above; pulls below, those that paid first.
  func foreground(_ tally: Tally, of episode: SceneEpisode) -> [SceneShape] {
    let color = SceneColor.stage(episode.stage)
    var shapes: [SceneShape] = []
    for arm in 0..<armCount {
      guard let payout = tally.payout(of: arm) else { continue }
      let floor = Self.floor
      let all = floor - height(ofPulls: Float(tally.pulls[arm]))
      let won = floor - height(ofPulls: payout * Float(tally.pulls[arm]))
      shapes.append(.rectangle(box(arm, margin: 0.22, 0...payout), fill: color))
      shapes.append(.rectangle(box(arm, margin: 0.22, all...won), fill: color).faded(0.35))
      shapes.append(.rectangle(box(arm, margin: 0.22, won...floor), fill: color))
      guard armCount <= 12 else { continue }
      let wins = armCount <= 6 ? SceneNumber.short(tally.wins[arm]) + "/" : ""
      let count = wins + "\(tally.pulls[arm])"
      shapes.append(.text(count, at: ScenePoint(Float(arm) + 0.5, all - 0.06), size: .small))
    }
    return shapes + latestPull(of: episode)
  }

  /// A coin above the arm pulled last: solid if it paid, hollow if not.
  private func latestPull(of episode: SceneEpisode) -> [SceneShape] {
    guard episode.step > 0, let arm = episode.arm(ofStep: episode.step - 1),
      probabilities.indices.contains(arm)
    else { return [] }
    let hasPaid = episode.trace.rewards[episode.step - 1] > 0
    let coin = SceneShape.Outline.mark(center: ScenePoint(Float(arm) + 0.5, 1.2), diameter: 12)
    return [
      SceneShape(
        coin, fill: hasPaid ? .stage(episode.stage) : .background,
        stroke: .init(.stage(episode.stage), .points(2)))
    ]
  }

  var bestArmNote: SceneNote {
    SceneNote("best arm", "\(bestArm), pays \(SceneNumber.fixed(best))")
  }

  func notes(_ tally: Tally, of episode: SceneEpisode) -> [SceneNote] {
    let expected = zip(tally.pulls, probabilities).reduce(0) { $0 + Float($1.0) * $1.1 }
    let regret = best * Float(episode.step) - expected
    return [
      SceneNote("pulls", "\(episode.step) of \(episode.trace.stepCount)"),
      SceneNote("regret", SceneNumber.fixed(regret)),
      SceneNote("paid", SceneNumber.short(tally.wins.reduce(0, +))),
    ]
  }
}
