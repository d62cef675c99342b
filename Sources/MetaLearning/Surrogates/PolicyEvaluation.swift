import Networks
import Tensors

/// A policy at given parameters, with the passes of its network.
struct PolicyEvaluation<Passes: NetworkPasses> {
  typealias Scalar = Passes.Scalar

  let passes: Passes
  /// The flat vector, `[P]`.
  let parameters: [Scalar]
  private let head: PolicyHead
  /// The head's own parameters, one tensor for each of its entries.
  private let headParameters: [Tensor<Scalar>]

  init(_ head: PolicyHead, parameters: [Scalar], passes: Passes) {
    self.passes = passes
    self.parameters = parameters
    self.head = head
    headParameters = head.entries.map { Tensor(parameters[$0.range], shape: $0.shape) }
  }

  /// The same policy at other parameters.
  func replacing(by parameters: [Scalar], isForwardOnly: Bool = false) -> PolicyEvaluation {
    PolicyEvaluation(
      head, parameters: parameters,
      passes: passes.replacing(by: parameters, isForwardOnly: isForwardOnly))
  }

  /// The distributions over actions, given the outputs of the network.
  func distribution(output: Tensor<Scalar>) -> ActionDistribution<Scalar> {
    head.distribution(output: output, parameters: headParameters)
  }

  /// Makes the outputs of the network and the head's parameters variables to differentiate by.
  func variables(output: Tensor<Scalar>) -> HeadVariables<Scalar> {
    HeadVariables(head, tensors: [output.variable] + headParameters.map(\.variable))
  }

  /// The cotangents of a head's variables, where these parameters are a change of parameters.
  func headCotangents(outputChange: Tensor<Scalar>) -> [Tensor<Scalar>] {
    [outputChange] + headParameters
  }

  /// Adds the part of a gradient that belongs to the head's own parameters.
  ///
  /// - Parameters:
  ///   - slopes: Derivatives by a head's variables, in their order.
  ///   - total: A flat vector of the layout; receives the sum.
  func addHeadPart(of slopes: [Tensor<Scalar>], to total: inout [Scalar]) {
    for (entry, slope) in zip(head.entries, slopes.dropFirst()) {
      slope.add(to: &total, at: entry.range.lowerBound)
    }
  }
}

/// The outputs of a network and the head's own parameters as variables, and the distributions they make.
struct HeadVariables<Scalar: TensorScalar> {
  /// The outputs, then the parameters.
  let tensors: [Tensor<Scalar>]
  let distribution: ActionDistribution<Scalar>

  init(_ head: PolicyHead, tensors: [Tensor<Scalar>]) {
    self.tensors = tensors
    distribution = head.distribution(output: tensors[0], parameters: Array(tensors.dropFirst()))
  }
}
