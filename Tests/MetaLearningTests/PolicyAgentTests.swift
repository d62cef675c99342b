import Environments
import Gym
import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

struct PolicyAgentTests {
  /// A policy without hidden layers: the outputs are the observation, a number, times the weights.
  private static func player(_ actionKind: ActionKind, _ parameters: [Float]) -> PolicyAgent<Float>
  {
    PolicyAgent(
      policy: Policy(
        input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
        actionKind: actionKind),
      parameters: parameters)
  }

  /// Plays one step of the given episodes.
  private static func act(
    _ player: PolicyAgent<Float>, episodes: [Int], observation: Float = 1, step: Int = 3,
    size: Int, seed: UInt64 = 1
  ) -> [Float] {
    var player = player
    player.begin(Block(copyCount: 20_000, key: RandomKey(seed: seed)))
    var actions = [Float](repeating: .nan, count: episodes.count * size)
    player.act(
      on: View(
        step: step, copies: episodes, observations: episodes.map { _ in observation }),
      actions: &actions)
    return actions
  }

  private let gaussian = player(
    .continuous(size: 3), [1, -2, 0.5] + [0.25, 0, 0] + [0, -1, -3])

  @Test func `continuous actions have the policy's means and deviations`() {
    let actions = Self.act(
      gaussian, episodes: Array(0..<20_000), observation: 2, size: 3
    ).map(Double.init)
    var columns: [[Double]] = []
    for (k, (mean, logDeviation)) in [(2.25, 0.0), (-4, -1), (1, -3)].enumerated() {
      let column = stride(from: k, to: actions.count, by: 3).map { actions[$0] }
      let sample = SampleMean(column)
      expectClose(
        sample.mean, mean, within: .standardErrors(5, of: sample.standardError), "mean \(k)")
      // The variance of n normal numbers is off by √(2 / n) of itself: 1 %.
      let variance = Double.exponential(2 * logDeviation)
      expectClose(sample.variance, variance, within: .relative(0.05), "variance \(k)")
      columns.append(column.map { ($0 - mean) / variance.squareRoot() })
    }
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      let product = SampleMean(zip(columns[first], columns[second]).map { $0 * $1 })
      expectClose(product.mean, 0, within: .standardErrors(5, of: product.standardError))
    }
  }

  @Test func `discrete actions are chosen as often as the softmax says`() {
    let logits: [Float] = [0.2, -0.1, 0.3, -4]
    let player = Self.player(.discrete(count: 4), [0, 0, 0, 0] + logits)
    let actions = Self.act(player, episodes: Array(0..<20_000), size: 1)
    let weights = logits.map { Double.exponential(Double($0)) }
    for choice in 0..<4 {
      let chosen = SampleMean(actions.map { $0 == Float(choice) ? 1 : 0 })
      expectClose(
        chosen.mean, weights[choice] / weights.reduce(0, +),
        within: .standardErrors(5, of: chosen.standardError), "choice \(choice)")
    }
    #expect(Set(actions) == [0, 1, 2, 3])
  }

  /// Logits so far apart that their exponentials are infinite or 0.
  @Test(arguments: [-500, 500] as [Float])
  func `a choice that is certain is always made`(size: Float) {
    let player = Self.player(.discrete(count: 3), [0, 0, 0, 0, size, 0])
    let actions = Self.act(player, episodes: Array(0..<500), size: 1)
    #expect(size > 0 ? Set(actions) == [1] : Set(actions) == [0, 2])
  }

  @Test func `more episodes than were begun are refused`() async {
    await #expect(processExitsWith: .failure) {
      var player = Self.player(.discrete(count: 2), [1, 2, 3, 4])
      player.begin(Block(copyCount: 4, key: RandomKey(seed: 1)))
      var actions = [Float](repeating: 0, count: 5)
      player.act(
        on: View(step: 0, copies: Array(0..<5), observations: [0, 0, 0, 0, 0]),
        actions: &actions)
    }
  }

  @Test func `an action depends on its key, step and episode only`() {
    let players: [(PolicyAgent<Float>, Int)] = [
      (gaussian, 3), (Self.player(.discrete(count: 4), [0, 0, 0, 0, 1, 2, 3, 2]), 1),
    ]
    for (player, size) in players {
      let all = Self.act(player, episodes: Array(0..<64), size: size)
      let some = [3, 17, 18, 63]
      #expect(
        Self.act(player, episodes: some, size: size)
          == some.flatMap { all[$0 * size..<($0 + 1) * size] })
      #expect(Self.act(player, episodes: Array(0..<64), size: size) == all)
      #expect(Self.act(player, episodes: Array(0..<64), step: 4, size: size) != all)
      #expect(Self.act(player, episodes: Array(0..<64), size: size, seed: 2) != all)
    }
  }

  /// An agent with a memory of eight numbers, on an observation and an action of two numbers.
  private static func remembering() throws -> PolicyAgent<Float> {
    var settings = MemorySettings()
    settings.memory = 8
    let specification = try Catalog.distribution(named: "point-robot/goals").specification
    let policy = Policy(settings: settings, specification: specification)
    var parameters: [Float] = policy.initialParameters(
      key: RandomKey(seed: 3), initialStandardDeviation: 0.3)
    // The last layer begins so small that no action would depend on the memory.
    for index in policy.lastLayerRange { parameters[index] *= 100 }
    return PolicyAgent(policy: policy, parameters: parameters)
  }

  /// Begins copies, lets each see something else, then all the same.
  private static func actions(
    of agent: inout PolicyAgent<Float>, copies count: Int, change: ([Float]) -> [Float]
  ) -> [Float] {
    agent.begin(Block(copyCount: count, key: RandomKey(seed: 9)))
    var actions = [Float](repeating: 0, count: 2 * count)
    let copies = Array(0..<count)
    agent.act(
      on: View(step: 0, copies: copies, observations: (0..<2 * count).map { Float($0 / 2 % 2) }),
      actions: &actions)
    agent.memories = change(agent.memories)
    agent.act(
      on: View(step: 1, copies: copies, observations: Array(repeating: 0.5, count: 2 * count)),
      actions: &actions)
    return actions
  }

  @Test func `means are what continuous actions are drawn around`() throws {
    var agent = try Self.remembering()
    let actions = Self.actions(of: &agent, copies: 20_000) { $0 }
    let means = try #require(agent.insight?.means)
    #expect(agent.insight?.probabilities == [])
    #expect(means.count == 40_000)
    for coordinate in 0..<2 {
      // Even copies are alike.
      let drawn = SampleMean(
        stride(from: coordinate, to: 40_000, by: 4).map { Double(actions[$0]) })
      expectClose(
        drawn.mean, Double(means[coordinate]),
        within: .standardErrors(4, of: drawn.standardError))
    }
  }

  @Test func `a copy with the memory of another intends what that one does`() throws {
    var agent = try Self.remembering()
    #expect(agent.memorySize == 8)
    _ = Self.actions(of: &agent, copies: 2) { $0 }
    let own = try #require(agent.insight?.means)
    #expect(abs(own[0] - own[2]) > 1e-4)
    _ = Self.actions(of: &agent, copies: 2) { Array($0[8...] + $0[..<8]) }
    let swapped = try #require(agent.insight?.means)
    #expect(swapped == Array(own[2...] + own[..<2]))
    #expect(agent.memories == agent.insight?.memory)
    #expect(agent.memories.count == 16)
  }
}
