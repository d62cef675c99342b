import Gym
import Numerics

/// What is known of a task after some episodes, given how tasks of `train` are drawn.
///
/// Next states: a Dirichlet distribution of concentration 1 plus how often each followed. Mean rewards:
/// normal with mean (1 + sum of rewards) / (1 + visits) and variance 1 / (1 + visits), from a prior
/// and noise of variance 1.
struct TabularPosterior {
  /// One more than how often each state followed each pair, `[pairs, states]`.
  private var concentrations = [Double](
    repeating: 1, count: TabularMDP.pairCount * TabularMDP.stateCount)
  /// One more than how often each pair was visited, `[pairs]`.
  private var precisions = [Double](repeating: 1, count: TabularMDP.pairCount)
  /// One more than the sum of what each pair paid, `[pairs]`.
  private var rewardSums = [Double](repeating: 1, count: TabularMDP.pairCount)

  /// Updates the posterior by episodes.
  mutating func add(_ rollouts: Rollouts) {
    for episode in 0..<rollouts.episodeCount {
      let rows = rollouts.rows(ofEpisode: episode)
      var state = TabularMDP.state(shownBy: rollouts.observations, row: rows.lowerBound)
      for row in rows {
        let next =
          row + 1 < rows.upperBound
          ? TabularMDP.state(shownBy: rollouts.observations, row: row + 1)
          : TabularMDP.state(shownBy: rollouts.finalObservations, row: episode)
        let pair = state * TabularMDP.actionCount + Int(rollouts.actions[row])
        concentrations[pair * TabularMDP.stateCount + next] += 1
        precisions[pair] += 1
        rewardSums[pair] += Double(rollouts.rewards[row])
        state = next
      }
    }
  }

  private var meanRewards: [Double] { zip(rewardSums, precisions).map { $0 / $1 } }

  /// The best plan for the mean task.
  ///
  /// That task returns what the posterior expects wherever an episode meets no pair twice.
  var meanPlan: TabularPlan {
    TabularPlan(probabilities: Self.normalized(concentrations), meanRewards: meanRewards)
  }

  /// The best plan for a task drawn from the posterior.
  ///
  /// - Parameters:
  ///   - key: The address of the block's random numbers.
  ///   - episode: Which episode the plan is for.
  /// - Returns: The plan.
  func drawPlan(key: RandomKey, episode: UInt32) -> TabularPlan {
    let weights = concentrations.indices.map { index in
      key.gamma(shape: concentrations[index], UInt32(index), episode)
    }
    let means = meanRewards
    let rewards = means.indices.map { pair in
      // Behind the positions of the weights.
      let position = UInt32(concentrations.count + pair)
      let normal = Double(key.normals(position, episode)[0])
      return means[pair] + normal / precisions[pair].squareRoot()
    }
    return TabularPlan(probabilities: Self.normalized(weights), meanRewards: rewards)
  }

  /// Divides each row by its sum.
  private static func normalized(_ weights: [Double]) -> [Double] {
    var result = weights
    for start in stride(from: 0, to: weights.count, by: TabularMDP.stateCount) {
      let row = start..<start + TabularMDP.stateCount
      let total = weights[row].reduce(0, +)
      for index in row { result[index] /= total }
    }
    return result
  }
}
