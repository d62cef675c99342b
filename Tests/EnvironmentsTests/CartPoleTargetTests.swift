import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct CartPoleTargetTests {
  static func task(_ target: Float) -> [Float] { CartPoleTests.usual + [target] }

  static func outcome(_ start: [Float], target: Float) -> StepOutcome {
    let environment = CartPoleTarget()
    var state = CartPoleTests.state(start)
    return environment.step(
      &state, actions: [Lanes(repeating: 1)], noise: [], task: environment.makeTask(task(target)))
  }

  @Test func `the place comes after the parameters of every cart-pole`() {
    let parameters = CartPoleTarget().specification.parameters
    #expect(Array(parameters.dropLast()) == CartPole().specification.parameters)
    #expect(parameters.last?.name == "targetPosition")
  }

  @Test(arguments: 0..<3)
  func `trajectories are those of the textbook equations`(number: Int) throws {
    // 60 steps of an upright pole multiply rounding errors by about 100.
    try CartPoleGolden.load().target[number].check(in: CartPoleTarget(), within: 2e-5) { $0 }
  }

  @Test func `it moves to the bit as a cart-pole does`() {
    var (plain, target) = (
      CartPoleTests.state([0.1, -0.2, 0.05, 0.3]), CartPoleTests.state([0.1, -0.2, 0.05, 0.3])
    )
    let environment = CartPoleTarget()
    for action in [1, 0, 0, 1, 1] as [Float] {
      CartPoleTests.step(&plain, action)
      _ = environment.step(
        &target, actions: [Lanes(repeating: action)], noise: [],
        task: environment.makeTask(Self.task(1)))
      #expect(CartPoleTests.numbers(plain) == CartPoleTests.numbers(target))
    }
  }

  @Test(
    arguments: [
      (0.5, 0.5, 1), (0.5, 0, 0.5), (0.5, 1.25, 0.25), (-1, 0, 0), (1.5, 0.4, 0), (-2, -1.25, 0.25),
    ] as [(Float, Float, Float)])
  func `a step pays 1 less the distance, and never less than 0`(
    target: Float, position: Float, reward: Float
  ) {
    let outcome = Self.outcome([position, 0, 0, 0], target: target)
    #expect(outcome.reward == Lanes(repeating: reward))
  }

  @Test(arguments: [[0.5, 0, 0.21, 0], [0.5, 0, -0.21, 0], [2.41, 0, 0, 0]] as [[Float]])
  func `the step that ends an episode pays nothing`(start: [Float]) {
    let outcome = Self.outcome(start, target: start[0] < 1 ? 0.5 : 2)
    #expect(outcome.isTerminated == LaneMask(repeating: true))
    #expect(outcome.reward == Lanes())
  }

  @Test func `the policy cannot see the place`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/target")
    var here = distribution.makeBatch(Self.task(1), 8)
    var there = distribution.makeBatch(Self.task(-1), 8)
    here.reset(key: RandomKey(seed: 1))
    there.reset(key: RandomKey(seed: 1))
    here.step(actions: Array(repeating: 1, count: 8))
    there.step(actions: Array(repeating: 1, count: 8))
    #expect(here.observations == there.observations)
    #expect(here.rewards != there.rewards)
  }

  @Test func `only the place varies`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/target")
    for split in Split.allCases {
      for index in 0..<200 {
        let task = try distribution.task(split, index: index, key: RandomKey(seed: 1))
        #expect(Array(task.dropLast()) == CartPoleTests.usual)
        #expect((split == .shifted ? 1.5...2 : 0...1.5).contains(abs(task[6])))
      }
    }
  }

  // MARK: Anchors

  @Test func `staying in the middle earns a third`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/target")
    let mean = try AnchorTests.returns(distribution, tasks: 1_000) { _ in
      distribution.referenceAgents.makeBlind()
    }
    // The mean of max(0, 1 - |t|) over targets t on [-1.5, 1.5] is a third, wherever the cart is
    // within half a metre of the middle.
    expectClose(
      mean.mean, 500.0 / 3, within: .standardErrors(4, of: mean.standardError))
  }

  @Test func `knowing the place earns 463, and 420 if it is farther off`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/target")
    let train = try AnchorTests.returns(distribution, tasks: 1_000) {
      distribution.referenceAgents.makeOracle($0)
    }
    expectClose(train.mean, 463.4, within: .standardErrors(4, of: train.standardError))
    let shifted = try AnchorTests.returns(distribution, .shifted, tasks: 1_000) {
      distribution.referenceAgents.makeOracle($0)
    }
    expectClose(shifted.mean, 420, within: .standardErrors(4, of: shifted.standardError))
  }
}
