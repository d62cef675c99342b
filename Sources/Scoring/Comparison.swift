import Numerics

/// How one score compares with another on the same tasks, step by step.
public struct Comparison: Equatable, Sendable {
  /// One stage of adaptation.
  public struct Point: Equatable, Sendable {
    /// How many adaptation steps were taken.
    public var step: Int
    /// The other's mean.
    public var mean: Double
    /// The first less the other.
    public var paired: PairedDifference
  }

  /// The other score.
  public var other: PooledScore
  /// The points, from no adaptation to the last step.
  public var curve: [Point]
  /// The return of the first's whole trial less that of the other's, exploration counted.
  public var trial: PairedDifference

  /// Compares two scores.
  ///
  /// - Parameters:
  ///   - score: The first.
  ///   - other: The other, on the same tasks with the same random addresses.
  ///   - scoring: The protocol of both.
  /// - Precondition: Both have the same tasks and stages.
  public init(of score: PooledScore, against other: PooledScore, by scoring: ScoringProtocol) {
    precondition(
      score.tasks == other.tasks && score.curve.count == other.curve.count,
      "Comparison: the scores differ in their tasks or in the number of adaptation steps.")
    let key = ResamplingPurpose.comparison.key(of: scoring)
    self.other = other
    curve = score.curve.indices.map { step in
      Point(
        step: step, mean: other.curve[step].mean,
        paired: Statistics.pairedDifference(
          of: score.returns(step), against: other.returns(step),
          key: key.child(.bootstrap, step)))
    }
    trial = Statistics.pairedDifference(
      of: score.runs.map(\.trialReturns), against: other.runs.map(\.trialReturns),
      key: key.child(.bootstrap, score.resampledTrialNumber))
  }
}
