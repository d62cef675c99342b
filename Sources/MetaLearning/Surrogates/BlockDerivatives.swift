import Tensors

/// The first two derivatives of a sum over blocks of rows.
///
/// What the gradient and all products with the Hessian have in common is computed once, but for blocks
/// beyond the first: what is kept does not grow with the rows.
struct BlockDerivatives<Scalar: TensorScalar> {
  /// How many bytes of blocks are kept in memory at most.
  static var keptByteCount: Int { 8 << 20 }

  private let blocks: [Range<Int>]
  private let evaluation: PolicyEvaluation<Scalar>
  private let curvature: (Range<Int>) -> BlockCurvature<Scalar>
  private let kept: [BlockCurvature<Scalar>]

  init(
    blocks: [Range<Int>], evaluation: PolicyEvaluation<Scalar>,
    bytesPerRow: Int, curvature: @escaping (Range<Int>) -> BlockCurvature<Scalar>
  ) {
    self.blocks = blocks
    self.evaluation = evaluation
    self.curvature = curvature
    let room = Self.keptByteCount / bytesPerRow
    kept = blocks.prefix { $0.upperBound <= room }.map(curvature)
  }

  /// The gradient, `[P]`.
  var gradient: [Scalar] {
    sum { block, total in block.addGradient(to: &total) }
  }

  /// The product of the Hessian and a vector, both `[P]`.
  func hessian(_ vector: [Scalar]) -> [Scalar] {
    let direction = evaluation.replacing(by: vector)
    return sum { block, total in block.addProduct(direction, to: &total) }
  }

  private func sum(_ add: (BlockCurvature<Scalar>, inout [Scalar]) -> Void) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: evaluation.parameterCount)
    for block in kept { add(block, &total) }
    for rows in blocks.dropFirst(kept.count) { add(curvature(rows), &total) }
    return total
  }
}
