import Measuring
import Testing

struct TimingTests {
  @Test func `the first body runs before and after each of the others`() {
    var order: [[Int]] = []
    let times = Timing.secondsInTurns(3, repeats: 2) { index, number in
      order.append([index, number])
    }
    // Each once to warm up, then twice in turns.
    #expect(order.map { $0[0] } == [0, 1, 2] + [0, 1, 0, 2, 0] + [0, 1, 0, 2, 0])
    #expect(order.map { $0[1] } == [0, 0, 0] + [0, 0, 0, 0, 0] + [1, 1, 1, 1, 1])
    #expect(times.map(\.seconds.count) == [2, 2, 2])
    #expect(times[0].ratios == [1, 1])
  }

  @Test func `times and ratios are sorted each on their own`() {
    var times = TimesInTurns()
    times.append(3, ratio: 0.5)
    times.append(1, ratio: 2)
    #expect(times.seconds == [1, 3])
    #expect(times.ratios == [0.5, 2])
  }
}
