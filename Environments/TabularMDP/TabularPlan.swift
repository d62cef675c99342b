import Gym

/// The best action in each state at each step of an episode, and the return they lead to.
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
  /// The expected return of an episode, which starts in state 0.
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
  ///
  /// - Parameter parameters: Weights of next states, `[pairs, states]`, and mean rewards, `[pairs]`.
  init(for parameters: [Float]) {
    let (pairCount, stateCount) = (TabularMDP.pairCount, TabularMDP.stateCount)
    let numbers = parameters.map(Double.init)
    let probabilities = (0..<pairCount).flatMap { pair in
      let weights = numbers[pair * stateCount..<(pair + 1) * stateCount]
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
    self.init(
      probabilities: probabilities, meanRewards: Array(numbers[(pairCount * stateCount)...]))
  }

  /// The best action in a state at a step of an episode.
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
