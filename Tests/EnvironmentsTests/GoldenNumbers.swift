import Gym
import TestSupport

/// What Tests/Golden/environments.py computed.
struct GoldenNumbers: Decodable {
  struct CartPole: Decodable {
    var seed: UInt64
    var parameters: [Float]
    var actions: [Float]
    var states: [[Double]]
  }

  struct PointRobot: Decodable {
    var parameters: [Float]
    var actions: [[Float]]
    var positions: [[Double]]
    var rewards: [Double]
  }

  struct Bandit: Decodable {
    var seed: UInt64
    var parameters: [Float]
    var rewards: [[Float]]
  }

  var cartPole: [CartPole]
  var pointRobot: [PointRobot]
  var bandit: [Bandit]

  static func load() throws -> GoldenNumbers {
    try golden("environments.json")
  }
}
