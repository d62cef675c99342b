import Gym
import Wording

/// The layout of a bandit's chart: a column of width 1 for each arm, payouts from 0 to 1, pulls below.
struct ArmChart {
  /// What each arm pays on average.
  let payouts: [Float]
  /// How many pulls fill a column of the lower part.
  let length: Int
  var scale = ArmScale()

  init(payouts: [Float], of episodes: [SceneEpisode]) {
    self.payouts = payouts
    length = episodes.map(\.trace.stepCount).max() ?? 1
  }

  var armCount: Int { payouts.count }
  var best: Float { payouts.max() ?? 0 }
  var bestArm: Int { payouts.firstIndex(of: best) ?? 0 }
  var width: Float { Float(armCount) }

  /// Between the upper and the lower part are the numbers of the arms.
  static let floor: Float = -0.15
  static let depth: Float = 0.5
  /// With more columns there is no room for words and boxes.
  static let mostBoxes = 16

  var bounds: SceneBounds {
    SceneBounds(x: -0.13 * width...1.03 * width, y: Self.floor - Self.depth - 0.12...1.42)
  }

  /// A box in an arm's column, which leaves a margin on either side.
  func box(_ arm: Int, margin: Float, _ y: ClosedRange<Float>) -> SceneBounds {
    SceneBounds(x: Float(arm) + margin...Float(arm + 1) - margin, y: y)
  }

  func height(ofPulls pulls: Float) -> Float { Self.depth * min(1, pulls / Float(max(1, length))) }

  /// The part of an arm's column between no payment and a payment.
  func bar(_ arm: Int, margin: Float, _ payout: Float) -> SceneBounds {
    let (zero, height) = (scale.height(of: 0), scale.height(of: payout))
    return box(arm, margin: margin, min(zero, height)...max(zero, height))
  }
}

extension ArmChart {
  /// The whole chart.
  ///
  /// - Parameters:
  ///   - episodes: At least one.
  ///   - regret: What an episode could have been paid more so far, if payouts change.
  /// - Returns: The chart, with its notes.
  func scene(_ episodes: [SceneEpisode], regret: ((SceneEpisode) -> Float)? = nil) -> Scene {
    let main = episodes.lastIndex { !$0.isFaint }
    let others = episodes.indices.filter { $0 != main }.map { episodes[$0] }
    var scene = Scene(bounds: bounds, keepsProportions: false)
    scene.shapes = axes + legend(stage: episodes.last?.stage ?? 0)
    if let first = others.first {
      scene.shapes += background(Tally(others, arms: armCount), stage: first.stage)
    }
    scene.notes = [bestArmNote]
    if let main {
      let episode = episodes[main]
      let tally = Tally([episode], arms: armCount)
      scene.shapes += foreground(tally, of: episode)
      scene.notes += notes(
        tally, of: episode, regret: regret?(episode) ?? self.regret(tally, of: episode))
    }
    scene.shapes += truth
    return scene
  }

  /// How much more always pulling the best arm would have paid.
  private func regret(_ tally: Tally, of episode: SceneEpisode) -> Float {
    let expected = zip(tally.pulls, payouts).reduce(0) { $0 + Float($1.0) * $1.1 }
    return best * Float(episode.step) - expected
  }
}

extension ArmChart {
  /// Lines of equal payout, numbers of arms.
  var axes: [SceneShape] {
    var shapes: [SceneShape] = []
    for tick in scale.ticks {
      let height = scale.height(of: tick)
      let stroke = SceneShape.Stroke(.faint, .points(1))
      shapes.append(.line(from: ScenePoint(0, height), to: ScenePoint(width, height), stroke))
      let place = ScenePoint(-0.015 * width, height)
      shapes.append(.text(PictureNumber.short(tick), at: place, .trailing, size: .small).faded(0.6))
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

  /// What boxes and bars mean; the squares are letters, so that they are shown and hidden with the words.
  func legend(stage: Float) -> [SceneShape] {
    let height: Float = 1.3425
    let words = [
      ("\u{25A1} ", scale.meaning, SceneColor.structure),
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
    for (arm, payout) in payouts.enumerated() {
      let isBest = arm == bestArm
      let stroke = SceneShape.Stroke(
        isBest ? .goal : .structure, .points(isBest ? 2.5 : 1.25), isDashed: !isBest)
      let box = bar(arm, margin: 0.12, payout)
      guard armCount <= Self.mostBoxes else {
        let height = scale.height(of: payout)
        let (left, right) = (ScenePoint(box.x.lowerBound, height), box.x.upperBound)
        let level = SceneShape.Stroke(isBest ? .goal : .structure, .points(isBest ? 4 : 2))
        shapes.append(.line(from: left, to: ScenePoint(right, height), level))
        continue
      }
      shapes.append(.rectangle(box, stroke: stroke))
      guard armCount <= 8 else { continue }
      let place = ScenePoint(Float(arm) + 0.5, 1.08)
      shapes.append(
        .text(
          PictureNumber.fixed(payout), at: place, size: .small, color: isBest ? .goal : .text))
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
        .rectangle(bar(arm, margin: 0.12, payout), fill: .stage(stage)).faded(0.25))
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
      // If payments are amounts, no part of the pulls has paid: the whole bar is solid.
      let part = scale.isChance ? max(0, min(1, payout)) : 1
      let won = floor - height(ofPulls: part * Float(tally.pulls[arm]))
      shapes.append(.rectangle(bar(arm, margin: 0.22, payout), fill: color))
      shapes.append(.rectangle(box(arm, margin: 0.22, all...won), fill: color).faded(0.35))
      shapes.append(.rectangle(box(arm, margin: 0.22, won...floor), fill: color))
      guard armCount <= 12 else { continue }
      let wins = armCount <= 6 && scale.isChance ? PictureNumber.short(tally.paid[arm]) + "/" : ""
      let count = wins + "\(tally.pulls[arm])"
      shapes.append(.text(count, at: ScenePoint(Float(arm) + 0.5, all - 0.06), size: .small))
    }
    return shapes + latestPull(of: episode)
  }

  /// A coin for the arm pulled last, solid if it paid, hollow if not: above it, or at the height of
  /// the amount.
  private func latestPull(of episode: SceneEpisode) -> [SceneShape] {
    guard episode.step > 0, let arm = episode.arm(ofStep: episode.step - 1),
      payouts.indices.contains(arm)
    else { return [] }
    let reward = episode.trace.rewards[episode.step - 1]
    let hasPaid = reward > 0
    let place = ScenePoint(Float(arm) + 0.5, scale.isChance ? 1.2 : scale.height(of: reward))
    let coin = SceneShape.Outline.mark(center: place, diameter: 12)
    return [
      SceneShape(
        coin, fill: hasPaid ? .stage(episode.stage) : .background,
        stroke: .init(.stage(episode.stage), .points(2)))
    ]
  }

  var bestArmNote: SceneNote {
    SceneNote("best arm", "\(bestArm), pays \(PictureNumber.fixed(best))")
  }

  func notes(_ tally: Tally, of episode: SceneEpisode, regret: Float) -> [SceneNote] {
    [
      SceneNote("pulls", "\(episode.step) of \(episode.trace.stepCount)"),
      SceneNote("regret", PictureNumber.fixed(regret)),
      SceneNote("paid", PictureNumber.short(tally.paid.reduce(0, +))),
    ]
  }
}

/// How payouts are measured, from the bottom to the top of the upper part.
struct ArmScale {
  var range: ClosedRange<Float> = 0...1
  var ticks: [Float] = [0, 0.5, 1]
  /// What an arm pays on average is called.
  var meaning = "chance to pay"
  /// Whether an arm pays 1 or nothing.
  var isChance = true

  /// The height of a payout, clipped to the chart: from 0 to 1.
  func height(of payout: Float) -> Float {
    let (low, high) = (range.lowerBound, range.upperBound)
    return max(0, min(1, (payout - low) / (high - low)))
  }
}
