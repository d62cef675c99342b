import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct CartPoleContinuousTests {
  static func after(_ action: Float, _ parameters: [Float] = CartPoleTests.usual) -> [Float] {
    let environment = CartPoleContinuous()
    var state = CartPoleTests.state([0.1, -0.2, 0.05, 0.3])
    let outcome = environment.step(
      &state, actions: [Lanes(repeating: action)], noise: [],
      task: environment.makeTask(parameters))
    #expect(outcome.reward == Lanes(repeating: 1))
    return CartPoleTests.numbers(state)
  }

  @Test(arguments: 0..<3)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    // 60 steps of a pole of half a metre, the shortest here, multiply rounding errors by about 700.
    try CartPoleGolden.load().continuous[number].check(in: CartPoleContinuous(), within: 1e-4) {
      $0
    }
  }

  @Test(arguments: [(1, 1), (-1, 0)] as [(Float, Float)])
  func `the whole force is a push of a cart-pole, to the bit`(action: Float, push: Float) {
    var state = CartPoleTests.state([0.1, -0.2, 0.05, 0.3])
    CartPoleTests.step(&state, push)
    #expect(Self.after(action) == CartPoleTests.numbers(state))
  }

  @Test func `a part of the force is a weaker push`() {
    var weaker = CartPoleTests.usual
    weaker[4] = 2.5
    #expect(Self.after(0.25) == Self.after(1, weaker))
  }

  @Test(arguments: [1.5, 100, .infinity] as [Float])
  func `more than everything is everything`(action: Float) {
    #expect(Self.after(action) == Self.after(1))
    #expect(Self.after(-action) == Self.after(-1))
  }

  @Test func `the reversed force is the opposite action`() {
    var reversed = CartPoleTests.usual
    reversed[5] = -1
    #expect(Self.after(0.75, reversed) == Self.after(-0.75))
  }

  // MARK: Anchors

  @Test func `knowing the task holds every pole of training`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/continuous")
    let train = try AnchorTests.returns(distribution, tasks: 1_000) {
      distribution.referenceAgents.makeOracle($0)
    }
    #expect(train.mean == 500)
  }

  @Test func `committing to one sign holds half of them`() throws {
    var distribution = try Catalog.distribution(named: "cart-pole/continuous")
    func mean(sign: Int) throws -> Double {
      try distribution.fix("forceSign=\(sign)")
      return try AnchorTests.returns(distribution, tasks: 500) { _ in
        distribution.referenceAgents.makeBlind()
      }.mean
    }
    #expect(try mean(sign: 1) == 500)
    #expect(try mean(sign: -1) < 20)
  }
}
