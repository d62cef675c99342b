/// What a trial says about its task, exactly: means under the posterior, for tasks as they are drawn.
public protocol TaskBelief: Sendable {
  /// What each number of `means` is of, for instance "arm 0".
  var names: [String] { get }

  /// The posterior mean of each quantity, in the order of the names.
  var means: [Double] { get }

  /// Updates the belief by what followed from an action.
  ///
  /// - Parameters:
  ///   - observation: What the agent saw before it acted, `[O]`.
  ///   - action: What it did, `[A]`.
  ///   - reward: What that paid.
  mutating func learn(observation: ArraySlice<Float>, action: ArraySlice<Float>, reward: Float)
}
