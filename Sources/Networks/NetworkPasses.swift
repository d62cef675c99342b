package import Tensors

/// A network at given parameters, with derivatives carried through it up to the second order.
///
/// With outputs o(θ): a pass gives o and the pullback Jᵀ u of a gradient u; a tangent gives J t along a
/// change t of the parameters, and how the pullback changes along it.
///
/// - Source: Pearlmutter 1994, "Fast exact multiplication by the Hessian", section 4,
///   <https://doi.org/10.1162/neco.1994.6.1.147>.
package protocol NetworkPasses<Scalar> {
  /// The precision.
  associatedtype Scalar: TensorScalar
  /// How rows go through the network.
  associatedtype Pass: NetworkPass where Pass.Passes == Self, Pass.Scalar == Scalar

  /// Goes forward with a batch of rows; each row is a sequence.
  ///
  /// - Parameter rows: `[B, I]`.
  /// - Returns: The outputs, with everything needed to go back.
  func pass(_ rows: Tensor<Scalar>) -> Pass

  /// The same network at other parameters.
  ///
  /// - Parameters:
  ///   - parameters: A flat vector of the layout.
  ///   - isForwardOnly: Whether no gradient will go back through the network.
  /// - Returns: The passes there.
  func replacing(by parameters: [Scalar], isForwardOnly: Bool) -> Self
}

/// One pass of rows through a network, and how gradients go back through it.
package protocol NetworkPass<Scalar> {
  /// The precision.
  associatedtype Scalar: TensorScalar
  /// The network at given parameters.
  associatedtype Passes: NetworkPasses
  /// What a gradient becomes on its way back.
  associatedtype Gradients
  /// How the pass changes along a change of the parameters.
  associatedtype Tangent: NetworkTangent
  where Tangent.Gradients == Gradients, Tangent.Scalar == Scalar

  /// The outputs, `[B, outputs]`; a constant.
  var output: Tensor<Scalar> { get }

  /// Carries a gradient back through the network and keeps it at each layer.
  ///
  /// - Parameter outputGradient: u, `[B, outputs]`.
  /// - Returns: The gradients at each layer, for `addPullback` and for tangents.
  func gradients(of outputGradient: Tensor<Scalar>) -> Gradients

  /// Adds Jᵀ u to a flat vector.
  ///
  /// - Parameters:
  ///   - gradients: What `gradients(of:)` returned for u.
  ///   - total: A flat vector of the layout; receives the sum.
  func addPullback(of gradients: Gradients, to total: inout [Scalar])

  /// Carries a small change of the parameters forward to the outputs.
  ///
  /// - Parameter direction: The change t, as if it were parameters of the same network.
  /// - Returns: The change of the outputs, with everything needed to go back.
  func pushforward(_ direction: Passes) -> Tangent
}

extension NetworkPass {
  /// Carries a gradient back to the parameters: adds Jᵀ u to a flat vector.
  ///
  /// - Parameters:
  ///   - outputGradient: u, `[B, outputs]`.
  ///   - total: A flat vector of the layout; receives the sum.
  package func addPullback(of outputGradient: Tensor<Scalar>, to total: inout [Scalar]) {
    addPullback(of: gradients(of: outputGradient), to: &total)
  }
}

/// How a pass changes along a small change of the parameters.
package protocol NetworkTangent<Scalar> {
  /// The precision.
  associatedtype Scalar: TensorScalar
  /// What a gradient became on its way back.
  associatedtype Gradients

  /// J t, `[B, outputs]`; a constant.
  var outputChange: Tensor<Scalar> { get }

  /// Adds the change of a pullback: of Jᵀ u, as parameters and u change together.
  ///
  /// - Parameters:
  ///   - gradients: What `NetworkPass.gradients(of:)` returned for u.
  ///   - change: How u changes, `[B, outputs]`.
  ///   - total: A flat vector of the layout; receives the sum.
  func addPullbackChange(
    of gradients: Gradients, changingBy change: Tensor<Scalar>, to total: inout [Scalar])
}
