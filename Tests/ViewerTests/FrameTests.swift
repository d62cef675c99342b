#if Viewer
import CSDL2
import Drawing
import Testing
import Viewer

/// Frames while the policy adapts; `benchmarks` times them.
extension WindowTests {
  @Test func `frames go on while the policy adapts`() throws {
    try WindowSession.open(try SampleContents.robot.get()) { session in
      try session.runUntilPlaying()
      let count = 150
      session.press(SDLK_a)
      var adaptingCount = 0
      for _ in 0..<count {
        if case .collecting = session.state.phase { adaptingCount += 1 }
        #expect(session.run(frames: 1))
      }
      #expect(adaptingCount > count / 2)
    }
  }

  @Test func `a key is answered while the policy adapts`() throws {
    // Enough work to go on for as long as the test takes.
    let content = try SampleContents.untrained(
      "cart-pole/reversed", stepCount: 200, rolloutCount: 1_000)
    try WindowSession.open(content) { session in
      session.run()
      for color in [0x14181E, 0xF4F5F7, 0x14181E] as [UInt32] {
        session.press(SDLK_t)
        #expect(session.viewer.picture.pixel(3, 3) == color)
      }
      #expect(session.viewer.isBusy)
    }
  }
}
#endif
