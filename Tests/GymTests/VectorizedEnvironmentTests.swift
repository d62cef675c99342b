import Gym
import Numerics
import Testing

struct VectorizedEnvironmentTests {
  static let task: [Float] = [5, 1, 1]
  static let key = RandomKey(seed: 11)

  static func batch(_ count: Int, horizon: Int = 12) -> VectorizedEnvironment<Drift> {
    var batch = VectorizedEnvironment(Drift(horizon: horizon), parameters: task, count: count)
    batch.reset(key: key)
    return batch
  }

  /// Actions that differ in every copy and coordinate.
  static func actions(_ count: Int, step: Int) -> [Float] {
    (0..<count * 3).map { Float(($0 * 7 + step * 3) % 11) / 20 }
  }

  @Test(arguments: [1, 5, 15, 16, 17, 20, 33])
  func `a batch computes what the scalar equations say`(count: Int) {
    var batch = Self.batch(count)
    let resetKey = Self.key.child(.reset)
    let noiseKey = Self.key.child(.dynamics)
    for step in 0..<12 {
      let before = batch.observations
      let hadEnded = (0..<count).map { batch.isTerminated[$0] || batch.isTruncated[$0] }
      let actions = Self.actions(count, step: step)
      batch.stepRunning(actions: actions)
      for copy in 0..<count {
        // Five numbers come from two blocks of four; the copy's first episode has number 0.
        let words =
          [0, 1].map { noiseKey.bits(UInt32(step), UInt32(copy), $0) }
          .flatMap { words in (0..<4).map { RandomKey.unitInterval(words[$0]) } }
        let start = (0..<3).map { RandomKey.unitInterval(resetKey.bits(0, UInt32(copy))[$0]) }
        for index in 0..<3 {
          let old = before[copy * 3 + index]
          if step == 0 { #expect(old == start[index]) }
          let new = old + (actions[copy * 3 + index] + (words[index] + words[3]))
          #expect(batch.observations[copy * 3 + index] == (hadEnded[copy] ? old : new))
        }
        #expect(batch.rewards[copy] == (hadEnded[copy] ? 0 : words[4]))
        let isEnding = !hadEnded[copy] && batch.observations[copy * 3] > 5
        if isEnding { #expect(batch.isTerminated[copy] && !batch.isTruncated[copy]) }
        if !hadEnded[copy] { #expect(batch.stepCounts[copy] == step + 1) }
      }
    }
    #expect(batch.isTerminated.contains(true))
  }

  @Test(arguments: [1, 4, 16, 21])
  func `a copy does the same in a batch of any size`(count: Int) {
    var small = Self.batch(count)
    var large = Self.batch(40)
    for step in 0..<30 {
      let actions = Self.actions(40, step: step)
      small.stepRunning(actions: Array(actions[..<(count * 3)]))
      large.stepRunning(actions: actions)
      #expect(small.observations == Array(large.observations[..<(count * 3)]))
      #expect(small.rewards == Array(large.rewards[..<count]))
      small.resetEndedEpisodes()
      large.resetEndedEpisodes()
    }
  }

  @Test func `one episode's end leaves the others alone`() {
    var alone = Self.batch(2, horizon: 100)
    var disturbed = Self.batch(2, horizon: 100)
    // The second copy is pushed over the limit at once, again and again.
    for _ in 0..<6 {
      alone.stepRunning(actions: [0, 0, 0, 0, 0, 0])
      disturbed.stepRunning(actions: [0, 0, 0, 50, 0, 0])
      alone.resetEndedEpisodes()
      disturbed.resetEndedEpisodes()
      #expect(Array(alone.observations[..<3]) == Array(disturbed.observations[..<3]))
    }
  }

  @Test func `the final observation is kept until the reset`() {
    var batch = Self.batch(3)
    batch.step(actions: [0, 0, 0, 50, 0, 0, 0, 0, 0])
    #expect(batch.isTerminated == [false, true, false])
    let final = Array(batch.observations[3..<6])
    #expect(final[0] > 50)
    batch.stepRunning(actions: [0, 0, 0, 9, 9, 9, 0, 0, 0])
    #expect(Array(batch.observations[3..<6]) == final)
    #expect(batch.stepCounts == [2, 1, 2])
    batch.resetEndedEpisodes()
    #expect(batch.observations[3] < 1)
    #expect(batch.stepCounts == [2, 0, 2])
    #expect(batch.isTerminated == [false, false, false])
  }

  @Test func `an episode is truncated at the horizon and not before`() {
    var batch = Self.batch(18, horizon: 3)
    for step in 1...3 {
      #expect(!batch.isTruncated.contains(true))
      batch.step(actions: Array(repeating: -1, count: 54))
      #expect(batch.isTruncated == Array(repeating: step == 3, count: 18))
    }
    #expect(!batch.isTerminated.contains(true))
  }

  @Test func `an end by itself at the horizon is no truncation`() {
    var batch = Self.batch(1, horizon: 1)
    batch.step(actions: [50, 0, 0])
    #expect(batch.isTerminated == [true])
    #expect(batch.isTruncated == [false])
  }

  @Test func `the same key begins the same episodes, another key others`() {
    var batch = Self.batch(20)
    let first = batch.observations
    batch.step(actions: Self.actions(20, step: 0))
    let second = batch.observations
    batch.resetEndedEpisodes()
    batch.reset(key: Self.key)
    #expect(batch.observations == first)
    batch.step(actions: Self.actions(20, step: 0))
    #expect(batch.observations == second)
    batch.reset(key: RandomKey(seed: 12))
    #expect(batch.observations != first)
  }

  @Test func `the next episode of a copy begins differently`() {
    var batch = Self.batch(1)
    let first = batch.observations
    batch.step(actions: [50, 0, 0])
    batch.resetEndedEpisodes()
    #expect(batch.observations != first)
  }

  @Test func `stepping keeps its buffers`() {
    var batch: any EnvironmentBatch = Self.batch(20)
    func address(_ numbers: [Float]) -> Int {
      unsafe numbers.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    }
    let before = [address(batch.observations), address(batch.rewards)]
    for step in 0..<100 {
      batch.step(actions: Self.actions(20, step: step))
      batch.resetEndedEpisodes()
    }
    #expect([address(batch.observations), address(batch.rewards)] == before)
  }

  @Test func `stepping an ended episode is refused`() async {
    await #expect(processExitsWith: .failure) {
      var batch = VectorizedEnvironment(Drift(), parameters: [5, 1, 1], count: 2)
      batch.reset(key: RandomKey(seed: 1))
      batch.step(actions: [0, 0, 0, 50, 0, 0])
      batch.step(actions: [0, 0, 0, 0, 0, 0])
    }
  }

  @Test func `stepping before the first reset is refused`() async {
    await #expect(processExitsWith: .failure) {
      var batch = VectorizedEnvironment(Drift(), parameters: [5, 1, 1], count: 2)
      batch.step(actions: [0, 0, 0, 0, 0, 0])
    }
  }

  @Test func `actions for another count of copies are refused`() async {
    await #expect(processExitsWith: .failure) {
      var batch = VectorizedEnvironment(Drift(), parameters: [5, 1, 1], count: 2)
      batch.reset(key: RandomKey(seed: 1))
      batch.step(actions: [0, 0, 0])
    }
  }
}
