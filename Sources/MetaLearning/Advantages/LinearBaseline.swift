public import Gym
private import Tensors

/// A baseline that is linear in features of the observation and of time, refitted to each block of
/// rollouts.
///
/// The features of observation o at step t are o, o², t/100, (t/100)², (t/100)³ and 1. Weights
/// minimise the squared error to the returns-to-go with a ridge of 1e-5, which is raised tenfold
/// until the normal equations can be solved.
///
/// - Source: Duan et al. 2016, "Benchmarking deep reinforcement learning for continuous control",
///   section 5, <https://arxiv.org/abs/1604.06778>.
public enum LinearBaseline {
  /// Fits the baseline to returns-to-go and predicts them.
  ///
  /// - Parameters:
  ///   - rollouts: The episodes, B steps together.
  ///   - returns: The return-to-go of each step, `[B]`.
  /// - Returns: The predicted return of each step, `[B]`.
  public static func fittedValues(of rollouts: Rollouts, returns: [Double]) -> [Double] {
    let width = 2 * rollouts.observationSize + 4
    var rows = [Double](repeating: 0, count: rollouts.stepCount * width)
    fillFeatures(of: rollouts, into: &rows)
    return withoutRecording {
      let features = Tensor(rows, shape: Shape(rollouts.stepCount, width))
      let targets = Tensor(returns, shape: Shape(rollouts.stepCount, 1))
      let moments = Tensor.product(features, features, isLeftTransposed: true)
      let projections = Tensor.product(features, targets, isLeftTransposed: true)
      guard let weights = solve(moments.elements, projections.elements, width: width) else {
        return [Double](repeating: 0, count: rollouts.stepCount)
      }
      return Tensor.product(features, Tensor(weights, shape: Shape(width, 1))).elements
    }
  }

  private static func fillFeatures(of rollouts: Rollouts, into rows: inout [Double]) {
    let size = rollouts.observationSize
    let width = 2 * size + 4
    for episode in 0..<rollouts.episodeCount {
      let range = rollouts.rows(ofEpisode: episode)
      for row in range {
        let start = row * width
        for i in 0..<size {
          let value = Double(rollouts.observations[row * size + i])
          rows[start + i] = value
          rows[start + size + i] = value * value
        }
        let time = Double(row - range.lowerBound) / 100
        rows[start + 2 * size] = time
        rows[start + 2 * size + 1] = time * time
        rows[start + 2 * size + 2] = time * time * time
        rows[start + 2 * size + 3] = 1
      }
    }
  }

  private static func solve(
    _ moments: [Double], _ projections: [Double], width: Int
  ) -> [Double]? {
    var ridge = 1e-5
    for _ in 0..<5 {
      var matrix = moments
      for i in 0..<width { matrix[i * width + i] += ridge }
      if let weights = BLAS.solvePositiveDefinite(matrix, projections),
        weights.allSatisfy(\.isFinite)
      {
        return weights
      }
      ridge *= 10
    }
    return nil
  }
}
