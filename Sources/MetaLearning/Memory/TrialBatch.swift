package import Gym
package import Networks
package import Tensors

/// Whole trials side by side, each on a task of its own, in the order in which a memory goes through them.
///
/// Rows are packed step by step: the first step of every trial, the second of every trial, and so on,
/// through all episodes of a trial; longer trials first.
package struct TrialBatch<Scalar: TensorScalar>: Sendable {
  /// Which rows are which steps of which trial.
  package let steps: PackedSteps
  /// The number of each trial among those that were played, in packed order, `[S]`.
  package let order: [Int]
  /// What enters the network, `[B, I]`.
  package let rows: [Scalar]
  /// What was done, `[B, A]`.
  package let actions: [Float]
  /// The reward of each step, `[B]`.
  package let rewards: [Double]
  /// The log probability that each action was drawn with, `[B]`.
  package let logProbabilities: [Float]
  /// The value that came with each, in the unit of the value head, `[B]`.
  package let values: [Float]
  /// How many steps each row takes: 1, and at the end of an episode those left to the horizon too, `[B]`.
  package let durations: [Int]
  /// The undiscounted return of each block in each trial as it was played, `[trials][blocks]`.
  package let blockReturns: [[Double]]

  /// Packs trials.
  ///
  /// - Parameters:
  ///   - blocks: The blocks of the trials; episode e of each belongs to trial e.
  ///   - policy: The policy that played them and kept its decisions.
  ///   - horizon: The greatest number of steps of an episode.
  @_specialize(where Scalar == Float)
  package init(_ blocks: [Rollouts], policy: Policy, horizon: Int) {
    guard let history = policy.input.history, let first = blocks.first else {
      preconditionFailure("TrialBatch: trials without blocks, or of a policy without a memory.")
    }
    let trialCount = first.episodeCount
    let lengths = (0..<trialCount).map { trial in
      blocks.reduce(0) { $0 + $1.rows(ofEpisode: trial).count }
    }
    // A stable order: sorting alone might exchange trials of one length.
    let order = (0..<trialCount).sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    let longest = lengths.max() ?? 0
    let counts = (0..<longest).map { step in lengths.count { $0 > step } }
    let steps = PackedSteps(counts: counts)
    let (rowSize, actionSize) = (policy.input.rowSize, history.actionSize)
    let observationSize = policy.input.observationSize
    var rows = [Scalar](repeating: 0, count: steps.rowCount * rowSize)
    var actions = [Float](repeating: 0, count: steps.rowCount * actionSize)
    var rewards = [Double](repeating: 0, count: steps.rowCount)
    var logProbabilities = [Float](repeating: 0, count: steps.rowCount)
    var values = logProbabilities
    var durations = [Int](repeating: 1, count: steps.rowCount)
    for (place, trial) in order.enumerated() {
      var step = 0
      var previous: PreviousStep?
      for block in blocks {
        let episode = block.rows(ofEpisode: trial)
        for source in episode {
          let row = steps.offsets[step] + place
          for index in 0..<observationSize {
            rows[row * rowSize + index] = Scalar(
              block.observations[source * observationSize + index])
          }
          history.write(
            previous, actions, isEpisodeStart: source == episode.lowerBound, to: &rows,
            at: row * rowSize + observationSize)
          for index in 0..<actionSize {
            actions[row * actionSize + index] = block.actions[source * actionSize + index]
          }
          rewards[row] = Double(block.rewards[source])
          logProbabilities[row] = block.logProbabilities[source]
          values[row] = block.values[source]
          if source == episode.upperBound - 1 { durations[row] += horizon - episode.count }
          previous = PreviousStep(actionIndex: row * actionSize, reward: block.rewards[source])
          step += 1
        }
      }
    }
    self.steps = steps
    self.order = order
    self.rows = rows
    self.actions = actions
    self.rewards = rewards
    self.logProbabilities = logProbabilities
    self.values = values
    self.durations = durations
    let returns = blocks.map(\.episodeReturns)
    blockReturns = (0..<trialCount).map { trial in returns.map { $0[trial] } }
  }

  /// The rows as a tensor of the calling thread, `[B, I]`.
  package var input: Tensor<Scalar> {
    Tensor(rows, shape: Shape(steps.rowCount, rows.count / max(1, steps.rowCount)))
  }

  /// Estimates advantages over whole trials, as `appendGeneralizedAdvantages` does over an episode.
  ///
  /// The end of a trial has value 0; the ends of its episodes cut nothing, since what an episode teaches
  /// is worth something in later ones. Each episode takes its whole horizon, also one that ended before:
  /// otherwise an early end would bring the rewards of the next episode nearer, and with a discount it
  /// would cost next to nothing.
  ///
  /// - Parameters:
  ///   - values: The value before each step, in units of return, `[B]`.
  ///   - discount: γ, in `0...1`.
  ///   - lambda: λ, in `0...1`.
  /// - Returns: The advantage of each row, `[B]`.
  package func advantages(values: [Double], discount: Double, lambda: Double) -> [Double] {
    // Powers by repeated multiplication have the same bits everywhere.
    var powers = [1.0]
    for _ in 0..<(durations.max() ?? 0) { powers.append((powers.last ?? 1) * discount) }
    var advantages = [Double](repeating: 0, count: steps.rowCount)
    for rows in steps.rowsBySequence {
      var own: [Double] = []
      appendGeneralizedAdvantages(
        to: &own, rewards: rows.map { rewards[$0] }, values: rows.map { values[$0] },
        finalValue: 0, discounts: rows.map { powers[durations[$0]] }, lambda: lambda)
      for (row, advantage) in zip(rows, own) { advantages[row] = advantage }
    }
    return advantages
  }
}
