import Networks
import Tensors

/// Ranges of rows as tensors.
extension PolicyBatch {
  /// The observations of a range of rows.
  func observationRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    Tensor(
      observations[rows.lowerBound * observationSize..<rows.upperBound * observationSize],
      shape: Shape(rows.count, observationSize))
  }

  /// Whether all of a range of rows have the same observation.
  func isObservationEqual(in rows: Range<Int>) -> Bool {
    let numbers = observations.span
    let size = observationSize
    let second = (rows.lowerBound + 1) * size
    // Each number is compared with the one a row before.
    for index in second..<max(second, rows.upperBound * size)
    where numbers[index] != numbers[index - size] { return false }
    return true
  }

  /// The actions of a range of rows.
  func actionRows(_ rows: Range<Int>) -> Actions<Scalar> {
    switch actions {
    case .continuous(let values, let size):
      .continuous(
        Tensor(
          values[rows.lowerBound * size..<rows.upperBound * size], shape: Shape(rows.count, size)))
    case .discrete(let choices): .discrete(Array(choices[rows]))
    }
  }

  /// The advantages of a range of rows.
  func advantageRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    Tensor(advantages[rows], shape: Shape(rows.count, 1))
  }

  /// The advantages of a range of rows, times the rows' weights.
  func weightedAdvantageRows(_ rows: Range<Int>) -> Tensor<Scalar> {
    weighted(advantageRows(rows), rows)
  }

  /// Numbers of a range of rows, or one row of numbers for all of them, times the rows' weights.
  func weighted(_ numbers: Tensor<Scalar>, _ rows: Range<Int>) -> Tensor<Scalar> {
    let numbers = numbers.broadcast(to: Shape(rows.count, numbers.shape.columns))
    guard let weights else { return numbers }
    return numbers * Tensor(weights[rows], shape: Shape(rows.count, 1))
  }

  /// The sum of the weights of a range of rows.
  func weight(of rows: Range<Int>) -> Scalar {
    weights.map { $0[rows].reduce(0, +) } ?? Scalar(rows.count)
  }

  /// The sum of all weights, W.
  var totalWeight: Scalar { weight(of: 0..<rowCount) }

  /// The episodes as ranges of rows.
  var episodes: EpisodeRows { EpisodeRows(offsets: offsets) }
}
