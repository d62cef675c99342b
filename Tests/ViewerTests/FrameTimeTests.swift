#if Viewer
import CSDL2
import Drawing
import Foundation
import Testing
import Viewer

extension WindowTests {
  /// Measures processor time: wall-clock time depends on the other tests.
  @Test func `frames leave time to spare while the policy adapts`() throws {
    try WindowSession.open(try SampleContents.robot.get()) { session in
      try session.runUntilPlaying()
      let count = 150
      session.press(SDLK_a)
      session.viewer.forgetFrameTimes()
      let start = Self.processorTime
      var adaptingCount = 0
      for _ in 0..<count {
        if case .collecting = session.state.phase { adaptingCount += 1 }
        #expect(session.run(frames: 1))
      }
      let perFrame = (Self.processorTime - start) / Double(count)
      #expect(adaptingCount > count / 2)
      // Wall-clock time while other tests run: a loose bound.
      let intervals = session.viewer.frames.intervals.sorted()
      #expect(intervals[intervals.count / 2] < 0.05)
      // 55 frames in a second are 18 ms for each.
      #expect(perFrame < 0.012, "\(1_000 * perFrame) ms")
    }
  }

  @Test func `a key is answered by the next frame, also while the policy adapts`() throws {
    // Enough work that the adaptation lasts longer than the test.
    let content = try SampleContents.untrained(
      "cart-pole/reversed", stepCount: 200, rolloutCount: 1_000)
    try WindowSession.open(content) { session in
      session.run()
      var shortest = Duration.seconds(60)
      for color in [0x14181E, 0xF4F5F7, 0x14181E] as [UInt32] {
        let (start, clockStart) = (Self.processorTime, ContinuousClock.now)
        session.press(SDLK_t)
        #expect(session.viewer.picture.pixel(3, 3) == color)
        #expect(Self.processorTime - start < 0.05)
        shortest = min(shortest, ContinuousClock.now - clockStart)
      }
      // Other tests may occupy the processors, but not each time.
      #expect(shortest < .milliseconds(50))
      #expect(session.viewer.isBusy)
    }
  }

  /// How long this thread has been computing, in seconds.
  private static var processorTime: Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
#endif
