import Gym
import Numerics
import Testing

/// Episodes of a batch that begin anew: all at once in the middle, and late after they ended.
struct BatchResetTests {
  private typealias Case = VectorizedEnvironmentTests

  @Test(arguments: [1, 5, 16, 17, 40, 100])
  func `a reset begins every copy's episode, running or not`(count: Int) {
    var batch = Case.batch(count)
    let first = batch.observations
    for step in 0..<7 { batch.stepRunning(actions: Case.actions(count, step: step)) }
    #expect(batch.observations != first)
    batch.reset(key: Case.key)
    #expect(batch.observations == first)
    #expect(!batch.isTerminated.contains(true) && !batch.isTruncated.contains(true))
    #expect(batch.stepCounts == [Int](repeating: 0, count: count))
    batch.step(actions: Case.actions(count, step: 0))
    #expect(batch.stepCounts == [Int](repeating: 1, count: count))
  }

  @Test(arguments: [3, 40])
  func `episodes may begin before a key was given, each its own`(count: Int) {
    var batch = VectorizedEnvironment(
      Drift(horizon: 12), parameters: Case.task, count: count)
    batch.resetEndedEpisodes()
    let starts = (0..<count).map { Array(batch.observations[3 * $0..<3 * $0 + 3]) }
    #expect(Set(starts).count == count)
    batch.step(actions: Case.actions(count, step: 0))
    #expect(batch.stepCounts == [Int](repeating: 1, count: count))
  }

  /// All copies end at the horizon, so that groups begin as a whole; before, some ended by themselves.
  @Test(arguments: [15, 16, 64, 70, 128, 200])
  func `every episode begins at the address of its copy and number`(count: Int) {
    let sizes = WalkSizes(actions: 1, observations: 4, stepNoise: 0)
    var batch = VectorizedEnvironment(SpanWalk(sizes), parameters: [100], count: count)
    let key = RandomKey(seed: 8)
    batch.reset(key: key)
    var episodes = [UInt32](repeating: 0, count: count)
    for step in 0..<40 {
      // The copies of some fours of groups, and of parts of others, jump over the limit.
      let actions: [Float] = (0..<count).map { copy in
        let isJump = (step == 12 && copy >= 64 && copy < 150) || (step == 20 && copy % 7 == 3)
        return isJump ? 200 : 0.5
      }
      batch.step(actions: actions)
      let ended = (0..<count).filter { batch.isTerminated[$0] || batch.isTruncated[$0] }
      batch.resetEndedEpisodes()
      for copy in ended {
        episodes[copy] += 1
        let words = key.child(.reset).bits(0, UInt32(copy), episodes[copy])
        let place: Float = RandomKey.unitInterval(words[0]) - 0.5
        let memory: Float = RandomKey.unitInterval(words[1])
        let expected: [Float] = (1...4).map { place * Float($0) + memory }
        #expect(Array(batch.observations[4 * copy..<4 * copy + 4]) == expected)
        #expect(batch.stepCounts[copy] == 0 && batch.rewards[copy] == 0)
        #expect(!batch.isTerminated[copy] && !batch.isTruncated[copy])
      }
    }
    #expect(episodes.allSatisfy { $0 >= 3 })
  }

  @Test func `a random player without room for its actions is refused`() async {
    await #expect(processExitsWith: .failure) {
      var player = RandomAgent(actionSpace: .discrete(count: 3))
      player.begin(Block(copyCount: 64, key: RandomKey(seed: 1)))
      var actions: [Float] = [0]
      player.act(
        on: View(step: 0, copies: Array(0..<64), observations: []), actions: &actions)
    }
  }

  /// Copies whose episodes end at different steps, in an order that is not that of their numbers, begin
  /// their next episode as each does alone.
  @Test(arguments: [5, 16, 17, 40, 100])
  func `copies that ended at different steps begin as they would alone`(count: Int) {
    func actions(_ step: Int) -> [Float] {
      (0..<count).flatMap { copy -> [Float] in
        // Copy 13 · 7 mod count ends last of those, and so on.
        (copy * 13) % count % 9 == step ? [50, 0, 0] : [0, 0, 0]
      }
    }
    var late = Case.batch(count, horizon: 100)
    var early = Case.batch(count, horizon: 100)
    var begun = early.observations
    for step in 0..<9 {
      late.stepRunning(actions: actions(step))
      early.stepRunning(actions: actions(step))
      let ended = (0..<count).filter { early.isTerminated[$0] && early.stepCounts[$0] == step + 1 }
      early.resetEndedEpisodes()
      for copy in ended {
        for index in 0..<3 { begun[copy * 3 + index] = early.observations[copy * 3 + index] }
      }
    }
    #expect(!late.isTerminated.contains(false))
    late.resetEndedEpisodes()
    #expect(late.observations == begun)
    #expect(late.stepCounts == [Int](repeating: 0, count: count))
    late.step(actions: [Float](repeating: 0, count: 3 * count))
  }
}
