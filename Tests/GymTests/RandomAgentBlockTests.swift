import Gym
import Numerics
import Testing

/// Actions are drawn for blocks of episodes; which block an episode is in must not show.
struct RandomAgentBlockTests {
  /// The action of one episode, by its address.
  private static func action(_ episode: Int, coordinate: Int, step: Int) -> Float {
    let words = RandomKey(seed: 4).child(.actions).bits(
      UInt32(step), UInt32(episode / 64 * 16 + episode % 16), UInt32(coordinate))
    return RandomKey.unitInterval(words[episode % 64 / 16]) * 2 - 1
  }

  @Test(
    arguments: [
      Array(0..<300), Array(64..<192), Array(100..<131), Array(stride(from: 1, to: 700, by: 5)),
      Array(0..<128) + [130, 131] + Array(256..<384), [],
    ], [1, 2, 3, 5])
  func `each action comes from the address of its episode`(episodes: [Int], size: Int) {
    let space = Space.box(
      low: Array(repeating: -1, count: size), high: Array(repeating: 1, count: size))
    let actions = RandomAgentTests.actions(space, episodes: episodes, step: 7)
    let expected = episodes.flatMap { episode in
      (0..<size).map { Self.action(episode, coordinate: $0, step: 7) }
    }
    #expect(zip(actions, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(actions.count == expected.count)
  }

  @Test func `a bound without an end leaves room`() {
    let space = Space.box(low: [3, -.infinity], high: [.infinity, -5])
    let actions = RandomAgentTests.actions(space, episodes: Array(0..<200))
    for episode in 0..<200 {
      #expect(space.contains(Array(actions[2 * episode..<2 * episode + 2])))
    }
  }
}
