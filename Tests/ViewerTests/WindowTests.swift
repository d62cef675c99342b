#if Viewer
import CSDL2
import Drawing
import Foundation
import Gym
import Scoring
import Numerics
import Testing
import Viewer

/// The real window, used by events from the test.
@Suite(.serialized, WindowThread())
struct WindowTests {
  @Test func `the window opens with the policy before and after adaptation`() throws {
    try WindowSession.open(try SampleContents.robot.get()) { session in
      try session.runUntilPlaying()
      #expect(session.state.stages.count == 4)
      #expect(session.state.layout.panes.count == 2)
      #expect(session.state.anchors?.named.map(\.name) == ["random", "blind", "oracle"])
      #expect(session.viewer.picture.size == Size(1280, 720))
      // The colours of the window and of a pane, as they were drawn and as they are on the screen.
      let pane = session.state.layout.panes[0]
      let (x, y) = (Int(pane.midX), Int(pane.maxY - 12))
      #expect(session.viewer.picture.pixel(3, 3) == 0xF4F5F7)
      #expect(session.viewer.picture.pixel(x, y) == 0xFFFFFF)
      session.run(frames: 5)
      let corner = (
        x: (VirtualScreen.size.width - 1280) / 2, y: (VirtualScreen.size.height - 720) / 2
      )
      #expect(try VirtualScreen.pixel(corner.x + 3, corner.y + 3) == 0xF4F5F7)
      #expect(try VirtualScreen.pixel(corner.x + x, corner.y + y) == 0xFFFFFF)
    }
  }

  @Test func `the tasks and returns are those of a score`() throws {
    let content = try SampleContents.robot.get()
    guard case .policy(let policy) = content.source else { return }
    let score = try Score(
      of: NamedAgent(name: "", agent: policy.agent), distribution: content.distribution,
      by: ScoringProtocol(taskCount: 2, stepCount: 3, rolloutCount: 20, seed: content.seed),
      workers: Workers(count: 1))
    try WindowSession.open(content) { session in
      for index in 0..<2 {
        try session.runUntilPlaying()
        #expect(session.state.task == score.tasks[index])
        #expect(session.state.stages.map(\.meanReturn) == score.taskReturns[index])
        session.press(SDLK_n)
      }
    }
  }

  @Test(arguments: [Size(1280, 720), Size(1280, 500), Size(700, 600)])
  func `a click sets a goal where it was made, and the policy learns to go there`(
    size: Size
  ) throws {
    try WindowSession.open(
      try SampleContents.robot.get(), { $0.size = size },
      { session in
        try session.runUntilPlaying()
        let before = session.state.task
        let artist = session.state.artist(ofPane: 1)
        let spot = artist.point(ScenePoint(-0.4, 0.3))
        session.click(spot)
        let task = session.state.task
        #expect(task != before && session.state.isOwnTask)
        #expect(abs(task[0] + 0.4) < 0.01 && abs(task[1] - 0.3) < 0.01)
        try session.run { state in
          if case .collecting = state.phase { true } else { false }
        }
        // The goal is drawn where the pointer is: its colour is as far to each side of that.
        let center = try #require(centerOfGreen(in: session, around: spot, radius: 40))
        #expect(abs(center.x - spot.x) < 2 && abs(center.y - spot.y) < 2, "\(center), \(spot)")
        try session.runUntilPlaying()
        let returns = session.state.stages.map(\.meanReturn)
        #expect(returns.count == 4)
        #expect(returns[3] > returns[0] + 10, "\(returns)")
      })
  }

  /// The middle of the goal's colour near a point, found where neither the robot nor words are: in the
  /// pane of the policy that has not adapted, at the same place.
  private func centerOfGreen(
    in session: WindowSession, around point: Point, radius: Int
  ) -> Point? {
    let panes = session.state.layout.panes
    let (x, y) = (
      Int(point.x - panes[1].x + panes[0].x), Int(point.y - panes[1].y + panes[0].y)
    )
    var columns: [Int] = []
    var rows: [Int] = []
    // The words are farther above or below than the ring around the goal.
    let artist = session.state.artist(ofPane: 0)
    let unit = artist.point(ScenePoint(1, 0)).x - artist.point(ScenePoint(0, 0)).x
    let height = Int(0.075 * unit)
    for row in -height...height {
      for column in -radius...radius
      where session.viewer.picture.pixel(x + column, y + row).isGreen {
        columns.append(column)
        rows.append(row)
      }
    }
    guard let left = columns.min(), let right = columns.max() else { return nil }
    let ringRows = zip(rows, columns).filter { abs($1 - (left + right) / 2) < 3 }.map(\.0)
    guard let top = ringRows.min(), let bottom = ringRows.max() else { return nil }
    return Point(
      point.x + Double(left + right) / 2, point.y + Double(top + bottom) / 2)
  }

  @Test func `what is played begins alike before and after adaptation`() throws {
    try WindowSession.open(try SampleContents.untrained("cart-pole/physics")) { session in
      try session.runUntilPlaying()
      session.press(SDLK_HOME)
      let starts = session.state.panes.map { pane in pane.episodes.last?.trace.state(after: 0) }
      #expect(starts.count == 2 && starts[0] != nil && starts[0] == starts[1])
    }
  }

  @Test func `the last step is drawn`() throws {
    try WindowSession.open(try SampleContents.recording("bandit/bernoulli", trialCount: 1)) {
      session in
      session.run()
      for _ in 0..<4 { session.press(SDLK_PLUS) }
      try session.run { !$0.playback.isPlaying }
      session.run(frames: 1)
      let ended = session.picture
      session.press(SDLK_END)
      #expect(session.picture == ended)
    }
  }

  @Test func `keys play, pause, step and change the speed`() throws {
    try WindowSession.open(try SampleContents.recording("cart-pole/physics", trialCount: 1)) {
      session in
      session.run()
      #expect(session.state.playback.isPlaying)
      session.press(SDLK_SPACE)
      #expect(!session.state.playback.isPlaying)
      session.press(SDLK_HOME)
      #expect(session.state.playback.step == 0)
      session.press(SDLK_RIGHT)
      session.press(SDLK_RIGHT)
      session.press(SDLK_LEFT)
      #expect(session.state.playback.step == 1)
      session.press(SDLK_END)
      #expect(session.state.playback.isAtEnd)
      session.press(SDLK_PLUS)
      #expect(session.state.playback.speed == 2)
      session.press(SDLK_MINUS)
      session.press(SDLK_MINUS)
      #expect(session.state.playback.speed == 0.5)
      session.press(SDLK_r)
      #expect(session.state.playback.isPlaying && session.state.playback.step < 5)
    }
  }

  @Test func `keys change what is shown`() throws {
    try WindowSession.open(try SampleContents.recording("point-robot/goals", trialCount: 3)) {
      session in
      session.run()
      session.press(SDLK_TAB)
      #expect(session.state.layout.panes.count == 3)
      session.press(SDLK_TAB)
      #expect(session.state.layout.panes.count == 2)
      session.press(SDLK_e)
      #expect(session.state.episode == 1)
      session.press(SDLK_g)
      #expect(!session.state.showsOthers)
      let task = session.state.task
      session.press(SDLK_n)
      #expect(session.state.taskIndex == 1 && session.state.task != task)
      session.press(SDLK_p)
      session.press(SDLK_p)
      #expect(session.state.taskIndex == 2)
      session.press(SDLK_t)
      #expect(session.viewer.picture.pixel(3, 3) == 0x14181E)
      session.press(SDLK_h)
      #expect(session.state.showsHelp)
      session.press(SDLK_ESCAPE)
      #expect(!session.state.showsHelp)
      // Keys with Ctrl are left to the system.
      session.press(SDLK_q, modifiers: Int32(KMOD_CTRL.rawValue))
      #expect(session.run())
    }
  }

  @Test(arguments: [SDLK_q, SDLK_ESCAPE])
  func `a key ends it`(key: SDL_KeyCode) throws {
    try WindowSession.open(try SampleContents.recording("bandit/bernoulli", trialCount: 1)) {
      session in
      session.run()
      session.press(key)
      #expect(!session.run(frames: 1))
    }
  }

  @Test func `closing the window ends it`() throws {
    try WindowSession.open(try SampleContents.untrained("bandit/bernoulli")) { session in
      session.run()
      var event = unsafe SDL_Event()
      unsafe event.type = SDL_QUIT.rawValue
      unsafe session.push(event)
      #expect(!session.run(frames: 1))
    }
  }

  @Test func `a failing step is reported, and the stages before it are shown`() throws {
    var content = try SampleContents.untrained("point-robot/goals")
    guard case .policy(let policy) = content.source else { return }
    let failing = FailingAgent(agent: policy.agent, stepsLeft: 1)
    content.source = .policy(LivePolicy(agent: failing, stepCount: 3, rolloutCount: 2))
    try WindowSession.open(content) { session in
      try session.run { $0.failure != nil }
      #expect(session.state.failure == "no more steps")
      #expect(session.state.phase == .playing && session.state.stages.count == 2)
      #expect(session.state.layout.panes.count == 2)
      session.press(SDLK_TAB)
      session.press(SDLK_a)
      try session.run { $0.failure != nil && $0.phase == .playing }
      #expect(session.run())
    }
  }

  @Test func `what is shown of separate agents has the memories of all copies`() throws {
    var content = try SampleContents.untrained("point-robot/goals")
    content.source = .policy(
      LivePolicy(agent: ManyMemoriesAgent(), stepCount: 1, rolloutCount: 30))
    try WindowSession.open(content) { session in
      try session.run { $0.failure != nil || $0.stages.count == 2 }
      #expect(session.state.failure == nil)
    }
  }

  @Test func `a recording without a step has one pane`() throws {
    var content = try SampleContents.recording("point-robot/goals", trialCount: 1)
    guard case .replay(var trials) = content.source else { return }
    trials[0].blocks.removeLast(2)
    content.source = .replay(trials)
    try WindowSession.open(content) { session in
      session.run()
      #expect(session.state.layout.panes.count == 1)
      session.press(SDLK_TAB)
      #expect(session.state.layout.panes.count == 1)
    }
  }

  @Test func `steps and rollouts are chosen with keys`() throws {
    try WindowSession.open(try SampleContents.untrained("point-robot/goals")) { session in
      try session.runUntilPlaying()
      session.press(SDLK_UP)
      session.press(SDLK_RIGHTBRACKET)
      #expect(session.state.stepCount == 3 && session.state.rolloutCount == 5)
      try session.runUntilPlaying()
      #expect(session.state.stages.count == 4)
      for _ in 0..<6 { session.press(SDLK_DOWN) }
      #expect(session.state.stepCount == 1)
      let returns = session.state.stages.map(\.meanReturn)
      session.press(SDLK_a)
      try session.runUntilPlaying()
      #expect(session.state.stages.map(\.meanReturn) != returns)
    }
  }

  @Test func `sliders and buttons set the task`() throws {
    try WindowSession.open(try SampleContents.untrained("cart-pole/reversed")) { session in
      try session.runUntilPlaying()
      let state = session.state
      let (panel, area) = (try #require(state.panel), try #require(state.layout.panel))
      let specification = state.content.distribution.specification
      for (row, control) in state.content.distribution.controls.enumerated() {
        let before = session.state.task
        switch control {
        case .slider(let number, let range):
          let wanted = range.lowerBound + 0.75 * (range.upperBound - range.lowerBound)
          session.drag(
            from: panel.handle(row: row, in: area, value: before[number], range: range),
            to: panel.handle(row: row, in: area, value: wanted, range: range))
          #expect(
            abs(session.state.task[number] - wanted) <= 0.01 * wanted,
            "\(specification.parameters[number].name)")
        case .choice(let number):
          let button = panel.handle(
            row: row, in: area, value: before[number] < 0 ? 0.75 : 0.25, range: 0...1)
          session.click(button)
          #expect(session.state.task[number] == -before[number])
        case .position: Issue.record("A cart-pole has no goal to click.")
        }
      }
      try session.runUntilPlaying()
    }
  }

  @Test func `fifty arms have sliders that scroll`() throws {
    let content = try SampleContents.untrained("bandit/bernoulli", options: ["arms": "50"])
    try WindowSession.open(content) { session in
      try session.runUntilPlaying()
      let area = try #require(session.state.layout.panel)
      let point = Point(area.midX, area.y + 50)
      let before = session.state.task
      session.turnWheel(-10, at: point)
      session.click(point)
      // What was above the tenth arm is scrolled away.
      let changed = session.state.task.indices.filter { session.state.task[$0] != before[$0] }
      #expect(changed.count == 1 && changed[0] > 5)
    }
  }

  @Test func `the time line is scrubbed with the mouse`() throws {
    try WindowSession.open(try SampleContents.recording("point-robot/goals", trialCount: 1)) {
      session in
      session.run()
      let bar = session.state.layout.timeline
      session.drag(
        from: Point(bar.minX + 5, bar.midY), to: Point(bar.minX + bar.width / 2, bar.midY))
      #expect(session.state.playback.step == session.state.playback.length / 2)
      #expect(!session.state.playback.isPlaying)
      let button = session.state.layout.playButton
      session.click(Point(button.midX, button.midY))
      #expect(session.state.playback.isPlaying)
    }
  }

  @Test(arguments: [Size(800, 600), Size(1600, 1000), Size(420, 320)])
  func `the picture fits the window when that changes`(size: Size) throws {
    try WindowSession.open(try SampleContents.recording("cart-pole/physics", trialCount: 1)) {
      session in
      session.run()
      session.viewer.resize(to: size)
      try session.run { $0.size == size }
      #expect(session.viewer.picture.size == size)
      #expect(session.state.layout.panes.allSatisfy { $0.maxX <= size.width })
    }
  }

  @Test func `scale two has twice the pixels`() throws {
    try WindowSession.open(
      try SampleContents.recording("bandit/bernoulli", trialCount: 1),
      { options in
        options.scale = 2
        options.size = Size(900, 560)
      },
      { session in
        session.run()
        #expect(session.viewer.picture.size == Size(900, 560))
        #expect(session.viewer.picture.pixelWidth == 1800)
        #expect(session.viewer.picture.pixelHeight == 1120)
        let button = session.state.layout.playButton
        session.click(Point(button.midX, button.midY))
        #expect(!session.state.playback.isPlaying)
      })
  }

  @Test func `a picture is saved and never takes the place of another`() throws {
    let folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-pictures-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try WindowSession.open(
      try SampleContents.recording("bandit/bernoulli", trialCount: 1),
      { $0.pictureFolder = folder },
      { session in
        session.run()
        session.press(SDLK_s)
        session.press(SDLK_s)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(names == ["fledge-bandit-1.png", "fledge-bandit-2.png"])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + names[0]))
        #expect(bytes.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(session.state.message?.text == "saved fledge-bandit-2.png")
      })
  }

  @Test func `a folder that cannot be written is reported, and the window stays open`() throws {
    try WindowSession.open(
      try SampleContents.recording("bandit/bernoulli", trialCount: 1),
      { $0.pictureFolder = "/proc/nowhere" },
      { session in
        session.run()
        session.press(SDLK_s)
        #expect(session.state.message?.text.contains("/proc/nowhere") == true)
        #expect(session.run())
      })
  }

  @Test func `the whole screen is filled and left again`() throws {
    try WindowSession.open(try SampleContents.recording("bandit/bernoulli", trialCount: 1)) {
      session in
      session.run()
      #expect(!session.viewer.isFullScreen)
      session.press(SDLK_f)
      // The size stays as it is on this screen: it has no window manager to change it.
      #expect(session.viewer.isFullScreen)
      session.press(SDLK_f)
      #expect(!session.viewer.isFullScreen)
      #expect(session.run())
    }
  }
}
#endif
