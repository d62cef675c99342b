import Gym
import Numerics
import TestSupport
import Testing

struct RandomAgentTests {
  static func actions(_ space: Space, episodes: [Int], step: Int = 3) -> [Float] {
    var player = RandomAgent(actionSpace: space)
    player.begin(Block(copyCount: 1_000, key: RandomKey(seed: 4)))
    var actions = [Float](repeating: .nan, count: episodes.count * space.size)
    player.act(on: View(step: step, copies: episodes, observations: []), actions: &actions)
    return actions
  }

  static let spaces: [Space] = [
    .discrete(count: 2), .discrete(count: 5), .discrete(count: 50),
    .box(low: [-1, -1], high: [1, 1]), .box(low: [0, -.infinity, 2], high: [1, .infinity, 8]),
  ]

  @Test(arguments: spaces)
  func `actions lie in the space`(space: Space) {
    let actions = Self.actions(space, episodes: Array(0..<999))
    for row in 0..<999 {
      #expect(space.contains(Array(actions[row * space.size..<(row + 1) * space.size])))
    }
  }

  @Test(arguments: spaces)
  func `an episode's action does not depend on which others run`(space: Space) {
    let all = Self.actions(space, episodes: Array(0..<40))
    let some = [0, 3, 4, 17, 18, 19, 31, 39]
    let expected = some.flatMap { all[$0 * space.size..<($0 + 1) * space.size] }
    #expect(Self.actions(space, episodes: some) == expected)
  }

  @Test func `all choices are equally likely`() {
    let actions = Self.actions(.discrete(count: 5), episodes: Array(0..<50_000))
    for choice in 0..<5 {
      let share = Double(actions.count { $0 == Float(choice) }) / 50_000
      expectClose(
        share, 0.2, within: .standardErrors(4, of: (0.2 * 0.8 / 50_000).squareRoot()))
    }
  }

  @Test func `steps differ`() {
    let episodes = Array(0..<40)
    let space = Self.spaces[3]
    #expect(
      Self.actions(space, episodes: episodes, step: 0)
        != Self.actions(space, episodes: episodes, step: 1))
  }
}
