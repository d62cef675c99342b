import Environments
import Gym
import Numerics
import TestSupport
import Testing

struct CartPoleTests {
  static let usual: [Float] = [9.8, 1, 0.1, 0.5, 10, 1]

  static func state(_ numbers: [Float]) -> CartPole.State {
    CartPole.State(
      position: Lanes(repeating: numbers[0]), velocity: Lanes(repeating: numbers[1]),
      angle: Lanes(repeating: numbers[2]), angularVelocity: Lanes(repeating: numbers[3]))
  }

  static func numbers(_ state: CartPole.State, lane: Int = 0) -> [Float] {
    [
      state.position[lane], state.velocity[lane], state.angle[lane], state.angularVelocity[lane],
    ]
  }

  @discardableResult
  static func step(
    _ state: inout CartPole.State, _ action: Float, parameters: [Float] = usual
  ) -> StepOutcome {
    let environment = CartPole()
    return environment.step(
      &state, actions: [Lanes(repeating: action)], noise: [],
      task: environment.makeTask(parameters))
  }

  @Test func `parameters stand in the order of the specification`() {
    #expect(
      CartPole().specification.parameters.map(\.name) == [
        "gravity", "cartMass", "poleMass", "poleHalfLength", "forceMagnitude", "forceSign",
      ])
    #expect(CartPole().specification.parameters.map(\.defaultValue) == Self.usual)
  }

  /// Gymnasium's CartPole-v1 in double precision.
  static let trajectory: [(action: Float, state: [Double])] = [
    (1, [0.0096, 0.17467919574755525, 0.0308, -0.2430687179600081]),
    (
      0, [0.013093583914951107, -0.020868848948191993, 0.025938625640799837, 0.0591679999394166]
    ),
    (1, [0.012676206935987267, 0.1738717748734813, 0.02712198563958817, -0.22521957255967326]),
    (1, [0.016153642433456895, 0.36859581150093934, 0.022617594188394704, -0.509225318312219]),
    (
      0, [0.023525558663475683, 0.17316263692575581, 0.012433087822150324, -0.20950152868114708]
    ),
  ]

  @Test func `a trajectory is Gymnasium's`() {
    var state = Self.state([0.01, -0.02, 0.03, 0.04])
    for (number, expected) in Self.trajectory.enumerated() {
      let outcome = Self.step(&state, expected.action)
      expectClose(
        Self.numbers(state), expected.state, within: .absolute(1e-6), "after step \(number)")
      #expect(outcome.reward == Lanes(repeating: 1))
      #expect(outcome.isTerminated == LaneMask(repeating: false))
    }
  }

  /// Accelerations with every derived quantity renewed; stale ones give -20.002 and -41.372.
  @Test(
    arguments: [
      (0.05, -14.350, 9.865), (0.5, -12.736, 8.788), (1.0, -11.283, 7.820),
    ] as [(Float, Double, Double)])
  func `derived quantities follow the mass of the pole`(
    mass: Float, angular: Double, linear: Double
  ) {
    var state = Self.state([0.01, -0.02, 0.03, 0.04])
    Self.step(&state, 1, parameters: [9.8, 1, mass, 0.5, 10, 1])
    let found = [(state.angularVelocity[0] - 0.04) / 0.02, (state.velocity[0] + 0.02) / 0.02]
    // Half a unit of the last printed digit, and the rounding of a difference of velocities.
    expectClose(found, [angular, linear], within: .absolute(6e-4))
  }

  @Test(arguments: 0..<3)
  func `accelerations are not those of stale quantities`(number: Int) throws {
    let golden = try CartPoleGolden.load().stale[number]
    var state = Self.state([0.01, -0.02, 0.03, 0.04])
    Self.step(&state, 1, parameters: [9.8, 1, golden.poleMass, 0.5, 10, 1])
    let found = [(state.angularVelocity[0] - 0.04) / 0.02, (state.velocity[0] + 0.02) / 0.02]
    // The rounding of a difference of velocities.
    expectClose(found, golden.renewed, within: .absolute(1e-4))
    #expect(abs(Double(found[0]) - golden.stale[0]) > 0.5)
    #expect(abs(Double(found[1]) - golden.stale[1]) > 0.1)
  }

  @Test(arguments: 0..<4)
  func `longer trajectories are those of the textbook equations`(number: Int) throws {
    let golden = try GoldenNumbers.load().cartPole[number]
    var distribution = try Catalog.distribution(named: "cart-pole/physics")
    distribution.regions = [:]
    var batch = distribution.makeBatch(golden.parameters, 1)
    batch.reset(key: RandomKey(seed: golden.seed))
    expectClose(batch.observations, golden.states[0], within: .absolute(1e-8), "at the start")
    for (step, action) in golden.actions.enumerated() {
      batch.step(actions: [action])
      // An upright pole multiplies rounding errors by about 100 in these 60 steps.
      expectClose(
        batch.observations, golden.states[step + 1], within: .absolute(2e-5), "step \(step)")
    }
  }

  @Test func `the reversed force is the other action`() {
    var straight = Self.state([0.1, -0.2, 0.05, 0.3])
    var reversed = straight
    Self.step(&straight, 1)
    Self.step(&reversed, 0, parameters: [9.8, 1, 0.1, 0.5, 10, -1])
    #expect(Self.numbers(straight) == Self.numbers(reversed))
  }

  @Test func `a mirrored world moves in mirror image`() {
    var state = Self.state([0.1, -0.2, 0.05, 0.3])
    var mirrored = Self.state([-0.1, 0.2, -0.05, -0.3])
    for action in [1, 0, 0, 1, 1] as [Float] {
      Self.step(&state, action)
      Self.step(&mirrored, 1 - action)
      #expect(Self.numbers(state) == Self.numbers(mirrored).map(-))
    }
  }

  @Test func `a pole without gravity or push keeps its speed`() {
    var state = Self.state([0, 0.5, 0, 0.25])
    for _ in 0..<10 { Self.step(&state, 1, parameters: [0, 1, 0.1, 0.5, 0, 1]) }
    expectClose(state.position[0], 0.1, within: .absolute(1e-4))
    expectClose(state.angle[0], 0.05, within: .absolute(1e-4))
  }

  @Test(
    arguments: [
      ([2.39, 0, 0, 0], false), ([2.41, 0, 0, 0], true), ([-2.41, 0, 0, 0], true),
      ([0, 0, 0.2094, 0], false), ([0, 0, 0.2095, 0], true), ([0, 0, -0.2095, 0], true),
      ([2.3999, 1, 0, 0], true),
    ] as [([Float], Bool)])
  func `an episode ends beyond the track or twelve degrees`(start: [Float], ends: Bool) {
    var state = Self.state(start)
    let outcome = Self.step(&state, 1)
    #expect(outcome.isTerminated == LaneMask(repeating: ends))
    #expect(outcome.reward == Lanes(repeating: 1))
  }

  @Test(arguments: 0..<64)
  func `every corner of the legal parameters gives finite numbers`(corner: Int) throws {
    let distribution = try Catalog.distribution(named: "cart-pole/physics")
    let parameters = distribution.specification.parameters.enumerated().map { index, parameter in
      corner >> index & 1 == 0
        ? parameter.legalRange.lowerBound : parameter.legalRange.upperBound
    }
    ContractTests.run(distribution, task: parameters, steps: 30) { batch in
      #expect(batch.observations.filter { !$0.isFinite }.isEmpty)
    }
  }

  @Test func `episodes start within the range`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/physics")
    var batch = distribution.makeBatch(Self.usual, 1_000)
    batch.reset(key: RandomKey(seed: 2))
    #expect(batch.observations.max() ?? 1 < 0.05)
    #expect(batch.observations.min() ?? -1 >= -0.05)
    let spread = SampleMean(batch.observations.map { Double($0) })
    expectClose(
      spread.mean, 0, within: .standardErrors(4, of: spread.standardError), "mean")
    expectClose(spread.variance, 0.1 * 0.1 / 12, within: .relative(0.05), "variance")
  }

  @Test func `half the reversed tasks are reversed`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/reversed")
    for split in Split.allCases {
      let signs = try (0..<2_000).map {
        try distribution.task(split, index: $0, key: RandomKey(seed: 1))[5]
      }
      #expect(Set(signs) == [-1, 1])
      #expect(abs(signs.count { $0 == 1 } - 1_000) < 4 * 23)
    }
  }

  @Test func `shifted parameters lie on both sides of training's`() throws {
    let distribution = try Catalog.distribution(named: "cart-pole/physics")
    let tasks = try (0..<1_000).map {
      try distribution.task(.shifted, index: $0, key: RandomKey(seed: 1))
    }
    for (index, low, high) in [
      (2, 0.01...0.05, 0.5...1), (3, 0.05...0.25, 0.75...1), (4, 1...5, 15...20),
    ] as [(Int, ClosedRange<Float>, ClosedRange<Float>)] {
      let values = tasks.map { $0[index] }
      #expect(values.filter { !low.contains($0) && !high.contains($0) }.isEmpty)
      #expect(values.contains { low.contains($0) } && values.contains { high.contains($0) })
    }
  }
}
