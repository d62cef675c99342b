import Gym
import Numerics
import Testing

/// Environments with spans and vectors do what those with arrays do, in batches and alone.
struct SpanEnvironmentTests {
  private static let key = RandomKey(seed: 5)
  private static let sizes = [
    WalkSizes(actions: 1, observations: 4, stepNoise: 0),
    WalkSizes(actions: 2, observations: 2, stepNoise: 1),
    WalkSizes(actions: 3, observations: 1, stepNoise: 5),
    WalkSizes(actions: 1, observations: 5, stepNoise: 4),
    WalkSizes(actions: 2, observations: 1, stepNoise: 0),
  ]

  /// Random actions of copies at a step.
  private static func actions(_ count: Int, _ size: Int, step: Int) -> [Float] {
    (0..<count * size).map { key.uniform(UInt32(step), UInt32($0)) - 0.45 }
  }

  @Test(arguments: sizes, [1, 16, 17, 65, 130, 1000])
  func `batches agree whatever the state is made of`(sizes: WalkSizes, count: Int) {
    var spans: any EnvironmentBatch = VectorizedEnvironment(
      SpanWalk(sizes), parameters: [1], count: count)
    var arrays: any EnvironmentBatch = VectorizedEnvironment(
      ArrayWalk(sizes), parameters: [1], count: count)
    spans.reset(key: Self.key)
    arrays.reset(key: Self.key)
    var beganCount = 0
    for step in 0..<30 {
      let actions = Self.actions(count, sizes.actions, step: step)
      let before = spans.observations
      let resting = (0..<count).filter { spans.isTerminated[$0] || spans.isTruncated[$0] }
      spans.stepRunning(actions: actions)
      for copy in resting {
        let row = copy * sizes.observations..<(copy + 1) * sizes.observations
        #expect(spans.observations[row] == before[row])
        #expect(spans.rewards[copy] == 0)
      }
      arrays.stepRunning(actions: actions)
      expectEqual(spans, arrays)
      // Now and then episodes stay ended for a while.
      guard step % 5 < 3 else { continue }
      beganCount += spans.isTerminated.filter { $0 }.count
      spans.resetEndedEpisodes()
      arrays.resetEndedEpisodes()
      expectEqual(spans, arrays)
    }
    #expect(beganCount > 0)
  }

  private func expectEqual(
    _ first: any EnvironmentBatch, _ second: any EnvironmentBatch,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(first.observations == second.observations, sourceLocation: location)
    #expect(first.rewards == second.rewards, sourceLocation: location)
    #expect(first.isTerminated == second.isTerminated, sourceLocation: location)
    #expect(first.isTruncated == second.isTruncated, sourceLocation: location)
    #expect(first.stepCounts == second.stepCounts, sourceLocation: location)
  }

  @Test(arguments: sizes)
  func `alone it does what the first copy of a batch does`(sizes: WalkSizes) {
    var single = SingleEnvironment(SpanWalk(sizes), parameters: [1])
    var batch = VectorizedEnvironment(ArrayWalk(sizes), parameters: [1], count: 1)
    single.reset(key: Self.key)
    batch.reset(key: Self.key)
    for step in 0..<60 {
      let action = Self.actions(1, sizes.actions, step: step)
      single.step(action.span)
      batch.step(actions: action)
      #expect(single.observation == batch.observations)
      #expect(single.reward == batch.rewards[0])
      #expect(single.isTerminated == batch.isTerminated[0])
      #expect(single.isTruncated == batch.isTruncated[0])
      guard single.hasEnded else { continue }
      single.beginNextEpisode()
      batch.resetEndedEpisodes()
      #expect(single.observation == batch.observations)
    }
  }

  @Test func `an environment alone begins the given episode`() {
    let sizes = Self.sizes[0]
    var single = SingleEnvironment(SpanWalk(sizes), parameters: [1])
    single.reset(key: Self.key)
    let first = single.observation
    single.beginNextEpisode()
    let second = single.observation
    single.reset(key: RandomKey(seed: 6))
    #expect(single.observation != first)
    single.reset(key: Self.key)
    #expect(single.observation == first)
    single.step(0)
    single.beginNextEpisode()
    #expect(single.observation == second)
  }

  @Test func `what a caller cannot mean is refused`() async {
    await #expect(processExitsWith: .failure) {
      let sizes = WalkSizes(actions: 1, observations: 1, stepNoise: 0)
      var batch = VectorizedEnvironment(SpanWalk(sizes), parameters: [1], count: 32)
      batch.reset(key: RandomKey(seed: 1))
      SpanWalk._perform(.step([]), on: &batch)
    }
    await #expect(processExitsWith: .failure) {
      _ = VectorizedEnvironment(Impostor(), parameters: [], count: 1)
    }
  }
}

/// Says that its state is vectors, but there is a number besides.
private struct Impostor: SpanEnvironment {
  struct State: VectorState {
    var place = Lanes()
    var number = 0

    mutating func replace(with other: State, where mask: LaneMask) {}
  }

  let specification = EnvironmentSpecification(
    name: "impostor", observationSpace: .box(low: [0], high: [1]),
    actionSpace: .discrete(count: 2), horizon: 5, parameters: [],
    words: EnvironmentWords(
      summary: "", observation: [], action: "", reward: "", endOfEpisode: ""))

  func makeTask(_ parameters: [Lanes]) {}

  func reset(task: Void, noise: Span<Lanes>) -> State { State() }

  func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Void
  ) -> StepOutcome { .transition(reward: Lanes()) }

  func observe(_ state: State, task: Void, into observation: inout MutableSpan<Lanes>) {}
}
