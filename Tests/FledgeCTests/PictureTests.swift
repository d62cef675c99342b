import CFledge
import Environments
import FledgeC
import Gym
import Numerics
import Testing

#if Viewer
import Drawing

/// Pictures of running episodes, drawn into memory of the caller.
struct PictureTests {
  /// The same episode as the modules themselves play and draw it.
  @Test(arguments: [
    "point-robot/winds", "bandit/contextual", "cart-pole/physics", "tabular-mdp/dirichlet",
  ])
  func `a picture shows the task and the path of its copy`(name: String) throws {
    let own = try Catalog.distribution(named: name)
    let copies = try Copies(Distribution(name), count: 3, autoreset: FLEDGE_DISABLED)
    try copies.watch()
    try copies.begin(streams: [4, 5, 6])
    let tasks = (0..<3).map { copies.task($0) }
    var batch = own.makeBatch(tasks: tasks)
    batch.reset(key: RandomKey(seed: 0), streams: [4, 5, 6])
    let size = batch.states.count / 3
    func state() -> [Float] { Array(batch.states[size..<2 * size]) }
    var trace = EpisodeTrace(
      stateSize: size, actionSize: copies.size.action, states: state(), actions: [], rewards: [],
      isTerminated: false)
    for step in 0..<6 {
      let actions = (0..<3 * copies.size.action).map { Float((step + $0 / copies.size.action) % 2) }
      try copies.step(actions)
      batch.step(actions: actions)
      trace.states += state()
      trace.actions += actions[copies.size.action..<2 * copies.size.action]
      trace.rewards.append(batch.rewards[1])
    }
    let canvas = EpisodePicture.makeCanvas(width: 321, height: 243)
    EpisodePicture(of: own, task: tasks[1], trace: trace).draw(on: canvas)
    let picture = try copies.picture(of: 1, width: 321, height: 243)
    for row in 0..<243 {
      for column in 0..<321 {
        let place = 3 * (row * 321 + column)
        let color = picture[place..<place + 3].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        try #require(color == canvas.pixel(column, row), "row \(row), column \(column)")
      }
    }
    #expect(try copies.picture(of: 0, width: 321, height: 243) != picture)
  }

  /// An ended episode is shown until the next begins, in the mode that keeps it.
  @Test(arguments: [FLEDGE_NEXT_STEP, FLEDGE_SAME_STEP, FLEDGE_DISABLED])
  func `a new episode begins a new picture`(autoreset: Int) throws {
    let copies = try Copies(
      Distribution("bandit/two-armed", options: "{\"pulls\": 3}"), count: 2, autoreset: autoreset)
    try copies.watch()
    func picture() throws -> [UInt8] { try copies.picture(of: 0, width: 200, height: 160) }
    try copies.begin(streams: [1, 2])
    let first = try picture()
    try copies.step([0, 0])
    #expect(try picture() != first)
    try copies.step([0, 0])
    let second = try picture()
    try copies.step([0, 0])
    #expect(copies.hasEnded(0))
    let third = try picture()
    #expect(third != second)
    #expect((third == first) == (autoreset == FLEDGE_SAME_STEP))
    if autoreset == FLEDGE_NEXT_STEP { try copies.step([1, 1]) }
    if autoreset == FLEDGE_DISABLED { try copies.begin() }
    #expect(try picture() == first)
  }

  @Test func `wrong calls say what is wrong`() throws {
    #expect(fledge_draws() == 1)
    let goals = try Distribution("point-robot/goals")
    let unwatched = try Copies(goals, count: 1)
    try unwatched.begin()
    #expect(
      message { _ = try unwatched.picture(of: 0, width: 100, height: 100) }
        == "Nothing was kept of episodes: watch them before the first begins.")
    #expect(
      message { try unwatched.watch() }
        == "Episodes have begun already: watch them before the first begins.")
    let copies = try Copies(goals, count: 2)
    try copies.watch()
    try copies.watch()
    #expect(
      message { _ = try copies.picture(of: 0, width: 100, height: 100) }
        == "Copy 0 has no episode to draw; there are 2 copies.")
    try copies.begin()
    for copy in [-1, 2] {
      #expect(
        message { _ = try copies.picture(of: copy, width: 100, height: 100) }?
          .hasPrefix("Copy \(copy) has no episode") == true)
    }
    for (width, height) in [(31, 100), (100, 4097), (0, 0), (-1, 100), (100, .max)] {
      #expect(
        message { _ = try copies.picture(of: 0, width: width, height: height) }
          == "A picture of \(width) x \(height) pixels was asked for, but both sides are from 32 to"
          + " 4096.")
    }
    #expect(try copies.picture(of: 1, width: 32, height: 32).count == 3 * 32 * 32)
  }
}
#else
struct PictureTests {
  @Test func `without Cairo nothing is drawn`() throws {
    #expect(fledge_draws() == 0)
    let copies = try Copies(Distribution("point-robot/goals"), count: 1)
    for call in [{ try copies.watch() }, { _ = try copies.picture(of: 0, width: 64, height: 64) }] {
      #expect(
        message(call) == "This library was built without Cairo: it draws nothing.")
    }
  }
}
#endif
