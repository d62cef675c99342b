import Networks
import Tensors

/// The passes of one block of rows through a network, each of a part of the rows.
///
/// The outputs are few numbers per row, so a block is large enough to pay for recording what is made of
/// them. Inside the network there are many, so a pass is small enough for the cache.
struct BlockPasses<Passes: NetworkPasses> {
  typealias Scalar = Passes.Scalar
  typealias Gradients = [Passes.Pass.Gradients]

  private let passes: [Passes.Pass]
  /// The rows of the block that each pass has.
  private let ranges: [Range<Int>]
  /// The outputs of all rows, `[B, outputs]`, or one row that stands for all.
  let output: Tensor<Scalar>

  init(_ passes: [Passes.Pass]) {
    self.passes = passes
    let outputs = passes.map(\.output)
    let ends = outputs.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.shape.rows) }
    ranges = zip(ends, ends.dropFirst()).map { $0..<$1 }
    output = .concatenating(rows: outputs)
  }

  /// Adds the pullback of a gradient with respect to the outputs.
  func addPullback(of gradient: Tensor<Scalar>, to total: inout [Scalar]) {
    for (pass, rows) in zip(passes, ranges) {
      pass.addPullback(of: gradient.rows(rows), to: &total)
    }
  }

  /// Carries a gradient with respect to the outputs back through the network and keeps it.
  func gradients(of gradient: Tensor<Scalar>) -> Gradients {
    zip(passes, ranges).map { pass, rows in pass.gradients(of: gradient.rows(rows)) }
  }

  /// Adds the pullback of a gradient that `gradients(of:)` carried back.
  func addPullback(of gradients: Gradients, to total: inout [Scalar]) {
    for (pass, gradient) in zip(passes, gradients) { pass.addPullback(of: gradient, to: &total) }
  }

  /// Carries a small change of the parameters forward.
  func pushforward(_ direction: Passes) -> BlockTangents<Passes> {
    BlockTangents(passes.map { $0.pushforward(direction) }, ranges: ranges)
  }
}

/// How the passes of one block change along a small change of the parameters.
struct BlockTangents<Passes: NetworkPasses> {
  typealias Scalar = Passes.Scalar

  private let tangents: [Passes.Pass.Tangent]
  private let ranges: [Range<Int>]
  /// The change of the outputs of all rows, `[B, outputs]`, or of the one row that stands for all.
  let outputChange: Tensor<Scalar>

  init(_ tangents: [Passes.Pass.Tangent], ranges: [Range<Int>]) {
    self.tangents = tangents
    self.ranges = ranges
    outputChange = .concatenating(rows: tangents.map(\.outputChange))
  }

  /// Adds the change of the pullback of a gradient that itself changes.
  func addPullbackChange(
    of gradients: BlockPasses<Passes>.Gradients, changingBy change: Tensor<Scalar>,
    to total: inout [Scalar]
  ) {
    for index in tangents.indices {
      tangents[index].addPullbackChange(
        of: gradients[index], changingBy: change.rows(ranges[index]), to: &total)
    }
  }
}
