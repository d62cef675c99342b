#if Viewer
import Drawing
import Gym
import Numerics
import Testing
import Viewer

struct ViewerStateTests {
  private let resets = CountedPlane.Counter()
  private let scenes = CountedPlane.Counter()
  private let content: ViewerContent

  init() {
    content = CountedPlane.content(resets: resets, scenes: scenes)
  }

  private func makeState() -> ViewerState {
    ViewerState(content, theme: .light, size: Size(1280, 720))
  }

  /// The request among effects.
  private func request(in effects: [ViewerState.Effect]) throws -> BackgroundRequest {
    let requests = effects.compactMap { effect -> BackgroundRequest? in
      if case .compute(let request) = effect { request } else { nil }
    }
    try #require(requests.count == 1, "\(effects)")
    return requests[0]
  }

  /// The stages that the background would send.
  private func updates(for request: BackgroundRequest) throws -> [BackgroundUpdate] {
    guard case .policy(let policy) = content.source else { return [] }
    var agent = policy.agent
    let trial = try content.distribution.play(
      TrialPlan(blockCount: request.stepCount + 1, episodesPerBlock: request.rolloutCount),
      on: request.task, by: &agent, key: request.key, recordsStates: true)
    return trial.blocks.map { .stage($0, demonstration: $0) }
  }

  private func point(_ x: Float, _ y: Float, of state: ViewerState) -> Point {
    state.artist(ofPane: 1).point(ScenePoint(x, y))
  }

  /// How many batches a closure makes.
  private func batches(_ body: () throws -> Void) rethrows -> Int {
    // Making and resetting one batch begins episodes more than once.
    let own = CountedPlane.Counter()
    let distribution = CountedPlane.content(resets: own, scenes: scenes).distribution
    let perBatch = own.added {
      var batch = distribution.makeBatch([0, 0], 1)
      batch.reset(key: RandomKey(seed: 1))
    }
    let count = try resets.added(by: body)
    #expect(count % perBatch == 0)
    return count / perBatch
  }

  @Test func `opening makes one batch`() {
    #expect(batches { _ = makeState() } == 1)
  }

  @Test(arguments: [false, true])
  func `a press and a drag in a scene make one batch for each change of the task`(
    isPlaying: Bool
  ) throws {
    var state = makeState()
    if isPlaying { state.receive(try updates(for: try request(in: state.compute()))) }
    #expect((state.phase == .playing) == isPlaying)
    for (number, place) in [(0.5, 0.25), (0.5, -0.25), (-0.75, 0)].enumerated() {
      let point = point(Float(place.0), Float(place.1), of: state)
      let sceneCount = scenes.added {
        let batchCount = batches {
          #expect(state.handle(number == 0 ? .press(point) : .drag(point)) == [])
        }
        #expect(batchCount == 1)
      }
      // Two panes, and the proportions of a scene.
      #expect(sceneCount == 3)
      #expect(abs(state.task[0] - Float(place.0)) < 0.01)
      #expect(abs(state.task[1] - Float(place.1)) < 0.01)
      // The same point again: the same task.
      #expect(batches { _ = state.handle(.drag(point)) } == 0)
    }
    let end = point(-0.75, 0, of: state)
    var effects: [ViewerState.Effect] = []
    #expect(batches { effects = state.handle(.release(end)) } == 0)
    #expect(try request(in: effects).task == state.task)
  }

  @Test func `a dragged slider makes one batch for each change of the task`() throws {
    var state = makeState()
    let (panel, area) = (try #require(state.panel), try #require(state.layout.panel))
    for value in [0.5, 0.75, -1] as [Float] {
      let point = panel.handle(row: 0, in: area, value: value, range: -1...1)
      #expect(
        batches { _ = state.handle(state.isOwnTask ? .drag(point) : .press(point)) } == 1)
      #expect(abs(state.task[0] - value) < 0.01)
    }
  }

  @Test func `what does not change the task makes no batch`() throws {
    var state = makeState()
    let updates = try self.updates(for: request(in: state.compute()))
    let canvas = Canvas(size: state.size, scale: 1)
    let bar = state.layout.timeline
    let count = batches {
      state.receive(updates)
      for key in [.allStages, .nextEpisode, .theme, .help, .help, .otherRollouts] as [Key] {
        #expect(state.handle(.key(key)) == [])
      }
      _ = state.handle(.press(Point(bar.midX, bar.midY)))
      _ = state.handle(.drag(Point(bar.maxX, bar.midY)))
      _ = state.handle(.release(Point(bar.maxX, bar.midY)))
      state.advance(by: 0.1)
      state.resize(to: Size(900, 700))
      state.draw(on: canvas, cache: DrawingCache())
    }
    #expect(count == 0)
    #expect(state.phase == .playing && state.playback.isAtEnd)
    #expect(state.layout.panes.count == 4)
    #expect(state.layout.panes.allSatisfy { $0.maxX <= 900 })
  }

  @Test func `drawing makes no scene`() {
    let state = makeState()
    let canvas = Canvas(size: state.size, scale: 1)
    #expect(scenes.added { state.draw(on: canvas, cache: DrawingCache()) } == 0)
  }

  @Test func `another task and other random numbers change the initial state`() throws {
    var state = makeState()
    func initialState() -> ArraySlice<Float>? {
      state.panes.first?.episodes.last?.trace.state(after: 0)
    }
    let first = initialState()
    #expect(batches { _ = state.handle(.key(.nextTask)) } == 1)
    let second = initialState()
    #expect(batches { _ = state.handle(.key(.adaptAgain)) } == 1)
    #expect(first != nil && first != second && second != initialState())
  }

  @Test func `updates about an old task are dropped until the new one is requested`() throws {
    var state = makeState()
    let old = try updates(for: try request(in: state.compute()))
    let (start, end) = (point(0.5, 0.5, of: state), point(-0.5, 0.5, of: state))
    _ = state.handle(.press(start))
    state.receive(old)
    #expect(state.stages.isEmpty && state.phase == .waiting)
    _ = state.handle(.drag(end))
    let request = try self.request(in: state.handle(.release(end)))
    #expect(request.task == state.task)
    state.receive(try updates(for: request))
    #expect(state.stages.count == 4)
    #expect(state.phase == .collecting(stage: 0, seconds: 0))
  }

  @Test func `anchors are those of the request, until the task changes`() throws {
    var state = makeState()
    let level = Anchors.Level(mean: 1, standardError: 0)
    let anchors = Anchors(tasks: 1, episodes: 5, random: level, blind: level, oracle: level)
    state.receive([.anchors(anchors)])
    #expect(state.anchors == anchors)
    _ = state.handle(.key(.nextTask))
    #expect(state.anchors == nil)
  }
}
#endif
