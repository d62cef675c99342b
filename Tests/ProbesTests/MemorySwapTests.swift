import Environments
import Gym
import Numerics
import Probes
import TestSupport
import Testing

struct MemorySwapTests {
  private static func bandit(pulls: Int = 20) throws -> TaskDistribution {
    try Catalog.distribution(named: "bandit/bernoulli", options: ["pulls": "\(pulls)"])
  }

  private static func swap(
    shareOfMemory: Float, pulls: Int = 20, episodes: Int = 1, tasks: Int = 200, seed: UInt64 = 1,
    threads: Int = 2, _ content: ToyMemory.Content = .noise
  ) throws -> MemorySwap {
    let bandit = try bandit(pulls: pulls)
    return try MemorySwap(
      of: ToyMemory(content, .arm(count: 5, shareOfMemory: shareOfMemory), of: bandit),
      distribution: bandit,
      by: MemoryProtocol(taskCount: tasks, episodeCount: episodes, seed: seed), usualLength: pulls,
      workers: Workers(count: threads))
  }

  @Test func `decisions of an agent that acts by its memory alone are the donor's`() throws {
    let swap = try Self.swap(shareOfMemory: 1)
    #expect(swap.isDiscrete)
    #expect((swap.episode, swap.step, swap.pairCount) == (0, 10, 100))
    #expect(swap.rows.map(\.decision) == (1...10).map { $0 })
    for row in swap.rows + [swap.overall] {
      #expect(row.following == ShareEstimate(value: 1, confidence95: 1...1))
      #expect(row.keeping == 0)
      expectClose(try #require(row.way).value, 1, within: .absolute(1e-6))
      #expect(row.distanceToDonor == 0)
      #expect(row.distanceToOwn == row.distanceBetween)
    }
    // Four fifths of pairs of arms differ, and their total variation is 1.
    let first = swap.rows[0]
    #expect(first.compared == 200)
    expectClose(Double(first.differing) / 200, 0.8, within: .absolute(0.1))
    expectClose(
      first.distanceBetween, Double(first.differing) / 200, within: .absolute(1e-6))
    #expect(swap.overall.compared == 2000)
    #expect(swap.overall.differing == 10 * first.differing)
  }

  @Test func `decisions of an agent that acts by its last action alone stay its own`() throws {
    let swap = try Self.swap(shareOfMemory: 0)
    for row in swap.rows + [swap.overall] {
      #expect(row.following == ShareEstimate(value: 0, confidence95: 0...0))
      #expect(row.keeping == 1)
      #expect(row.way?.value == 0)
      #expect(row.distanceToOwn == 0)
      #expect(row.distanceToDonor == row.distanceBetween)
    }
    #expect(swap.overall.differing > 1000)
  }

  @Test func `an agent that acts half by its memory goes half the way`() throws {
    let swap = try Self.swap(shareOfMemory: 0.5, tasks: 600)
    let way = try #require(swap.overall.way)
    // ½ m + ½ h: the way is |Δm|² / (|Δm|² + |Δh|²) if memory and last action are independent.
    expectClose(way.value, 0.5, within: .absolute(0.03))
    #expect(way.confidence95.contains(way.value))
    let width = way.confidence95.upperBound - way.confidence95.lowerBound
    #expect(width > 0.005 && width < 0.1)
  }

  @Test func `several episodes are cut before the second`() throws {
    let swap = try Self.swap(shareOfMemory: 1, pulls: 3, episodes: 4)
    #expect((swap.episode, swap.step) == (1, 0))
    #expect(swap.rows.map(\.decision) == [1, 2, 3])
    #expect(swap.overall.following?.value == 1)
  }

  @Test func `trials of one step can be cut between episodes`() throws {
    let swap = try Self.swap(shareOfMemory: 1, pulls: 1, episodes: 2)
    #expect(swap.rows.map(\.decision) == [1])
    #expect(swap.rows[0].following?.value == 1)
  }

  @Test func `the distance of means says whose a continuous action is`() throws {
    let plane = try Catalog.distribution(named: "point-robot/goals")
    let swap = try MemorySwap(
      of: ToyMemory(.noise, .point, of: plane), distribution: plane,
      by: MemoryProtocol(taskCount: 41, episodeCount: 2), usualLength: 100,
      workers: Workers(count: 2))
    #expect(!swap.isDiscrete)
    // The last of 41 tasks has no partner.
    #expect(swap.pairCount == 20)
    for row in swap.rows + [swap.overall] {
      #expect(row.following == nil && row.keeping == nil && row.differing == 0)
      expectClose(try #require(row.way).value, 1, within: .absolute(1e-6))
      #expect(row.distanceToDonor == 0)
      // Two numbers uniform on [0, 1] are a third apart on average, and the mean has both signs of it.
      #expect(row.distanceBetween > 0.3 && row.distanceBetween < 0.65)
    }
  }

  @Test func `where donors choose the same there is nothing to follow`() throws {
    let numbers = Array(repeating: [Float(0.5)], count: 64)
    let swap = try Self.swap(shareOfMemory: 1, tasks: 40, .given(numbers))
    #expect(swap.overall.compared == 400)
    #expect(swap.overall.differing == 0)
    #expect(swap.overall.following == nil && swap.overall.keeping == nil && swap.overall.way == nil)
  }

  /// Episodes of 2 to 6 steps, exchanged before the third step.
  @Test func `only trials that run on beside their donors are compared`() throws {
    let ladder = Ladder.distribution()
    let plan = MemoryProtocol(taskCount: 300)
    let swap = try MemorySwap(
      of: ToyMemory(.noise, .arm(count: 10, shareOfMemory: 1), of: ladder), distribution: ladder,
      by: plan, usualLength: 4, workers: Workers(count: 2))
    #expect(swap.step == 2)
    let lengths = try (0..<300).map {
      Int(try ladder.task(.test, index: $0, key: RandomKey(seed: 1))[0])
    }
    let shorter = stride(from: 0, to: 300, by: 2).map { min(lengths[$0], lengths[$0 + 1]) }
    // Decision d is that of step d + 1, which both of a pair must have.
    let expected = (1...4).map { decision in 2 * shorter.count { $0 > decision + 1 } }
    #expect(swap.rows.map(\.compared) == expected.filter { $0 >= 20 })
    #expect(swap.rows.count < 4)
    #expect(swap.overall.compared == expected.reduce(0, +))
    #expect(swap.overall.following?.value == 1)
  }

  @Test func `trials that are too short for the cut leave nothing to compare`() throws {
    let ladder = Ladder.distribution(lengths: [1])
    let swap = try MemorySwap(
      of: ToyMemory(.noise, .arm(count: 10, shareOfMemory: 1), of: ladder), distribution: ladder,
      by: MemoryProtocol(taskCount: 20), usualLength: 1, workers: Workers(count: 1))
    #expect(swap.rows == [])
    #expect(swap.overall.compared == 0)
    #expect(swap.overall.following == nil && swap.overall.way == nil)
  }

  @Test func `the same seed gives the same bits on any number of threads`() throws {
    let swaps = try [(1, 1), (2, 1), (3, 1), (1, 2)].map { (threads: Int, seed: UInt64) in
      try Self.swap(
        shareOfMemory: 0.6, pulls: 8, tasks: 150, seed: seed, threads: threads, .counts(arms: 5))
    }
    #expect(swaps[0] == swaps[1])
    #expect(swaps[0] == swaps[2])
    #expect(swaps[0] != swaps[3])
  }
}
