import Networks
import Tensors

/// The passes of one block of rows through a network, a part of the rows each.
///
/// What is made of the outputs is few numbers per row, so a block is large enough to pay for
/// recording it; what happens inside the network is many, so a pass is small enough for the cache.
struct BlockPasses<Scalar: TensorScalar> {
  private let passes: [MLPPass<Scalar>]
  /// The outputs of all rows, `[B, outputs]`.
  let output: Tensor<Scalar>

  init(_ passes: [MLPPass<Scalar>]) {
    self.passes = passes
    output = Tensor(stacking: passes.map(\.output))
  }

  /// Adds the pullback of a gradient with respect to the outputs.
  func addPullback(of gradient: Tensor<Scalar>, to total: inout [Scalar]) {
    var start = 0
    for pass in passes {
      let rows = start..<start + pass.output.shape.rows
      pass.addPullback(of: gradient.rows(rows), to: &total)
      start = rows.upperBound
    }
  }

  /// Carries a small change of the parameters forward.
  func pushforward(_ direction: MLPNetwork<Scalar>) -> BlockTangents<Scalar> {
    BlockTangents(passes.map { $0.pushforward(direction) })
  }
}

/// How the passes of one block change with a small change of the parameters.
struct BlockTangents<Scalar: TensorScalar> {
  private let tangents: [MLPTangent<Scalar>]
  /// How the outputs of all rows change, `[B, outputs]`.
  let outputChange: Tensor<Scalar>

  init(_ tangents: [MLPTangent<Scalar>]) {
    self.tangents = tangents
    outputChange = Tensor(stacking: tangents.map(\.outputChange))
  }

  /// Adds the change of the pullback of a gradient that changes itself.
  func addPullbackChange(
    of gradient: Tensor<Scalar>, changingBy change: Tensor<Scalar>, to total: inout [Scalar]
  ) {
    var start = 0
    for tangent in tangents {
      let rows = start..<start + tangent.outputChange.shape.rows
      tangent.addPullbackChange(
        of: gradient.rows(rows), changingBy: change.rows(rows), to: &total)
      start = rows.upperBound
    }
  }
}
