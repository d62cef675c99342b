/// Appends an estimate of how much better each action of an episode was than the baseline expected.
///
/// Works backwards through the steps of one episode:
///
///     δ[t] = reward[t] + γ[t] · value[t + 1] − value[t]
///     A[t] = δ[t] + γ[t] · λ · A[t + 1]
///
/// `λ = 1` gives the Monte Carlo advantage, `λ = 0` the one-step temporal-difference error.
///
/// - Parameters:
///   - result: Receives the advantages, `[T]`; many short episodes share one array.
///   - rewards: Reward of each step, `[T]`, in the task's own units.
///   - values: Baseline at the observation before each step, `[T]`.
///   - finalValue: Baseline at the observation the last step led to: 0 if the episode terminated, the
///     predicted value if it was truncated and the baseline predicts values beyond the horizon.
///   - discounts: What the time that each step takes leaves of what follows, γ, in `0...1`, `[T]`.
///   - lambda: Bias-variance mix, λ, in `0...1`.
/// - Precondition: `rewards`, `values` and `discounts` have the same count.
/// - Complexity: O(T).
/// - Source: Schulman et al. 2016, equation 16, <https://arxiv.org/abs/1506.02438>.
package func appendGeneralizedAdvantages(
  to result: inout [Double], rewards: some RandomAccessCollection<Double>,
  values: some RandomAccessCollection<Double>, finalValue: Double,
  discounts: some RandomAccessCollection<Double>, lambda: Double
) {
  precondition(
    rewards.count == values.count && rewards.count == discounts.count,
    """
    appendGeneralizedAdvantages: \(rewards.count) rewards, \(values.count) values, and \
    \(discounts.count) discounts.
    """)
  let first = result.count
  result.append(contentsOf: rewards)
  var nextValue = finalValue
  var nextAdvantage = 0.0
  for ((index, value), discount) in zip(
    zip(result.indices[first...].reversed(), values.reversed()), discounts.reversed())
  {
    let error = result[index] + discount * nextValue - value
    nextAdvantage = error + discount * lambda * nextAdvantage
    nextValue = value
    result[index] = nextAdvantage
  }
}

/// Appends the sum of the rewards from each step of an episode to its end, later ones discounted.
///
///     G[t] = reward[t] + γ · G[t + 1]
///
/// - Parameters:
///   - result: Receives the discounted returns-to-go, `[T]`; many short episodes share one array.
///   - rewards: Reward of each step, `[T]`.
///   - discount: Discount factor, γ, in `0...1`.
package func appendDiscountedReturns(
  to result: inout [Double], rewards: some RandomAccessCollection<Double>, discount: Double
) {
  let first = result.count
  result.append(contentsOf: rewards)
  var next = 0.0
  for index in result.indices[first...].reversed() {
    next = result[index] + discount * next
    result[index] = next
  }
}

/// Shifts and scales numbers to mean 0 and standard deviation 1 over all of them.
///
/// Equal numbers become zeros: 1e-8 is added to the standard deviation. Numbers that differ only by
/// rounding, or by what a ridge leaves of a fit, count as equal up to `resolution`.
///
/// - Parameters:
///   - values: The numbers, changed in place.
///   - resolution: A standard deviation up to this counts as none, and the numbers become zeros.
/// - Returns: What the numbers were divided by, or 0 if they became zeros.
@discardableResult
public func normalize(_ values: inout [Double], resolution: Double = 0) -> Double {
  guard !values.isEmpty else { return 0 }
  let count = Double(values.count)
  let mean = values.reduce(0, +) / count
  let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  let deviation = variance.squareRoot()
  let scale = deviation <= resolution ? 0 : 1 / (deviation + 1e-8)
  for index in values.indices { values[index] = (values[index] - mean) * scale }
  return deviation <= resolution ? 0 : deviation + 1e-8
}
