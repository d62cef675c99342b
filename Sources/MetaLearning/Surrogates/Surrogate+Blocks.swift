import Networks
import Tensors

/// Sums over blocks of rows of a number that depends on what the policy says there, and derivatives.
///
/// The number is differentiated by the recorded graph as far as the outputs of the network; from there
/// `MLPPass` and `MLPTangent` carry derivatives on to the parameters.
extension Surrogate {
  /// One block's part of what is summed, given what the policy says there.
  typealias BlockObjective = (Range<Int>, ActionDistribution<Scalar>) -> Tensor<Scalar>

  /// The sum over blocks of a number.
  func sum(at parameters: [Scalar], of objective: BlockObjective) -> Scalar {
    var total: Scalar = 0
    withoutRecording {
      let evaluation = PolicyEvaluation(
        policy: policy, parameters: parameters, isForwardOnly: true)
      for rows in blocks { total += objective(rows, distribution(rows, evaluation)).scalar }
    }
    return total
  }

  /// The gradient of the sum over blocks of a number, `[P]`.
  func gradient(at parameters: [Scalar], of objective: BlockObjective) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: parameters.count)
    let evaluation = PolicyEvaluation(policy: policy, parameters: parameters)
    for rows in blocks {
      let passes = self.passes(rows, evaluation)
      let head = evaluation.head(output: passes.output)
      let value = objective(rows, head.distribution)
      let slope = head.slope(gradients(of: [value], withRespectTo: head.variables))
      passes.addPullback(of: slope.output, to: &total)
      evaluation.add(slope, to: &total)
    }
    return total
  }

  /// The derivatives of the sum over blocks of a number.
  ///
  /// - Parameters:
  ///   - parameters: `[P]`.
  ///   - objective: One block's part of the number.
  /// - Returns: The derivatives, to be asked for.
  func derivatives(
    at parameters: [Scalar], of objective: @escaping BlockObjective
  ) -> BlockDerivatives<Scalar> {
    let evaluation = PolicyEvaluation(policy: policy, parameters: parameters)
    // A value and two gradients of each unit, and some dozens of numbers for the outputs.
    let numbersPerRow = 3 * policy.hiddenSizes.reduce(0, +) + 64
    return BlockDerivatives(
      blocks: blocks, evaluation: evaluation,
      bytesPerRow: numbersPerRow * MemoryLayout<Scalar>.stride
    ) { rows in
      BlockCurvature(passes: passes(rows, evaluation), evaluation: evaluation) { distribution in
        objective(rows, distribution)
      }
    }
  }

  /// What a policy says at a block of rows: for each of them, or the same for all.
  func distribution(
    _ rows: Range<Int>, _ evaluation: PolicyEvaluation<Scalar>
  ) -> ActionDistribution<Scalar> {
    evaluation.distribution(output: passes(rows, evaluation).output)
  }

  /// Goes through the network with a block of rows, few enough at a time for its activations to stay
  /// in the second-level cache.
  ///
  /// Where all rows observe the same, as in bandits, the network is asked once: its output has one row,
  /// which stands for all of them.
  func passes(
    _ rows: Range<Int>, _ evaluation: PolicyEvaluation<Scalar>
  ) -> BlockPasses<Scalar> {
    if batch.isObservationEqual(in: rows) {
      return BlockPasses([evaluation.network.pass(batch.observationRows(rows.prefix(1)))])
    }
    let count = (rows.count + passRowCount - 1) / passRowCount
    return BlockPasses(
      (0..<count).map { number in
        let start = rows.lowerBound + number * rows.count / count
        let end = rows.lowerBound + (number + 1) * rows.count / count
        return evaluation.network.pass(batch.observationRows(start..<end))
      })
  }

  /// The rows of each block: of nearly equal size, so that no small remainder is left, and whole
  /// episodes where products run over an episode.
  var blocks: [Range<Int>] {
    let blockCount = (batch.rowCount + Self.blockRowCount - 1) / Self.blockRowCount
    guard blockCount > 0 else { return [] }
    let ends = (0...blockCount).map { $0 * batch.rowCount / blockCount }
    if estimator == .dice { return batch.blocksOfEpisodes(endingNear: ends.dropFirst()) }
    return zip(ends, ends.dropFirst()).map { $0..<$1 }
  }
}
