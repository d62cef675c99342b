import Environments
import Gym
import Numerics
import TestSupport

/// What Tests/Golden/tabular_mdp.py computed.
struct TabularMDPGolden: Decodable {
  struct Plan: Decodable {
    var parameters: [Float]
    /// The best action at each step in each state.
    var actions: [[Float]]
    var expectedReturn: Double
  }

  struct Episode: Decodable {
    var seed: UInt64
    var parameters: [Float]
    /// Of each step, `[T][E]`.
    var actions: [[Float]]
    /// Before each step and after the last, `[T + 1][E]`.
    var states: [[Float]]
    var rewards: [[Double]]
  }

  struct Level: Decodable {
    var mean: Double
    var standardError: Double
  }

  struct Levels: Decodable {
    var train: [String: Level]
    var shifted: [String: Level]
    /// By name and number of episodes.
    var learners: [String: [String: Level]]
  }

  var plans: [Plan]
  var episode: Episode
  var levels: Levels

  static func load() throws -> TabularMDPGolden {
    try golden("tabular_mdp.json")
  }
}

/// Tasks, players and moments for the tests of the tabular MDP.
enum TabularMDPCase {
  static func distribution() throws -> TaskDistribution {
    try Catalog.distribution(named: "tabular-mdp/dirichlet")
  }

  /// A task of which only some entries are not 1.
  static func task(
    weights: [(state: Int, action: Int, next: Int, weight: Float)] = [],
    rewards: [(state: Int, action: Int, mean: Float)] = []
  ) -> [Float] {
    var task = [Float](repeating: 1, count: 550)
    for entry in weights { task[50 * entry.state + 10 * entry.action + entry.next] = entry.weight }
    for entry in rewards { task[500 + 5 * entry.state + entry.action] = entry.mean }
    return task
  }

  /// Observations of states, a row for each.
  static func observations(_ states: [Int]) -> [Float] {
    states.flatMap { state in (0..<10).map { $0 == state ? 1 : 0 } }
  }

  /// What a player does at a step in states 0 to 9, each in an episode of its own.
  static func actions(of player: inout any Agent, step: Int) -> [Float] {
    var actions = [Float](repeating: -1, count: 10)
    player.act(
      on: View(
        step: step, copies: Array(0..<10), observations: observations(Array(0..<10))),
      actions: &actions)
    return actions
  }

  /// An episode through states by actions.
  static func rollouts(states: [Int], actions: [Float], rewards: [Float]) -> Rollouts {
    var rollouts = Rollouts(observationSize: 10, actionSize: 1)
    rollouts.observations = observations(states.dropLast())
    rollouts.actions = actions
    rollouts.rewards = rewards
    rollouts.offsets = [0, rewards.count]
    rollouts.isTerminated = [false]
    rollouts.finalObservations = observations([states[states.count - 1]])
    return rollouts
  }
}
