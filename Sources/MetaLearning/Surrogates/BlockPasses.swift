import Networks
import Tensors

/// The passes of one block of rows through a network, a part of the rows each.
///
/// What is made of the outputs is few numbers per row, so a block is large enough to pay for
/// recording it; what happens inside the network is many, so a pass is small enough for the cache.
struct BlockPasses<Scalar: TensorScalar> {
  private let passes: [MLPPass<Scalar>]
  /// Which of the block's rows each pass has.
  private let ranges: [Range<Int>]
  /// The outputs of all rows, `[B, outputs]`, or one row that stands for all.
  let output: Tensor<Scalar>

  init(_ passes: [MLPPass<Scalar>]) {
    self.passes = passes
    let ends = passes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.output.shape.rows) }
    ranges = zip(ends, ends.dropFirst()).map { $0..<$1 }
    output = Tensor(stacking: passes.map(\.output))
  }

  /// Adds the pullback of a gradient with respect to the outputs.
  func addPullback(of gradient: Tensor<Scalar>, to total: inout [Scalar]) {
    for (pass, rows) in zip(passes, ranges) {
      pass.addPullback(of: gradient.rows(rows), to: &total)
    }
  }

  /// Carries a gradient with respect to the outputs back through the layers and keeps it.
  func gradients(of gradient: Tensor<Scalar>) -> [MLPGradients<Scalar>] {
    zip(passes, ranges).map { pass, rows in pass.gradients(of: gradient.rows(rows)) }
  }

  /// Adds the pullback of a gradient that has been carried back already.
  func addPullback(of gradients: [MLPGradients<Scalar>], to total: inout [Scalar]) {
    for (pass, gradient) in zip(passes, gradients) { pass.addPullback(of: gradient, to: &total) }
  }

  /// Carries a small change of the parameters forward.
  func pushforward(_ direction: MLPNetwork<Scalar>) -> BlockTangents<Scalar> {
    BlockTangents(passes.map { $0.pushforward(direction) }, ranges: ranges)
  }
}

/// How the passes of one block change with a small change of the parameters.
struct BlockTangents<Scalar: TensorScalar> {
  private let tangents: [MLPTangent<Scalar>]
  private let ranges: [Range<Int>]
  /// How the outputs of all rows change, `[B, outputs]`, or one row that stands for all.
  let outputChange: Tensor<Scalar>

  init(_ tangents: [MLPTangent<Scalar>], ranges: [Range<Int>]) {
    self.tangents = tangents
    self.ranges = ranges
    outputChange = Tensor(stacking: tangents.map(\.outputChange))
  }

  /// Adds the change of the pullback of a gradient that changes itself.
  func addPullbackChange(
    of gradients: [MLPGradients<Scalar>], changingBy change: Tensor<Scalar>,
    to total: inout [Scalar]
  ) {
    for index in tangents.indices {
      tangents[index].addPullbackChange(
        of: gradients[index], changingBy: change.rows(ranges[index]), to: &total)
    }
  }
}
