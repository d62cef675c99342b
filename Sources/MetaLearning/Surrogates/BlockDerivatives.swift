import Networks
import Tensors

/// The first two derivatives of a sum over blocks of rows.
///
/// What the gradient and all products with the Hessian have in common is computed once and kept for the
/// first blocks, as far as `keptByteCount` allows, so that memory does not grow with the rows.
struct BlockDerivatives<Passes: NetworkPasses> {
  typealias Scalar = Passes.Scalar

  /// The most bytes that kept blocks take.
  static var keptByteCount: Int { 8 << 20 }

  private let blocks: [Range<Int>]
  private let evaluation: PolicyEvaluation<Passes>
  private let curvature: (Range<Int>) -> BlockCurvature<Passes>
  private let kept: [BlockCurvature<Passes>]

  /// Prepares the derivatives.
  ///
  /// - Parameters:
  ///   - blocks: The rows of each block.
  ///   - evaluation: The policy at the parameters to differentiate at.
  ///   - bytesPerRow: What a kept row takes.
  ///   - curvature: Computes the derivatives of one block.
  init(
    blocks: [Range<Int>], evaluation: PolicyEvaluation<Passes>, bytesPerRow: Int,
    curvature: @escaping (Range<Int>) -> BlockCurvature<Passes>
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

  private func sum(_ add: (BlockCurvature<Passes>, inout [Scalar]) -> Void) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: evaluation.parameters.count)
    for block in kept { add(block, &total) }
    for rows in blocks.dropFirst(kept.count) { add(curvature(rows), &total) }
    return total
  }
}
