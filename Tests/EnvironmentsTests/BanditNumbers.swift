import TestSupport

/// What Tests/Golden/bandits.py computed.
struct BanditNumbers: Decodable {
  /// The reward of a player summed over the pulls of a trial, on many tasks.
  struct Total: Decodable {
    var player: String
    var pulls: Int
    var arms: Int
    var mean: Double
    var standardError: Double
  }

  struct Gittins: Decodable {
    var discount: Double
    var wins: Float
    var losses: Float
    var index: Double
  }

  /// How often the best arm of a context pays.
  struct Contextual: Decodable {
    var arms: Int
    var deviation: Int
    var mean: Double
    var standardError: Double
  }

  struct Rewards: Decodable {
    var seed: UInt64
    var parameters: [Float]
    /// Step by step, for each copy.
    var rewards: [[Double]]
    /// Before each step and after the last, for each copy.
    var contexts: [[[Double]]]?
  }

  var totals: [Total]
  var gittins: [Gittins]
  var contextual: [Contextual]
  var gaussianRewards: [Rewards]
  var contextualRewards: [Rewards]

  static func load() throws -> BanditNumbers {
    try golden("bandits.json")
  }
}
