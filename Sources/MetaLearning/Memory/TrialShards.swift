/// How the trials of an iteration are shared out: into shards of fixed trials, whatever the number of
/// threads.
///
/// A shard's trials are played and differentiated side by side, so what a pass keeps is bounded by the
/// shard. A minibatch is some whole shards.
package struct TrialShards: Equatable, Sendable {
  /// Trials of an iteration, M.
  package let trialCount: Int
  /// Minibatches of an epoch.
  package let minibatchCount: Int
  /// Shards of a minibatch, at most.
  package let shardsPerMinibatch: Int

  /// The most trials of a shard: enough for products at full speed, few enough that what a pass keeps of a
  /// hundred steps stays near the processor.
  private static let mostTrials = 32

  /// Shares out the trials of some settings.
  package init(_ settings: MemorySettings) {
    trialCount = settings.tasks
    minibatchCount = settings.proximal.minibatches
    let trials = (trialCount + minibatchCount - 1) / minibatchCount
    // Two at least, so that two threads have work.
    shardsPerMinibatch = min(trials, max(2, (trials + Self.mostTrials - 1) / Self.mostTrials))
  }

  /// How many shards there are.
  package var count: Int { min(trialCount, minibatchCount * shardsPerMinibatch) }

  /// The trials of a shard.
  package func trials(ofShard shard: Int) -> Range<Int> {
    shard * trialCount / count..<(shard + 1) * trialCount / count
  }

  /// The most trials that any shard has.
  package var largestCount: Int { (trialCount + count - 1) / count }

  /// The shards of each minibatch, given all of them in a random order.
  package func minibatches(of order: [Int]) -> [[Int]] {
    (0..<minibatchCount).map { minibatch in
      Array(order[minibatch * count / minibatchCount..<(minibatch + 1) * count / minibatchCount])
    }
  }
}
