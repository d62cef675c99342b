import Environments
import Gym
import Numerics
import Probes
import TestSupport
import Testing

struct MemoryProbeTests {
  private static func bandit(
    _ name: String = "bernoulli", pulls: Int = 20
  ) throws -> TaskDistribution {
    try Catalog.distribution(named: "bandit/\(name)", options: ["pulls": "\(pulls)"])
  }

  private static func probe(
    _ content: ToyMemory.Content, untrained: ToyMemory.Content? = nil,
    on distribution: TaskDistribution, episodes: Int = 1, tasks: Int = 200, seed: UInt64 = 1,
    threads: Int = 2
  ) throws -> MemoryProbe {
    func agent(_ content: ToyMemory.Content) -> ToyMemory {
      ToyMemory(content, .arm(count: 5, shareOfMemory: 1), of: distribution)
    }
    return try MemoryProbe(
      of: agent(content), untrained: untrained.map(agent), distribution: distribution,
      by: MemoryProtocol(taskCount: tasks, episodeCount: episodes, seed: seed),
      workers: Workers(count: threads))
  }

  @Test(arguments: [
    (20, 1, [[0, 2], [0, 4], [0, 10], [0]]),
    (100, 3, [[0, 10], [0, 20], [0, 50], [0], [1], [2]]),
    (5, 1, [[0, 1], [0, 3], [0]]), (2, 1, [[0]]), (1, 2, [[1]]), (1, 1, []),
  ])
  func `memories are read at shares of the first episode and at the end of each`(
    horizon: Int, episodes: Int, points: [[Int]]
  ) {
    #expect(
      MemoryPoint.points(horizon: horizon, episodeCount: episodes)
        == points.map { MemoryPoint(episode: $0[0], step: $0.count > 1 ? $0[1] : nil) })
  }

  /// One step more or less in either would spoil it.
  @Test(arguments: [1, 2])
  func `the exact posterior is read perfectly from a memory that computes it`(
    episodes: Int
  ) throws {
    let probe = try Self.probe(.counts(arms: 5), on: Self.bandit(), episodes: episodes)
    #expect(probe.memorySize == 15)
    let posterior = try #require(probe.posterior)
    #expect(posterior.names == (0..<5).map { "arm \($0)" })
    #expect(posterior.rows.map(\.steps) == [2, 4, 10, 19] + (episodes > 1 ? [39] : []))
    for row in posterior.rows + [try #require(posterior.overall)] {
      expectClose(try #require(row.memory.mean).value, 1, within: .absolute(1e-6))
      #expect(abs(try #require(row.time.mean).value) < 0.05)
      #expect(row.exact == nil)
    }
  }

  @Test func `the task is read as well as the exact posterior tells it`() throws {
    let probe = try Self.probe(
      .counts(arms: 5), untrained: .noise, on: Self.bandit(), tasks: 500)
    #expect(probe.task.names == ["p0", "p1", "p2", "p3", "p4"])
    let exact = try probe.task.rows.map { try #require($0.exact?.mean).value }
    let memory = try probe.task.rows.map { try #require($0.memory.mean).value }
    #expect(exact == exact.sorted())
    #expect(exact[3] > 0.4 && exact[3] < 0.7)
    // Counts tell nothing more; a probe of fifteen numbers fits a little noise.
    expectClose(memory, exact, within: .absolute(0.05))
    for row in probe.task.rows {
      #expect(abs(try #require(row.untrained?.mean).value) < 0.05)
      #expect(abs(try #require(row.time.mean).value) < 0.05)
    }
  }

  @Test func `a memory of noise holds nothing`() throws {
    let probe = try Self.probe(.noise, on: Self.bandit())
    for group in [probe.task, try #require(probe.posterior)] {
      for row in group.rows + [try #require(group.overall)] {
        #expect(abs(try #require(row.memory.mean).value) < 0.05)
        #expect(row.untrained == nil)
      }
    }
  }

  @Test func `the number of a choice is read choice by choice, what is fixed not at all`() throws {
    let probe = try Self.probe(.noise, on: Self.bandit("one-good-arm"))
    #expect(
      probe.task.names
        == ["goodArm 0", "goodArm 1", "goodArm 2", "goodArm 3", "goodArm 4", "goodPayout"]
        + ["otherPayout"])
    for row in probe.task.rows {
      #expect(row.memory.targets.prefix(5).allSatisfy { $0 != nil })
      #expect(row.memory.targets.suffix(2) == [nil, nil])
      #expect(row.memory.mean != nil)
    }
    #expect(try Self.probe(.noise, on: Self.bandit("two-armed")).posterior?.names.count == 2)
    #expect(try Self.probe(.noise, on: Self.bandit("gaussian")).posterior == nil)
  }

  @Test func `a shorter episode counts with the memory of its last decision`() throws {
    let ladder = Ladder.distribution()
    let agent = ToyMemory(.steps, .arm(count: 10, shareOfMemory: 1), of: ladder)
    let probe = try MemoryProbe(
      of: agent, distribution: ladder, by: MemoryProtocol(taskCount: 60, episodeCount: 2),
      workers: Workers(count: 1))
    let last = try #require(probe.task.rows.last)
    #expect(last.point == MemoryPoint(episode: 1))
    #expect(probe.task.rows.map { $0.point?.step } == [1, 2, 5, nil, nil])
    expectClose(try #require(last.memory.mean).value, 1, within: .absolute(1e-6))
    // At the fifth step every episode but the longest has ended, or is at its last decision.
    let shares = try probe.task.rows.map { try #require($0.memory.mean).value }
    expectClose(shares[2], 1, within: .absolute(1e-6))
    // Two steps in, an episode of two steps had its last decision after one.
    #expect(abs(shares[0]) < 0.1 && shares[1] > 0.3 && shares[1] < 0.9)
    // The median of 2 to 6.
    #expect(probe.medianFirstLength == 4)
    #expect(probe.task.rows[0].steps == 1)
  }

  @Test func `the same seed gives the same bits on any number of threads`() throws {
    let bandit = try Self.bandit(pulls: 6)
    let probes = try [(1, 1), (2, 1), (3, 1), (1, 2)].map { (threads: Int, seed: UInt64) in
      try Self.probe(
        .counts(arms: 5), untrained: .noise, on: bandit, tasks: 150, seed: seed, threads: threads)
    }
    #expect(probes[0] == probes[1])
    #expect(probes[0] == probes[2])
    #expect(probes[0] != probes[3])
  }

  @Test func `progress is reported part by part up to the whole`() throws {
    var reported: [[Int]] = []
    let bandit = try Self.bandit(pulls: 3)
    _ = try MemoryProbe(
      of: ToyMemory(.noise, .arm(count: 5, shareOfMemory: 1), of: bandit), distribution: bandit,
      by: MemoryProtocol(taskCount: 20), workers: Workers(count: 1)
    ) { reported.append([$0, $1]) }
    #expect(reported == [[1, 3], [2, 3], [3, 3]])
  }
}
