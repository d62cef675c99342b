import Gym

/// What to do in each state at each step to earn the most in an episode, and how much that is.
///
/// Found by value iteration from the last step backwards, undiscounted:
///
///     Q[t](s, a) = m(s, a) + Σ P(s' | s, a) V[t + 1](s')
///     V[t](s) = max Q[t](s, a),  V[10] = 0
///
/// Of several best actions it takes the first.
struct TabularPlan {
  /// The best action of each state at each step, `[steps, states]`.
  private let actions: [Int]
  /// What an episode is expected to earn, the start in state 0.
  let expectedReturn: Double

  /// Plans an episode.
  ///
  /// - Parameters:
  ///   - probabilities: The probability of each next state, `[pairs, states]`.
  ///   - meanRewards: The mean reward of each pair, `[pairs]`.
  init(probabilities: [Double], meanRewards: [Double]) {
    let (stateCount, actionCount) = (TabularMDP.stateCount, TabularMDP.actionCount)
    var actions = [Int](repeating: 0, count: TabularMDP.horizon * stateCount)
    var values = [Double](repeating: 0, count: stateCount)
    for step in (0..<TabularMDP.horizon).reversed() {
      let later = values
      for state in 0..<stateCount {
        var best = -Double.infinity
        for action in 0..<actionCount {
          let pair = state * actionCount + action
          var value = meanRewards[pair]
          for next in 0..<stateCount {
            value += probabilities[pair * stateCount + next] * later[next]
          }
          if value > best {
            best = value
            actions[step * stateCount + state] = action
          }
        }
        values[state] = best
      }
    }
    self.actions = actions
    expectedReturn = values[0]
  }

  /// Plans for a task.
  init(for task: TabularMDP.Task) {
    self.init(
      probabilities: task.probabilities, meanRewards: task.meanRewards.map(Double.init))
  }

  /// The best action in a state, so many steps after the start.
  func action(in state: Int, step: Int) -> Int {
    actions[step * TabularMDP.stateCount + state]
  }
}

extension TabularMDP {
  /// Which state a row of observations shows.
  static func state(shownBy observations: [Float], row: Int) -> Int {
    (0..<stateCount).first { observations[row * stateCount + $0] == 1 } ?? 0
  }
}
