import Networks
import Tensors

/// The derivatives of a number that depends on a policy's distributions at a block of rows.
///
/// With outputs o(θ) and the number f(o), the gradient is Jᵀ f' and
/// H t = Jᵀ (f'' J t) + (change of Jᵀ along t) f'. The recorded
/// graph gives f' and f'', the passes through the network the rest.
///
/// - Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian",
///   <https://doi.org/10.1162/neco.1994.6.1.147>.
struct BlockCurvature<Passes: NetworkPasses> {
  typealias Scalar = Passes.Scalar

  private let passes: BlockPasses<Passes>
  private let evaluation: PolicyEvaluation<Passes>
  private let variables: [Tensor<Scalar>]
  /// f', as recorded functions of the head's variables.
  private let slopes: [Tensor<Scalar>]
  /// f' at each layer.
  private let gradients: BlockPasses<Passes>.Gradients

  init(
    passes: BlockPasses<Passes>, evaluation: PolicyEvaluation<Passes>,
    of objective: (ActionDistribution<Scalar>) -> Tensor<Scalar>
  ) {
    self.passes = passes
    self.evaluation = evaluation
    let head = evaluation.variables(output: passes.output)
    variables = head.tensors
    slopes = Tensors.gradients(
      of: [objective(head.distribution)], withRespectTo: variables, isRecorded: true)
    gradients = passes.gradients(of: slopes[0].detached)
  }

  /// Adds the gradient.
  func addGradient(to total: inout [Scalar]) {
    passes.addPullback(of: gradients, to: &total)
    evaluation.addHeadPart(of: slopes, to: &total)
  }

  /// Adds the product of the Hessian and a vector.
  ///
  /// - Parameters:
  ///   - direction: The vector, as if it were parameters.
  ///   - total: `[P]`.
  func addProduct(_ direction: PolicyEvaluation<Passes>, to total: inout [Scalar]) {
    let tangents = passes.pushforward(direction.passes)
    let changes = Tensors.gradients(
      of: slopes, withRespectTo: variables,
      cotangents: direction.headCotangents(outputChange: tangents.outputChange))
    tangents.addPullbackChange(of: gradients, changingBy: changes[0], to: &total)
    evaluation.addHeadPart(of: changes, to: &total)
  }
}
