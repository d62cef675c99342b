#if Viewer
import Drawing
import Gym
import Numerics
import Testing
import Viewer

/// Remembers how many steps it took in its trial and moves by that.
struct RememberingAgent: Agent {
  let experience = Experience.separate
  private var counts: [Float] = []

  mutating func begin(_ block: Block) {
    if block.isFirst { counts = Array(repeating: 0, count: block.copyCount) }
  }

  func act(on view: View, actions: inout [Float]) {
    for (row, copy) in view.copies.enumerated() { actions[row] = counts[copy] / 32 }
  }

  mutating func observe(_ outcome: Outcome) {
    for copy in outcome.view.copies { counts[copy] += 1 }
  }

  var insight: AgentInsight? {
    AgentInsight(memory: counts.flatMap { [$0, -$0] }, memorySize: 2, probabilities: [])
  }
}

/// What the window shows of agents with a memory.
struct SeparateAgentTests {
  private static func content(rolloutCount: Int = 1) -> ViewerContent {
    var content = CountedPlane.content()
    content.source = .policy(
      LivePolicy(agent: RememberingAgent(), stepCount: 2, rolloutCount: rolloutCount))
    return content
  }

  private let content = Self.content()

  private func makeState() -> ViewerState {
    ViewerState(content, theme: .light, size: Size(1280, 720))
  }

  private func requests(in effects: [ViewerState.Effect]) -> [BackgroundRequest] {
    effects.compactMap { if case .compute(let request) = $0 { request } else { nil } }
  }

  private func trial(for request: BackgroundRequest) throws -> Trial {
    var agent = RememberingAgent()
    return try content.distribution.play(
      TrialPlan(blockCount: request.stepCount + 1, episodesPerBlock: request.rolloutCount),
      on: request.task, by: &agent, key: request.key, recordsStates: true, recordsInsights: true)
  }

  private func updates(_ trial: Trial) -> [BackgroundUpdate] {
    trial.blocks.map { .stage($0, demonstration: $0) }
  }

  @Test func `each episode of a trial has a pane with the memory at its step`() throws {
    var state = makeState()
    let trial = try trial(for: try #require(requests(in: state.compute()).first))
    state.receive(updates(trial))
    #expect(state.phase == .playing && state.showsAllStages && !state.showsOthers)
    #expect(state.panes.count == 3)
    // Twelve steps in all; the largest memory is that before the last.
    for step in [0, 3, 4] {
      state.advance(by: 0)
      _ = state.handle(.key(.toStart))
      for _ in 0..<step { _ = state.handle(.key(.stepForward)) }
      for (number, pane) in state.panes.enumerated() {
        let count = Float(4 * number + min(step, 3))
        let moment = InsightTrace(
          memorySize: 2, choiceCount: 0, memory: [count, -count], probabilities: [])
        #expect(pane.insight == InsightStrip(moment, scale: 11))
        #expect(pane.episodes.count == 1)
      }
    }
    #expect(state.handle(.key(.allStages)) == [] && state.panes.count == 2)
  }

  @Test func `a trial is played at once, while a goal is dragged, too`() throws {
    var state = makeState()
    state.receive(updates(try trial(for: try #require(requests(in: state.compute()).first))))
    func point(_ x: Float, _ y: Float) -> Point {
      state.artist(ofPane: 0).point(ScenePoint(x, y))
    }
    let pressed = requests(in: state.handle(.press(point(0.5, 0.25))))
    #expect(pressed.map(\.task) == [state.task] && abs(state.task[0] - 0.5) < 0.01)
    let place = point(-0.25, 0.25)
    let dragged = requests(in: state.handle(.drag(place)))
    #expect(dragged.map(\.task) == [state.task] && abs(state.task[0] + 0.25) < 0.01)
    state.receive(updates(try trial(for: try #require(dragged.first))))
    #expect(state.phase == .playing && state.stages.count == 3)
    // The same place is no other task, and the trial goes on when the pointer lets go.
    #expect(state.handle(.drag(place)) == [] && state.stages.count == 3)
    #expect(state.handle(.release(place)) == [] && state.phase == .playing)
    // A click on the same goal plays it again.
    #expect(requests(in: state.handle(.press(place))).count == 1)
    _ = state.handle(.release(place))
    #expect(requests(in: state.handle(.key(.adaptAgain))).first?.key != dragged.first?.key)
    #expect(!state.showsCollectingPhase)
  }

  @Test func `the scene does not move while a trial is awaited`() throws {
    var state = makeState()
    let first = try #require(requests(in: state.compute()).first)
    state.receive(updates(try trial(for: first)))
    let area = state.artist(ofPane: 1).area
    let next = requests(in: state.handle(.key(.nextTask)))
    #expect(state.stages.isEmpty && state.artist(ofPane: 1).area == area)
    state.receive(updates(try trial(for: try #require(next.first))))
    #expect(state.artist(ofPane: 1).area == area)
  }

  @Test func `a trial has one episode at least`() throws {
    var state = makeState()
    for _ in 0..<5 { _ = state.handle(.key(.fewerSteps)) }
    #expect(state.stepCount == 0 && state.panes.count == 1)
    #expect(requests(in: state.handle(.key(.moreSteps))).map(\.stepCount) == [1])
    #expect(state.panes.count == 2)
  }

  @Test func `another of several trials is shown with its own memory`() throws {
    var state = ViewerState(
      Self.content(rolloutCount: 3), theme: .light, size: Size(1280, 720))
    let request = try #require(requests(in: state.compute()).first)
    var trial = try trial(for: request)
    // The second copy remembers something else.
    for stage in trial.blocks.indices {
      let rows = trial.blocks[stage].rollouts.rows(ofEpisode: 1)
      var memory = try #require(trial.blocks[stage].insights).memory
      for row in rows { memory[2 * row] = 0.5 }
      trial.blocks[stage].insights = InsightTrace(
        memorySize: 2, choiceCount: 0, memory: memory, probabilities: [])
    }
    state.receive(updates(trial))
    let first = state.panes[0].insight
    _ = state.handle(.key(.nextEpisode))
    #expect(
      state.panes[0].insight
        == InsightStrip(
          InsightTrace(memorySize: 2, choiceCount: 0, memory: [0.5, 0], probabilities: []),
          scale: 11))
    #expect(first != state.panes[0].insight)
    _ = state.handle(.key(.otherRollouts))
    #expect(state.panes[0].episodes.count == 3)
  }

  @Test func `a recorded trial is shown like one that is played`() throws {
    var state = makeState()
    let trial = try trial(for: try #require(requests(in: state.compute()).first))
    state.receive(updates(trial))
    let recorded = ViewerState(
      ViewerContent(
        name: "recorded", distribution: content.distribution, source: .replay([trial]),
        experience: .separate), theme: .light, size: Size(1280, 720))
    #expect(recorded.panes.map(\.insight) == state.panes.map(\.insight))
    #expect(recorded.panes.count == 3 && recorded.panes[2].insight != nil)
  }

  @Test func `the words and the strip are drawn`() throws {
    var state = makeState()
    let waiting = Canvas(size: state.size, scale: 1)
    state.draw(on: waiting, cache: DrawingCache())
    state.receive(updates(try trial(for: try #require(requests(in: state.compute()).first))))
    for theme in [Theme.light, .dark] {
      let canvas = Canvas(size: state.size, scale: 1)
      state.draw(on: canvas, cache: DrawingCache())
      let pane = state.layout.panes[2]
      // The first cell of episode 3: eight steps before, of eleven.
      let color = theme.divergingColor(8.0 / 11)
      let code = [color.red, color.green, color.blue].reduce(0 as UInt32) {
        $0 << 8 | UInt32(min(255, 256 * $1))
      }
      let column = Int(pane.minX) + 12 + 5
      let rows = Int(pane.minY)..<Int(pane.maxY)
      #expect(rows.contains { canvas.pixel(column, $0) == code })
      _ = state.handle(.key(.theme))
      _ = state.handle(.key(.toStart))
    }
    let help = Canvas(size: state.size, scale: 1)
    _ = state.handle(.key(.help))
    state.draw(on: help, cache: DrawingCache())
    var pooled = ViewerState(CountedPlane.content(), theme: .light, size: Size(1280, 720))
    _ = pooled.handle(.key(.help))
    let other = Canvas(size: state.size, scale: 1)
    pooled.draw(on: other, cache: DrawingCache())
    #expect(help.encodedPNG() != other.encodedPNG())
  }
}

extension ViewerState {
  /// Whether rollouts are being collected.
  fileprivate var showsCollectingPhase: Bool {
    if case .collecting = phase { true } else { false }
  }
}
#endif
