import Environments
import Gym
import Tensors
import Testing

@Suite(.serialized) struct SpeedDraft {
  @Test(arguments: Catalog.entries.map(\.fullName))
  func `speed`(name: String) throws {
    let d = try Catalog.distribution(
      named: name, options: name == "bandit/bernoulli" ? ["pulls": "1000"] : [:])
    let task = try d.task(.train, index: 0, key: RandomKey(seed: 1))
    let n = 1024
    var batch = d.makeBatch(task, n)
    batch.reset(key: RandomKey(seed: 3))
    var blocks: [[Float]] = []
    var player: any Player = RandomPlayer(actionSpace: d.specification.actionSpace)
    player.begin(episodeCount: n, key: RandomKey(seed: 5))
    let clock = ContinuousClock()
    var actions = [Float](repeating: 0, count: n * d.specification.actionSpace.size)
    let drawing = clock.measure {
      for step in 0..<64 {
        player.act(
          at: Moment(step: step, episodes: Array(0..<n), observations: []), actions: &actions)
        blocks.append(actions)
      }
    }
    var best = 0.0
    for _ in 0..<5 {
      let time = clock.measure {
        for step in 0..<20_000 {
          batch.step(actions: blocks[step % 64])
          batch.resetEndedEpisodes()
        }
      }
      best = max(best, 20_000 * Double(n) / (time / .seconds(1)))
    }
    print("SPEED", name, best / 1e9, "G/s; drawing", 64 * Double(n) / (drawing / .seconds(1)) / 1e9)
  }
  @Test(arguments: Catalog.entries.map(\.fullName))
  func `collect`(name: String) throws {
    let d = try Catalog.distribution(
      named: name, options: name == "bandit/bernoulli" ? ["pulls": "1000"] : [:])
    let task = try d.task(.train, index: 0, key: RandomKey(seed: 1))
    let clock = ContinuousClock()
    // rollouts
    var blind = d.referencePlayers.makeBlind()
    var steps = 0
    let time = clock.measure {
      for i in 0..<2000 {
        steps += d.rollouts(20, of: task, by: &blind, key: RandomKey(seed: UInt64(i))).stepCount
      }
    }
    print(
      "ROLLOUTS", name, (time / .microseconds(1)) / Double(steps) * 20, "us per step of 20",
      steps / 2000)
  }
}
