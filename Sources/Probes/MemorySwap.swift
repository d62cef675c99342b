public import Gym
public import Numerics
import Scoring

/// Whether decisions follow the memory: what trials do after their memories were exchanged.
///
/// Test tasks are paired in the order in which they were drawn. Both trials of a pair are played to the
/// exchange; each then goes on in its own environment, with its own last action and reward, but with the
/// memory of the other, its *donor*. Each decision after that is compared with two others, made at the same
/// observation by the same trials without an exchange, which have come to the same step: with what the
/// trial's own memory, last action and reward lead to, and with what the donor's do.
///
/// - Source: Mikulik et al. 2020, "Meta-trained agents implement Bayes-optimal agents",
///   <https://arxiv.org/abs/2010.11223>, for the question; the test is Fledge's own.
public struct MemorySwap: Equatable, Sendable {
  /// The comparisons of one decision after the exchange, or of all of them.
  ///
  /// Intervals resample the pairs of trials.
  public struct Row: Equatable, Sendable {
    /// The number of the decision after the exchange, from 1; `nil` for all of them.
    public var decision: Int?
    /// How many decisions were compared: those of trials that were still running, and whose donors were.
    public var compared: Int
    /// At how many of these the donor's most probable action is not that of the own memory; 0 for
    /// continuous actions.
    public var differing: Int
    /// The share of `differing` at which the most probable action was the donor's; `nil` if there are none.
    public var following: ShareEstimate?
    /// The share of `differing` at which it was still that of the own memory; `nil` if there are none.
    public var keeping: Double?
    /// How far decisions moved from the own memory's, 0, to the donor's, 1:
    /// Σ (choice - own) · (donor - own) / Σ |donor - own|², of probabilities or of mean actions; `nil` if
    /// the two never differ.
    public var way: ShareEstimate?
    /// Mean distance to the donor's decision: total variation of probabilities, or Euclidean distance of
    /// mean actions.
    public var distanceToDonor: Double
    /// Mean distance to the own memory's decision.
    public var distanceToOwn: Double
    /// Mean distance between these two.
    public var distanceBetween: Double
  }

  /// Whether actions are discrete.
  public var isDiscrete: Bool
  /// The episode of the trial in which memories are exchanged, from 0.
  public var episode: Int
  /// The step before which they are, from 0.
  public var step: Int
  /// How many pairs of trials there are.
  public var pairCount: Int
  /// Each decision after the exchange that at least ``leastPairs`` pairs have, or all of fewer pairs.
  public var rows: [Row]
  /// All decisions together.
  public var overall: Row

  /// The fewest pairs for which a decision is reported by itself.
  public static let leastPairs = 10

  /// How many decisions after the exchange are compared at most.
  public static let decisionLimit = 100

  /// Plays pairs of trials and exchanges their memories: before the second episode or, in a trial of one
  /// episode, after half of its steps.
  ///
  /// - Parameters:
  ///   - agent: The agent before its trial.
  ///   - distribution: Where tasks come from.
  ///   - plan: How many tasks, at least 2; of an odd number the last has no partner.
  ///   - usualLength: How long an episode usually is; only for trials of one episode.
  ///   - workers: The threads; their number changes no bit.
  ///   - progress: Receives the number of parts done and the number of all parts.
  /// - Throws: `TaskDistributionError` if there are no such tasks; `PlayError` if actions are not finite.
  /// - Precondition: A trial has more than one decision.
  public init(
    of agent: any RememberingAgent, distribution: TaskDistribution, by plan: MemoryProtocol,
    usualLength: Int, workers: Workers, progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    let specification = distribution.specification
    precondition(
      plan.episodeCount > 1 || specification.horizon > 1,
      "MemorySwap: a trial of one step cannot be cut.")
    precondition(plan.taskCount > 1, "MemorySwap: one task has no partner.")
    let cut =
      plan.episodeCount > 1
      ? SwapCut(episode: 1, step: 0, decisionLimit: Self.decisionLimit)
      : SwapCut(
        episode: 0, step: max(1, usualLength / 2), decisionLimit: Self.decisionLimit)
    var tasks = try plan.tasks(.test, of: distribution)
    if tasks.count % 2 == 1 { tasks.removeLast() }
    let key = plan.key.child(.task, 3)
    let shards = (tasks.count + MemoryReadings.shardSize - 1) / MemoryReadings.shardSize
    let parts = try workers.map(shards) { [tasks] shard in
      let first = shard * MemoryReadings.shardSize
      return try Self.sums(
        of: agent, on: Array(tasks[first..<min(tasks.count, first + MemoryReadings.shardSize)]),
        distribution, cut, episodeCount: cut.episode + 1, key: key.child(.task, shard))
    }
    progress(1, 2)
    if case .discrete = specification.actionSpace { isDiscrete = true } else { isDiscrete = false }
    (episode, step, pairCount) = (cut.episode, cut.step, tasks.count / 2)
    let sums = Self.joined(parts, pairCount: tasks.count / 2)
    let bootstrap = plan.key.child(.bootstrap, 2)
    let leastPairs = min(Self.leastPairs, pairCount)
    rows = try workers.map(sums.count) { decision in
      Row(sums[decision], decision: decision + 1, key: bootstrap.child(.bootstrap, decision + 1))
    }.enumerated().filter { decision, _ in
      sums[decision].count { $0.count > 0 } >= leastPairs
    }.map(\.element)
    var totals = Array(repeating: SwapSums(), count: pairCount)
    for decision in sums {
      for (pair, sum) in decision.enumerated() { totals[pair] += sum }
    }
    overall = Row(totals, decision: nil, key: bootstrap.child(.bootstrap))
    progress(2, 2)
  }

  /// Plays the trials of a shard undisturbed, then with an exchange, with the same random numbers.
  ///
  /// - Returns: `[decisions][pairs]`.
  private static func sums(
    of agent: any RememberingAgent, on tasks: [[Float]], _ distribution: TaskDistribution,
    _ cut: SwapCut, episodeCount: Int, key: RandomKey
  ) throws -> [[SwapSums]] {
    var watcher = TrialWatcher(agent, cut: cut)
    _ = try distribution.play(episodeCount, onEach: tasks, by: &watcher, key: key)
    var swapping = SwappingAgent(
      agent, cut: cut, pairCount: tasks.count / 2, moments: watcher.moments)
    _ = try distribution.play(episodeCount, onEach: tasks, by: &swapping, key: key)
    return swapping.sums
  }

  /// Joins the pairs of all shards; a shard whose trials ended sooner has empty sums.
  private static func joined(_ parts: [[[SwapSums]]], pairCount: Int) -> [[SwapSums]] {
    var sums = Array(
      repeating: Array(repeating: SwapSums(), count: pairCount),
      count: parts.map(\.count).max() ?? 0)
    for (shard, part) in parts.enumerated() {
      for (decision, pairs) in part.enumerated() {
        for (pair, sum) in pairs.enumerated() {
          sums[decision][shard * MemoryReadings.shardSize / 2 + pair] = sum
        }
      }
    }
    return sums
  }
}

extension MemorySwap.Row {
  /// Summarises the sums of each pair.
  fileprivate init(_ sums: [SwapSums], decision: Int?, key: RandomKey) {
    let total = sums.reduce(into: SwapSums()) { $0 += $1 }
    self.decision = decision
    compared = Int(total.count)
    differing = Int(total.differing)
    following = ShareEstimate(sums, \.following, over: \.differing, key: key)
    keeping = total.differing > 0 ? total.keeping / total.differing : nil
    way = ShareEstimate(sums, \.product, over: \.square, key: key)
    let count = max(1, total.count)
    distanceToDonor = total.toDonor / count
    distanceToOwn = total.toOwn / count
    distanceBetween = total.between / count
  }
}

extension ShareEstimate {
  /// The ratio of two sums over pairs; `nil` if the second is 0.
  ///
  /// A resample in which it is 0 does not count.
  fileprivate init?(
    _ sums: [SwapSums], _ part: KeyPath<SwapSums, Double>, over whole: KeyPath<SwapSums, Double>,
    key: RandomKey, resampleCount: Int = 2000
  ) {
    let (parts, wholes) = (sums.map { $0[keyPath: part] }, sums.map { $0[keyPath: whole] })
    let total = wholes.reduce(0, +)
    guard total > 0 else { return nil }
    var draws = ResampledIndices(sums.count, below: sums.count, key: key.child(.bootstrap))
    var ratios: [Double] = []
    for resample in 0..<resampleCount {
      draws.draw(resample)
      var (numerator, denominator) = (0.0, 0.0)
      for number in draws.numbers {
        numerator += parts[number]
        denominator += wholes[number]
      }
      if denominator > 0 { ratios.append(numerator / denominator) }
    }
    self.init(
      value: parts.reduce(0, +) / total, confidence95: Statistics.interval95(ratios))
  }
}
