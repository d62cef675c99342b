import Environments
import Gym
import Tensors

/// Steps of many copies of an environment with given actions, on one thread.
struct EnvironmentStepSubject: Subject {
  let distribution: String
  private let copyCount = 1024
  private let stepCount = 100

  var name: String { "\(distribution), 1,024 copies, one thread" }

  func check() throws {
    // A batch of many copies must agree with a batch of few where they share addresses.
    let made = try Catalog.distribution(named: distribution)
    let task = try made.task(.train, index: 0, key: RandomKey(seed: 1))
    var large = made.makeBatch(task, copyCount)
    var small = made.makeBatch(task, 3)
    large.reset(key: RandomKey(seed: 2))
    small.reset(key: RandomKey(seed: 2))
    let actions = self.actions(of: made)
    let actionSize = made.specification.actionSpace.size
    for _ in 0..<10 {
      large.stepRunning(actions: actions)
      small.stepRunning(actions: Array(actions[..<(3 * actionSize)]))
    }
    let size = small.observations.count
    guard Array(large.observations[..<size]) == small.observations,
      Array(large.rewards[..<3]) == small.rewards
    else {
      throw WrongResult(subject: name, finding: "copies depend on how many there are")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let made = try Catalog.distribution(named: distribution)
    let task = try made.task(.train, index: 0, key: RandomKey(seed: 1))
    var batch = made.makeBatch(task, copyCount)
    batch.reset(key: RandomKey(seed: 2))
    let actions = self.actions(of: made)
    let times = bench.seconds {
      for _ in 0..<stepCount {
        batch.resetEndedEpisodes()
        batch.step(actions: actions)
      }
    }
    return Result(
      name, times: times, work: Double(copyCount * stepCount), unit: "steps/s")
  }

  private func actions(of made: TaskDistribution) -> [Float] {
    let specification = made.specification
    var player = RandomPlayer(actionSpace: specification.actionSpace)
    player.begin(episodeCount: copyCount, key: RandomKey(seed: 3))
    var actions = [Float](repeating: 0, count: copyCount * specification.actionSpace.size)
    let observations = [Float](
      repeating: 0, count: copyCount * specification.observationSpace.size)
    player.act(
      at: Moment(step: 0, episodes: Array(0..<copyCount), observations: observations),
      actions: &actions)
    return actions
  }
}
