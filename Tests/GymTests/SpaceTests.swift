import Gym
import Testing

struct SpaceTests {
  @Test(arguments: [
    (Space.discrete(count: 5), "discrete(5)", 1),
    (.box(low: [-1, -1], high: [1, 1]), "box[-1, 1]^2", 2),
    (.box(low: [1], high: [1]), "box[1, 1]^1", 1),
    (.box(low: [-.infinity, -.infinity], high: [.infinity, .infinity]), "box[-inf, inf]^2", 2),
    (.box(low: [0, -2.5], high: [1, 3e30]), "box[0...1, -2.5...3e+30]", 2),
  ])
  func `a space has words and a size`(space: Space, words: String, size: Int) {
    #expect(space.description == words)
    #expect(space.size == size)
  }

  @Test func `a box contains its bounds and nothing beyond`() {
    let box = Space.box(low: [-1, 0], high: [1, 2])
    #expect(box.contains([-1, 2]))
    #expect(!box.contains([-1.001, 2]))
    #expect(!box.contains([0, 2.001]))
    #expect(!box.contains([.nan, 1]))
    #expect(!box.contains([0]))
  }

  @Test func `a discrete space contains whole numbers below its count`() {
    let space = Space.discrete(count: 3)
    #expect(space.contains([0]) && space.contains([2]))
    #expect(!space.contains([3]) && !space.contains([-1]))
    #expect(!space.contains([1.5]) && !space.contains([.nan]))
  }
}
