import Networks
import Tensors

/// A policy at given parameters: its network, and the parameters of its distribution beside it.
struct PolicyEvaluation<Scalar: TensorScalar> {
  let network: MLPNetwork<Scalar>
  private let policy: MLPPolicy
  /// The logarithms of standard deviations, `[1, A]`; `nil` for discrete actions.
  private let logStandardDeviation: Tensor<Scalar>?

  init(policy: MLPPolicy, parameters: [Scalar], isForwardOnly: Bool = false) {
    self.policy = policy
    network = MLPNetwork(
      policy: policy, parameters: parameters, isForwardOnly: isForwardOnly)
    logStandardDeviation = policy.logStandardDeviationRange.map { range in
      Tensor(parameters[range], shape: Shape(1, range.count))
    }
  }

  /// How many parameters there are, P.
  var parameterCount: Int { policy.layout.count }

  /// The same policy at other parameters.
  func replacing(by parameters: [Scalar], isForwardOnly: Bool = false) -> PolicyEvaluation {
    PolicyEvaluation(policy: policy, parameters: parameters, isForwardOnly: isForwardOnly)
  }

  /// What the policy says, given the outputs of its network.
  func distribution(output: Tensor<Scalar>) -> ActionDistribution<Scalar> {
    policy.distribution(output: output, logStandardDeviation: logStandardDeviation)
  }

  /// Makes the outputs of the network a place to begin derivatives.
  func head(output: Tensor<Scalar>) -> PolicyHead<Scalar> {
    let variables = [output.variable] + (logStandardDeviation.map { [$0.variable] } ?? [])
    return PolicyHead(
      variables: variables,
      distribution: policy.distribution(
        output: variables[0], logStandardDeviation: variables.dropFirst().first))
  }

  /// What a head's slopes are multiplied with if these are not parameters but a change of them.
  func headCotangents(output: Tensor<Scalar>) -> [Tensor<Scalar>] {
    [output] + (logStandardDeviation.map { [$0] } ?? [])
  }

  /// Adds what the mean over rows of the Fisher matrix makes of a change of the standard deviations:
  /// twice the change of their logarithms, but for those that are held at the smallest one.
  func addFisherProduct(_ direction: PolicyEvaluation, to total: inout [Scalar]) {
    guard let range = policy.logStandardDeviationRange, let logStandardDeviation,
      let change = direction.logStandardDeviation
    else { return }
    for (index, (log, change)) in zip(
      range, zip(logStandardDeviation.elements, change.elements))
    where log > Scalar(MLPPolicy.minimumLogStandardDeviation) {
      total[index] += 2 * change
    }
  }

  /// Adds the part of a slope that is not the network's business.
  func add(_ slope: PolicyHead<Scalar>.Slope, to total: inout [Scalar]) {
    guard let range = policy.logStandardDeviationRange else { return }
    slope.logStandardDeviation?.add(to: &total, at: range.lowerBound)
  }
}

/// What a policy says about actions, as a function of the outputs of its network.
struct PolicyHead<Scalar: TensorScalar> {
  /// The outputs, and the logarithms of standard deviations if there are any.
  let variables: [Tensor<Scalar>]
  let distribution: ActionDistribution<Scalar>

  /// A derivative with respect to the variables.
  struct Slope {
    let output: Tensor<Scalar>
    let logStandardDeviation: Tensor<Scalar>?
  }

  /// Names derivatives that come in the order of the variables.
  func slope(_ derivatives: [Tensor<Scalar>]) -> Slope {
    Slope(output: derivatives[0], logStandardDeviation: derivatives.dropFirst().first)
  }
}
