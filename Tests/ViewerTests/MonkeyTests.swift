#if Viewer
import CSDL2
import Drawing
import Foundation
import Gym
import Numerics
import TestSupport
import Testing
import Viewer

extension WindowTests {
  /// Random keys, clicks and sizes.
  ///
  /// `FLEDGE_MONKEY_SECONDS=600 make test ARGS='--filter "random events"'` runs for ten minutes, and
  /// `FLEDGE_MONKEY_SEED=2` draws other events.
  @Test func `random events do not break the window`() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["FLEDGE_MONKEY_SECONDS"].flatMap(Double.init) ?? 6
    let seed = environment["FLEDGE_MONKEY_SEED"].flatMap(UInt64.init) ?? 1
    let contents = [
      try SampleContents.untrained("point-robot/goals"),
      try SampleContents.untrained("cart-pole/reversed", rolloutCount: 2),
      try SampleContents.untrained("bandit/bernoulli", options: ["arms": "12"]),
      try SampleContents.recording("cart-pole/physics", trialCount: 2),
      try SampleContents.recording("point-robot/goals", trialCount: 3),
    ]
    var monkey = Monkey(key: RandomKey(seed: seed).child(.measurement))
    // Memory is compared between rounds: the first allocates everything that stays allocated.
    var memory: [Int] = []
    let roundCount = max(4, Int(seconds / 30))
    for _ in 0..<roundCount {
      for content in contents {
        let duration = seconds / Double(roundCount * contents.count)
        try WindowSession.open(content) { session in
          let end = Date() + duration
          while Date() < end {
            monkey.act(on: session)
            if !session.run(frames: 1) { return }
          }
        }
      }
      memory.append(try ProcessStatus.residentByteCount())
    }
    if let first = memory.dropFirst(roundCount / 2).first, let last = memory.last {
      #expect(last - first < 64 << 20, "Memory after each round: \(memory)")
    }
  }
}

/// Presses random keys and clicks at random points.
private struct Monkey {
  private let key: RandomKey
  private var count: UInt32 = 0
  private var isHolding = false

  init(key: RandomKey) {
    self.key = key
  }

  private mutating func chance() -> Double {
    count += 1
    return Double(key.uniform(count))
  }

  private mutating func point(in size: Size) -> Point {
    // Also outside the window: a drag can end there.
    Point((chance() * 1.1 - 0.05) * size.width, (chance() * 1.1 - 0.05) * size.height)
  }

  private static let keys: [SDL_KeyCode] = [
    SDLK_SPACE, SDLK_LEFT, SDLK_RIGHT, SDLK_HOME, SDLK_END, SDLK_PLUS, SDLK_MINUS, SDLK_r, SDLK_n,
    SDLK_p, SDLK_a, SDLK_e, SDLK_g, SDLK_TAB, SDLK_UP, SDLK_DOWN, SDLK_DOWN, SDLK_LEFTBRACKET,
    SDLK_LEFTBRACKET, SDLK_RIGHTBRACKET, SDLK_t, SDLK_h, SDLK_f, SDLK_F12, SDLK_x, SDLK_RETURN,
  ]

  mutating func act(on session: WindowSession) {
    let size = session.state.size
    switch chance() {
    case ..<0.3: break
    case ..<0.6: session.press(Self.keys[Int(chance() * Double(Self.keys.count))])
    case ..<0.75:
      isHolding ? session.mouseUp(point(in: size)) : session.mouseDown(point(in: size))
      isHolding.toggle()
    case ..<0.93: session.mouseMove(point(in: size))
    case ..<0.97: session.turnWheel(Int32(chance() * 9) - 4, at: point(in: size))
    default:
      session.viewer.resize(to: Size(400 + chance() * 1_200, 300 + chance() * 800))
    }
  }
}
#endif
