import Gym
import Tensors
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
