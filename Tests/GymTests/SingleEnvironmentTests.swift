import Gym
import Numerics
import Testing

/// One environment that is stepped alone does what the first copy of a batch does.
struct SingleEnvironmentTests {
  private typealias Case = VectorizedEnvironmentTests

  @Test func `episodes have the bits of a batch's first copy`() {
    var single = SingleEnvironment(Drift(horizon: 6), parameters: Case.task)
    var batch = Case.batch(3, horizon: 6)
    single.reset(key: Case.key)
    #expect(single.observation == Array(batch.observations[..<3]))
    var ends: Set<String> = []
    for step in 0..<40 {
      // Some episodes end by themselves, the others at the horizon.
      let push: Float = step % 11 == 10 ? 50 : -0.5
      let action = [push, 0.25, -0.5]
      single.step(action.span)
      batch.stepRunning(actions: action + Case.actions(2, step: step))
      #expect(single.observation == Array(batch.observations[..<3]))
      #expect(single.reward == batch.rewards[0])
      #expect(single.isTerminated == batch.isTerminated[0])
      #expect(single.isTruncated == batch.isTruncated[0])
      #expect(single.stepCount == batch.stepCounts[0])
      guard single.hasEnded else { continue }
      ends.insert(single.isTerminated ? "by itself" : "at the horizon")
      single.beginNextEpisode()
      batch.resetEndedEpisodes()
      #expect(single.observation == Array(batch.observations[..<3]))
      #expect(!single.hasEnded && single.stepCount == 0)
    }
    #expect(ends == ["by itself", "at the horizon"])
  }

  @Test func `a reset begins the first episode again`() {
    var single = SingleEnvironment(Drift(horizon: 6), parameters: Case.task)
    single.reset(key: Case.key)
    let first = single.observation
    single.step([0.5, 0.5, 0.5].span)
    single.beginNextEpisode()
    #expect(single.observation != first)
    single.reset(key: Case.key)
    #expect(single.observation == first)
  }

  @Test(arguments: [0, 1, 4, 5, 9], [true, false])
  func `many episodes begin as those of a batch`(noiseCount: Int, isReset: Bool) {
    let lottery = Lottery(noiseCount: noiseCount)
    var single = SingleEnvironment(lottery, parameters: [])
    var batch = VectorizedEnvironment(lottery, parameters: [], count: 1)
    if isReset {
      single.reset(key: Case.key)
      batch.reset(key: Case.key)
    } else {
      single.beginNextEpisode()
      batch.resetEndedEpisodes()
    }
    var starts: Set<[Float]> = []
    for _ in 0..<40 {
      #expect(single.observation == batch.observations)
      starts.insert(single.observation)
      single.step(0)
      batch.step(actions: [0])
      #expect(single.isTruncated && batch.isTruncated[0])
      // A copy goes on by itself.
      var copy = single
      copy.beginNextEpisode()
      single.beginNextEpisode()
      #expect(copy.observation == single.observation)
      batch.resetEndedEpisodes()
    }
    #expect(starts.count == (noiseCount == 0 ? 1 : 40))
  }

  @Test func `a copy that begins other episodes disturbs nothing`() {
    var single = SingleEnvironment(Lottery(noiseCount: 5), parameters: [])
    single.reset(key: Case.key)
    let first = single.observation
    var copy = single
    copy.reset(key: RandomKey(seed: 77))
    for _ in 0..<20 { copy.beginNextEpisode() }
    #expect(single.observation == first)
    single.beginNextEpisode()
    let second = single.observation
    single.reset(key: Case.key)
    single.beginNextEpisode()
    #expect(single.observation == second)
  }

  @Test func `stepping before a reset or with another action is refused`() async {
    await #expect(processExitsWith: .failure) {
      var single = SingleEnvironment(Drift(horizon: 6), parameters: [5, 1, 1])
      single.step([0, 0, 0].span)
    }
    await #expect(processExitsWith: .failure) {
      var single = SingleEnvironment(Drift(horizon: 6), parameters: [5, 1, 1])
      single.reset(key: RandomKey(seed: 1))
      single.step(0)
    }
  }
}

/// Shows the random numbers that its start was made of, for one step.
private struct Lottery: SpanEnvironment {
  typealias State = ArrayWalk.State

  let specification: EnvironmentSpecification

  init(noiseCount: Int) {
    let size = max(1, noiseCount)
    specification = EnvironmentSpecification(
      name: "lottery",
      observationSpace: .box(
        low: Array(repeating: 0, count: size), high: Array(repeating: 1, count: size)),
      actionSpace: .box(low: [-1], high: [1]), horizon: 1, parameters: [],
      resetNoiseCount: noiseCount, stepNoiseCount: 0,
      words: EnvironmentWords(
        summary: "A lottery.", observation: [], action: "Ignored.", reward: "None.",
        endOfEpisode: "None."))
  }

  func makeTask(_ parameters: [Lanes]) {}

  func reset(task: Void, noise: Span<Lanes>) -> State {
    State(numbers: noise.isEmpty ? [Lanes()] : noise.indices.map { noise[$0] })
  }

  func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Void
  ) -> StepOutcome {
    .transition(reward: Lanes())
  }

  func observe(_ state: State, task: Void, into observation: inout MutableSpan<Lanes>) {
    for index in observation.indices { observation[index] = state.numbers[index] }
  }
}
