import Gym
import Numerics

/// One copy of an environment, computed without a batch: the same numbers in all lanes, and noise drawn
/// word by word.
struct LoneCopy<E: Environment> {
  let environment: E
  let copy: Int
  let key: RandomKey
  private(set) var task: E.Task
  private(set) var state: E.State
  private(set) var episode: UInt32 = 0
  private(set) var stepCount = 0
  private(set) var reward: Float = 0
  private(set) var isTerminated = false

  /// Begins the first episode.
  init(_ environment: E, parameters: [Float], copy: Int, key: RandomKey) {
    (self.environment, self.copy, self.key) = (environment, copy, key)
    task = environment.makeTask(parameters)
    state = environment.reset(task: task, noise: Self.resetNoise(environment, key, copy, 0))
  }

  var isTruncated: Bool { !isTerminated && stepCount >= environment.specification.horizon }

  var hasEnded: Bool { isTerminated || isTruncated }

  var observation: [Float] {
    var lanes = [Lanes](
      repeating: Lanes(), count: environment.specification.observationSpace.size)
    environment.observe(state, task: task, into: &lanes)
    return lanes.map { $0[0] }
  }

  mutating func beginNextEpisode(on parameters: [Float]) {
    episode += 1
    (stepCount, reward, isTerminated) = (0, 0, false)
    task = environment.makeTask(parameters)
    state = environment.reset(
      task: task, noise: Self.resetNoise(environment, key, copy, episode))
  }

  mutating func step(_ action: [Float]) {
    let noise = Self.noise(
      key.child(.dynamics), UInt32(stepCount), copy, episode,
      count: environment.specification.stepNoiseCount)
    let outcome = environment.step(
      &state, actions: action.map { Lanes(repeating: $0) }, noise: noise, task: task)
    stepCount += 1
    (reward, isTerminated) = (outcome.reward[0], outcome.isTerminated[0])
  }

  private static func resetNoise(
    _ environment: E, _ key: RandomKey, _ copy: Int, _ episode: UInt32
  ) -> [Lanes] {
    noise(
      key.child(.reset), 0, copy, episode, count: environment.specification.resetNoiseCount)
  }

  private static func noise(
    _ key: RandomKey, _ step: UInt32, _ copy: Int, _ episode: UInt32, count: Int
  ) -> [Lanes] {
    (0..<count).map { index in
      let block = episode * UInt32((count + 3) / 4) + UInt32(index / 4)
      let words = key.bits(step, UInt32(copy), block)
      return Lanes(repeating: RandomKey.unitInterval(words[index % 4]))
    }
  }
}
