#if Viewer
import Drawing
import Environments
import Gym
import Measuring
import Numerics

/// Drawing trials with far more stages than a picture has room for: the time must not grow with them.
struct ManyStagesSubject: Subject {
  /// What is drawn.
  enum Kind: Sendable {
    /// The mean return of each of 20,000 stages.
    case adaptationChart
    /// The return over time in each of 20,000 stages.
    case returnChart
    /// A picture and a film's frame of a trial of 1,000 stages of an environment.
    case picture(distribution: String)
  }

  let kind: Kind

  /// A drawing in lane rounds.
  ///
  /// A round number: it only defines what 100 % is.
  private var worth: Double {
    switch kind {
    case .adaptationChart, .returnChart: 100
    case .picture: 1000
    }
  }

  var name: String {
    switch kind {
    case .adaptationChart: "adaptation chart of 20,000 stages"
    case .returnChart: "return chart of 20,000 stages"
    case .picture(let distribution): "picture and frame of 1,000 stages, \(distribution)"
    }
  }

  /// Checks that the drawing shows the last stage: another one there changes the picture.
  func check() throws {
    let draw = try drawing()
    let pictures = [false, true].map { isChanged in
      let canvas = makeCanvas()
      draw(canvas, isChanged)
      return canvas.encodedPNG()
    }
    guard pictures[0] != pictures[1] else {
      throw WrongResult(subject: name, finding: "the last stage is not shown")
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let (draw, canvas) = (try drawing(), makeCanvas())
    let rounds = LaneRounds(count: 50)
    let one = Workers(count: 1)
    let times = try bench.secondsInTurns {
      try rounds.run(on: one)
    } _: {
      draw(canvas, false)
    }
    return SubjectResult(
      name, inTurns: times, work: 1, unit: "drawings/s", worth: worth / Double(rounds.count),
      of: LaneRounds.yardstick)
  }

  private func makeCanvas() -> Canvas {
    switch kind {
    case .adaptationChart, .returnChart: Canvas(size: Size(480, 240))
    case .picture: Canvas(size: Size(1200, 800))
    }
  }

  /// Makes the data, and returns the body that draws it, with the last stage changed or not.
  private func drawing() throws -> (_ canvas: Canvas, _ isChanged: Bool) -> Void {
    switch kind {
    case .adaptationChart: Self.adaptationChart()
    case .returnChart: Self.returnChart()
    case .picture(let distribution): try Self.picture(distribution)
    }
  }

  private static let area = Rectangle(x: 0, y: 0, width: 480, height: 240)

  /// A noisy rise.
  private static func adaptationChart() -> (Canvas, Bool) -> Void {
    let means = (0..<20_000).map { number in
      let noise = (Double(number) * 0.618034).truncatingRemainder(dividingBy: 1)
      return -40 + 38 * Double(number) / 20_000 + 8 * (noise - 0.5)
    }
    let changed = Array(means.dropLast()) + [-30]
    return { canvas, isChanged in
      AdaptationChart(
        means: isChanged ? changed : means, stepCount: 19_999,
        anchors: [("oracle", 1), ("random", -40)], highlightedStage: 19_999, theme: .light
      ).draw(on: canvas, in: area)
    }
  }

  private static func returnChart() -> (Canvas, Bool) -> Void {
    let rewards: [Float] = (0..<100).map { -Float($0 % 7) }
    let lines = (0..<20_000).map { number in
      ReturnChart.Line(
        name: "after \(number)", stage: Float(number) / 19_999, rewards: rewards)
    }
    return { canvas, isChanged in
      var lines = lines
      if isChanged { lines[19_999].rewards = rewards.map { $0 / 2 } }
      ReturnChart(lines: lines, step: 50, theme: .light).draw(on: canvas, in: area)
    }
  }

  private static func picture(_ name: String) throws -> (Canvas, Bool) -> Void {
    let distribution = try Catalog.distribution(named: name)
    let key = RandomKey(seed: 3)
    let task = try distribution.task(.test, index: 0, key: key)
    var agent = RandomAgent(actionSpace: distribution.specification.actionSpace)
    let few = try distribution.play(
      TrialPlan(blockCount: 20, episodesPerBlock: 2), on: task, by: &agent, key: key,
      recordsStates: true)
    let trials = [few.blocks[19], few.blocks[10]].map { last in
      Trial(task: task, blocks: (0..<999).map { few.blocks[$0 / 50] } + [last])
    }
    let pictures = trials.map {
      TrialPicture(of: $0, distribution: distribution, policy: "many")
    }
    return { canvas, isChanged in
      let picture = pictures[isChanged ? 1 : 0]
      picture.draw(on: canvas)
      picture.drawFrame(step: 3, on: canvas)
    }
  }
}
#endif
