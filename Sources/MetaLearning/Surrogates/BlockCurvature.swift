import Networks
import Tensors

/// The derivatives of a number that depends on what a policy says at a block of rows.
///
/// With outputs o(θ) and the number f(o), the gradient is Jᵀ f' and
/// H t = Jᵀ (f'' J t) + (change of Jᵀ along t) f'. The recorded
/// graph gives f' and f'', the passes through the network the rest.
struct BlockCurvature<Scalar: TensorScalar> {
  private let passes: BlockPasses<Scalar>
  private let evaluation: PolicyEvaluation<Scalar>
  private let head: PolicyHead<Scalar>
  /// f', as recorded functions of the head's variables.
  private let slopes: [Tensor<Scalar>]
  /// f' at each layer.
  private let gradients: [MLPGradients<Scalar>]

  init(
    passes: BlockPasses<Scalar>, evaluation: PolicyEvaluation<Scalar>,
    of objective: (ActionDistribution<Scalar>) -> Tensor<Scalar>
  ) {
    self.passes = passes
    self.evaluation = evaluation
    head = evaluation.head(output: passes.output)
    slopes = Tensors.gradients(
      of: [objective(head.distribution)], withRespectTo: head.variables, isRecorded: true)
    gradients = passes.gradients(of: slopes[0].detached)
  }

  /// Adds the gradient.
  func addGradient(to total: inout [Scalar]) {
    passes.addPullback(of: gradients, to: &total)
    evaluation.add(head.slope(slopes), to: &total)
  }

  /// Adds the product of the Hessian with a vector.
  ///
  /// - Parameters:
  ///   - direction: The vector, as if it were parameters.
  ///   - total: `[P]`.
  func addProduct(_ direction: PolicyEvaluation<Scalar>, to total: inout [Scalar]) {
    let tangents = passes.pushforward(direction.network)
    let change = head.slope(
      Tensors.gradients(
        of: slopes, withRespectTo: head.variables,
        cotangents: direction.headCotangents(output: tangents.outputChange)))
    tangents.addPullbackChange(of: gradients, changingBy: change.output, to: &total)
    evaluation.add(change, to: &total)
  }
}
