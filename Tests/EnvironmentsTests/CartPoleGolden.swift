import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// What Tests/Golden/cartpole.py computed.
struct CartPoleGolden: Decodable {
  struct Episode: Decodable {
    var parameters: [Float]
    var start: [Float]
    var actions: [Float]
    var states: [[Double]]?
    var observations: [[Double]]?
    var rewards: [Double]
    var ends: [Bool]

    /// What is seen after each step.
    var seen: [[Double]] { observations ?? states ?? [] }
  }

  struct Stale: Decodable {
    var poleMass: Float
    var renewed: [Double]
    var stale: [Double]
  }

  var target: [Episode]
  var continuous: [Episode]
  var swingUp: [Episode]
  var stale: [Stale]

  static func load() throws -> CartPoleGolden {
    try golden("cartpole.json")
  }
}

extension CartPoleGolden.Episode {
  /// Plays the actions from the start and compares everything that comes of them.
  ///
  /// - Parameters:
  ///   - environment: What the episode is of.
  ///   - tolerance: How far an observation may be off by the end: pole and single precision part ways.
  ///   - makeState: Makes a state from four numbers of the motion.
  func check<E: Environment>(
    in environment: E, within tolerance: Double, makeState: (CartPole.State) -> E.State
  ) {
    let task = environment.makeTask(parameters)
    var state = makeState(CartPoleTests.state(start))
    var seen = Array(
      repeating: Lanes(), count: environment.specification.observationSpace.size)
    for (step, action) in actions.enumerated() {
      let outcome = environment.step(
        &state, actions: [Lanes(repeating: action)], noise: [], task: task)
      environment.observe(state, task: task, into: &seen)
      for lane in [0, 15] {
        expectClose(
          seen.map { $0[lane] }, self.seen[step], within: .absolute(tolerance), "step \(step)")
        expectClose(
          outcome.reward[lane], rewards[step], within: .absolute(tolerance), "reward \(step)")
      }
      #expect(outcome.isTerminated == LaneMask(repeating: ends[step]))
    }
  }
}
