import Environments
import Foundation
import Gym
import Numerics
import Testing

struct CatalogRecordTests {
  static func rebuilt(_ distribution: TaskDistribution) throws -> TaskDistribution {
    let data = try JSONEncoder().encode(distribution.record)
    return try Catalog.distribution(
      from: JSONDecoder().decode(TaskDistributionRecord.self, from: data))
  }

  @Test(
    arguments: [
      ("point-robot/goals", [:], []),
      ("point-robot/goals", [:], ["goalX=-0.2...0.2"]),
      ("point-robot/goals", [:], ["goalX=0.1...0.2", "goalY=-1...-0.9,0.9...1"]),
      ("point-robot/half-circle", ["reward": "dense"], ["angle=0...1,2...3"]),
      ("point-robot/winds", [:], ["windX=-0.01...0.01"]),
      ("point-robot/corners", [:], []),
      ("point-robot/corners", ["reward": "dense"], ["cornerX=2"]),
      ("bandit/bernoulli", ["arms": "3", "pulls": "7"], ["p1=0.9,0.95"]),
      ("cart-pole/physics", [:], ["gravity=1...5,15...20", "poleHalfLength=0.5"]),
      ("cart-pole/reversed", [:], ["cartMass=0.5...2"]),
    ] as [(String, [String: String], [String])])
  func `a changed distribution is rebuilt from its record`(
    name: String, options: [String: String], changes: [String]
  ) throws {
    var distribution = try Catalog.distribution(named: name, options: options)
    for change in changes { try distribution.vary(change) }
    let rebuilt = try Self.rebuilt(distribution)
    #expect(rebuilt.fullName == distribution.fullName)
    #expect(rebuilt.options == distribution.options)
    #expect(rebuilt.specification == distribution.specification)
    #expect(rebuilt.regions == distribution.regions)
    let key = RandomKey(seed: 3)
    for split in Split.allCases where distribution.region(of: split) != nil {
      for index in 0..<20 {
        #expect(
          try rebuilt.task(split, index: index, key: key)
            == distribution.task(split, index: index, key: key))
      }
    }
  }

  @Test func `a foreign record is refused`() throws {
    let record = try Catalog.distribution(named: "bandit/bernoulli").record
    func expect(_ error: CatalogError, _ change: (inout TaskDistributionRecord) -> Void) {
      var foreign = record
      change(&foreign)
      #expect(throws: error) { try Catalog.distribution(from: foreign) }
    }
    expect(.noSuchEnvironment(name: "atari", known: Catalog.environmentNames)) {
      $0.environment = "atari"
    }
    let bandits = Catalog.entries.filter { $0.environment == "bandit" }.map(\.distribution)
    expect(.noSuchDistribution(name: "poisson", environment: "bandit", known: bandits)) {
      $0.distribution = "poisson"
    }
    expect(.noSuchOption(name: "legs", environment: "bandit", known: ["arms", "pulls"])) {
      $0.options["legs"] = 4
    }
    let arms = EnvironmentOption(
      name: "arms", meaning: "number of arms", defaultValue: 5, legalRange: 2...50)
    expect(.illegalOption(arms, text: "1000000000")) {
      $0.options["arms"] = 1_000_000_000
    }
  }

  @Test func `a record of other arms than its options say is refused`() throws {
    var record = try Catalog.distribution(named: "bandit/bernoulli").record
    record.options["arms"] = 4
    #expect(
      throws: TaskDistributionError.noSuchParameter(
        name: "p4", environment: "bandit", known: ["p0", "p1", "p2", "p3"])
    ) { try Catalog.distribution(from: record) }
    record.options["arms"] = 6
    #expect(
      throws: TaskDistributionError.incompleteRecord(
        distribution: "bandit/bernoulli", missing: "the parameter 'p5'")
    ) { try Catalog.distribution(from: record) }
  }
}
