public import Networks

/// A learner whose agents act by one policy, whose parameters are the arrays of `knowledge` that begin
/// with "policy/".
public protocol PolicyLearner: Learner {
  /// The architecture of the policy.
  var policy: Policy { get }
}

extension PolicyLearner {
  /// The arrays of the policy, their names without "policy/", in the order of its layout.
  public var policyArrays: [NamedArrays.Array] {
    knowledge.arrays.compactMap { array in
      guard array.name.hasPrefix("policy/") else { return nil }
      return NamedArrays.Array(
        name: String(array.name.dropFirst("policy/".count)), shape: array.shape,
        values: array.values)
    }
  }
}

extension MAML: PolicyLearner {}

extension RL2: PolicyLearner {}
