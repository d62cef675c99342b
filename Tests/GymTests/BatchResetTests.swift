import Gym
import Tensors
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

  @Test func `a random player without room for its actions is refused`() async {
    await #expect(processExitsWith: .failure) {
      var player = RandomPlayer(actionSpace: .discrete(count: 3))
      player.begin(episodeCount: 64, key: RandomKey(seed: 1))
      var actions: [Float] = [0]
      player.act(
        at: Moment(step: 0, episodes: Array(0..<64), observations: []), actions: &actions)
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
