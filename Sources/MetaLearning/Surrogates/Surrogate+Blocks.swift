import Networks
import Tensors

/// Sums over blocks of rows of a number that depends on the policy's distributions there, and their
/// derivatives.
///
/// The number is differentiated by the recorded graph as far as the outputs of the network; from there
/// the passes of the network carry derivatives on to the parameters.
extension Surrogate {
  /// One block's part of a sum, given the policy's distributions at its rows.
  typealias BlockObjective = (Range<Int>, ActionDistribution<Scalar>) -> Tensor<Scalar>

  /// The sum over blocks of a number.
  func sum(at parameters: [Scalar], of objective: BlockObjective) -> Scalar {
    var total: Scalar = 0
    withoutRecording {
      let policy = forwardEvaluation(at: parameters)
      for rows in blocks { total += objective(rows, policy.distribution(rows)).scalar }
    }
    return total
  }

  /// The gradient of the sum over blocks of a number, `[P]`.
  func gradient(at parameters: [Scalar], of objective: BlockObjective) -> [Scalar] {
    switch policy.passes(at: parameters) {
    case .mlp(let passes): gradient(evaluation(passes, parameters), of: objective)
    case .recorded(let passes): gradient(evaluation(passes, parameters), of: objective)
    }
  }

  private func gradient<Passes: NetworkPasses<Scalar>>(
    _ evaluation: PolicyEvaluation<Passes>, of objective: BlockObjective
  ) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: evaluation.parameters.count)
    for rows in blocks {
      let passes = self.passes(rows, evaluation)
      let head = evaluation.variables(output: passes.output)
      let value = objective(rows, head.distribution)
      let slopes = gradients(of: [value], withRespectTo: head.tensors)
      passes.addPullback(of: slopes[0], to: &total)
      evaluation.addHeadPart(of: slopes, to: &total)
    }
    return total
  }

  /// The gradient and the Hessian of the sum over blocks of a number, each computed when it is called.
  ///
  /// - Parameters:
  ///   - parameters: `[P]`.
  ///   - objective: One block's part of the number.
  /// - Returns: A function that returns the gradient, `[P]`, and one from a vector to its product with
  ///   the Hessian.
  func derivatives(
    at parameters: [Scalar], of objective: @escaping BlockObjective
  ) -> (gradient: () -> [Scalar], hessian: ([Scalar]) -> [Scalar]) {
    switch policy.passes(at: parameters) {
    case .mlp(let passes):
      let derivatives = derivatives(evaluation(passes, parameters), of: objective)
      return ({ derivatives.gradient }, derivatives.hessian)
    case .recorded(let passes):
      let derivatives = derivatives(evaluation(passes, parameters), of: objective)
      return ({ derivatives.gradient }, derivatives.hessian)
    }
  }

  private func derivatives<Passes: NetworkPasses<Scalar>>(
    _ evaluation: PolicyEvaluation<Passes>, of objective: @escaping BlockObjective
  ) -> BlockDerivatives<Passes> {
    // A value and two gradients of each unit, and some dozens of numbers for the outputs.
    let numbersPerRow = 3 * policy.network.hiddenSizes.reduce(0, +) + 64
    return BlockDerivatives(
      blocks: blocks, evaluation: evaluation,
      bytesPerRow: numbersPerRow * MemoryLayout<Scalar>.stride
    ) { rows in
      BlockCurvature(passes: passes(rows, evaluation), evaluation: evaluation) { distribution in
        objective(rows, distribution)
      }
    }
  }

  func evaluation<Passes: NetworkPasses<Scalar>>(
    _ passes: Passes, _ parameters: [Scalar]
  ) -> PolicyEvaluation<Passes> {
    PolicyEvaluation(policy.head, parameters: parameters, passes: passes)
  }

  /// Goes through the network with a block of rows.
  func passes<Passes: NetworkPasses<Scalar>>(
    _ rows: Range<Int>, _ evaluation: PolicyEvaluation<Passes>
  ) -> BlockPasses<Passes> {
    BlockPasses(passRanges(rows).map { evaluation.passes.pass(batch.observationRows($0)) })
  }

  /// The rows of a block that go through the network at a time, few enough for their activations to
  /// stay in the second-level cache.
  ///
  /// Where all rows have the same observation, as in bandits, this is a single row: its output stands
  /// for all of them.
  func passRanges(_ rows: Range<Int>) -> [Range<Int>] {
    if batch.isObservationEqual(in: rows) { return [rows.prefix(1)] }
    let count = (rows.count + passRowCount - 1) / passRowCount
    return (0..<count).map { number in
      let start = rows.lowerBound + number * rows.count / count
      let end = rows.lowerBound + (number + 1) * rows.count / count
      return start..<end
    }
  }

  /// The most rows that go through the network at a time: 160 kB of values of its widest layer, so that
  /// those of all layers stay in the second-level cache.
  private var passRowCount: Int { max(16, 40_000 / (policy.network.hiddenSizes.max() ?? 64)) }

  /// The rows of each block: of nearly equal size, so that no small remainder is left, and whole
  /// episodes where products run over an episode.
  var blocks: [Range<Int>] {
    let blockCount = (batch.rowCount + Self.blockRowCount - 1) / Self.blockRowCount
    guard blockCount > 0 else { return [] }
    let ends = (0...blockCount).map { $0 * batch.rowCount / blockCount }
    if estimator == .dice { return batch.episodes.blocks(endingNear: ends.dropFirst()) }
    return zip(ends, ends.dropFirst()).map { $0..<$1 }
  }
}
