import Gym
import Numerics
import Testing

/// Streams of random numbers other than the numbers of copies, and episodes that begin in chosen copies.
struct StreamTests {
  private typealias Case = VectorizedEnvironmentTests

  /// What a copy shows, is paid and how it ends, step by step, over several episodes.
  private static func history(
    _ batch: inout VectorizedEnvironment<Drift>, copies: [Int], steps: Int
  ) -> [[[Float]]] {
    var result = copies.map { copy in [Array(batch.observations[3 * copy..<3 * copy + 3])] }
    for _ in 0..<steps {
      batch.resetEndedEpisodes()
      batch.step(actions: Array(repeating: 0.25, count: 3 * batch.count))
      for (place, copy) in copies.enumerated() {
        result[place].append(
          batch.observations[3 * copy..<3 * copy + 3]
            + [batch.rewards[copy], batch.isTerminated[copy] ? 1 : 0])
      }
    }
    return result
  }

  private static func batch(_ count: Int) -> VectorizedEnvironment<Drift> {
    VectorizedEnvironment(Drift(horizon: 12), parameters: Case.task, count: count)
  }

  @Test(arguments: [1, 16, 17, 40])
  func `a copy does what its stream says, in whatever batch`(count: Int) {
    var whole = Self.batch(100)
    whole.reset(key: Case.key)
    let wanted = Self.history(&whole, copies: Array(0..<100), steps: 40)
    let streams = (0..<count).map { UInt32($0 * 37 % 100) }
    var batch = Self.batch(count)
    batch.reset(key: Case.key, streams: streams)
    let found = Self.history(&batch, copies: Array(0..<count), steps: 40)
    #expect(found == streams.map { wanted[Int($0)] })
    // And the streams are those of the copies' numbers again after an ordinary reset.
    batch.reset(key: Case.key)
    #expect(
      Self.history(&batch, copies: Array(0..<count), steps: 40) == Array(wanted[..<count]))
  }

  @Test(arguments: [3, 16, 40, 70])
  func `chosen copies begin their next episode, the others go on`(count: Int) {
    var batch = Self.batch(count)
    batch.reset(key: Case.key)
    for step in 0..<5 { batch.stepRunning(actions: Case.actions(count, step: step)) }
    var other = batch
    let chosen = (0..<count).map { $0 % 3 == 1 }
    let ended = (0..<count).map { batch.isTerminated[$0] || batch.isTruncated[$0] }
    batch.beginEpisodes(in: chosen, streams: nil)
    // Alone, each begins the episode after its first one.
    var whole = Self.batch(count)
    whole.reset(key: Case.key)
    whole.beginEpisodes(in: Array(repeating: true, count: count), streams: nil)
    for copy in 0..<count {
      let (rows, wanted) = (3 * copy..<3 * copy + 3, chosen[copy] ? whole : other)
      #expect(batch.observations[rows] == wanted.observations[rows])
      #expect(batch.stepCounts[copy] == wanted.stepCounts[copy])
      #expect(
        (batch.isTerminated[copy] || batch.isTruncated[copy]) == (!chosen[copy] && ended[copy]))
    }
    // Those that had ended before and were not chosen still wait; the rest goes on.
    batch.stepRunning(actions: Case.actions(count, step: 5))
    other.stepRunning(actions: Case.actions(count, step: 5))
    for copy in 0..<count where !chosen[copy] {
      let rows = 3 * copy..<3 * copy + 3
      #expect(batch.observations[rows] == other.observations[rows])
      #expect(batch.stepCounts[copy] == other.stepCounts[copy])
    }
    batch.resetEndedEpisodes()
    #expect(!batch.isTerminated.contains(true) && !batch.isTruncated.contains(true))
  }

  @Test(arguments: [3, 16, 40])
  func `chosen copies begin the first episode of other streams`(count: Int) {
    var batch = Self.batch(count)
    batch.reset(key: Case.key)
    for step in 0..<20 { batch.stepRunning(actions: Case.actions(count, step: step)) }
    let chosen = (0..<count).map { $0 % 4 != 2 }
    let streams = (0..<count).map { UInt32(90 - $0) }
    batch.beginEpisodes(in: chosen, streams: streams)
    var fresh = Self.batch(count)
    fresh.reset(key: Case.key, streams: streams)
    let copies = (0..<count).filter { chosen[$0] }
    #expect(
      Self.history(&batch, copies: copies, steps: 30)
        == Self.history(&fresh, copies: copies, steps: 30))
  }

  @Test func `no copy chosen changes nothing`() {
    var batch = Self.batch(20)
    batch.reset(key: Case.key)
    for step in 0..<20 { batch.stepRunning(actions: Case.actions(20, step: step)) }
    let (observations, counts) = (batch.observations, batch.stepCounts)
    batch.beginEpisodes(in: Array(repeating: false, count: 20), streams: nil)
    #expect(batch.observations == observations && batch.stepCounts == counts)
  }

  @Test func `streams and choices for another number of copies are refused`() async {
    await #expect(processExitsWith: .failure) {
      var batch = StreamTests.batch(3)
      batch.reset(key: RandomKey(seed: 1), streams: [1, 2])
    }
    await #expect(processExitsWith: .failure) {
      var batch = StreamTests.batch(3)
      batch.beginEpisodes(in: [true], streams: nil)
    }
  }
}
