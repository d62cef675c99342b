import Environments
import Gym
import Numerics
import TestSupport
import Testing

/// What Tests/Golden/pointrobot.py computed.
struct PointRobotGolden: Decodable {
  struct Episode: Decodable {
    var seed: UInt64
    var options: [String: String]
    var parameters: [Float]
    var start: [Double]
    var actions: [[Float]]
    var positions: [[Double]]
    var rewards: [Double]
  }

  struct HalfCircleLevels: Decodable {
    var bestRadius: Double
    var medianHeight: Double
    var sparseBlind: Double
    var denseBlind: Double
    var sparseOracle: Double
    var denseOracle: Double
    var sparseRandom: [Double]
    var denseRandom: [Double]
  }

  /// A mean and its standard error each.
  struct WindsLevels: Decodable {
    var random: [Double]
    var standing: [Double]
    var blind: [Double]
    var oracle: [Double]
  }

  struct CornersLevels: Decodable {
    var sparseOracle: Double
    var sparseBlind: Double
  }

  var halfCircle: [Episode]
  var winds: [Episode]
  var corners: [Episode]
  var halfCircleLevels: HalfCircleLevels
  /// By the name of the split.
  var windsLevels: [String: WindsLevels]
  var cornersLevels: CornersLevels

  static func load() throws -> PointRobotGolden {
    try golden("pointrobot.json")
  }
}

extension PointRobotGolden.Episode {
  /// Plays the episode again and compares every position and reward.
  func expectTrajectory(of name: String) throws {
    let distribution = try Catalog.distribution(named: name, options: options)
    var batch = distribution.makeBatch(parameters, 1)
    batch.reset(key: RandomKey(seed: seed))
    expectClose(batch.observations, start, within: .absolute(1e-7), "at the start")
    for (step, action) in actions.enumerated() {
      batch.step(actions: action)
      expectClose(batch.observations, positions[step], within: .absolute(4e-6), "step \(step)")
      expectClose(batch.rewards, [rewards[step]], within: .absolute(4e-6), "step \(step)")
    }
  }
}
