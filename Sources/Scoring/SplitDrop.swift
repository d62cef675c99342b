import Numerics

/// How much lower the mean return is, step by step, on tasks that are unlike those of training.
public struct SplitDrop: Equatable, Sendable {
  /// One stage of adaptation.
  public struct Point: Equatable, Sendable {
    /// How many adaptation steps were taken.
    public var step: Int
    /// The mean on tasks like those of training less the mean on the others.
    public var difference: Double
    /// Bootstrap 95 % interval of the difference; each split's tasks are resampled separately.
    public var confidence95: ClosedRange<Double>
  }

  /// The points, from no adaptation to the last step.
  public var curve: [Point]
  /// The whole trial; its step is the number of blocks.
  public var trial: Point

  /// Compares the scores of the same policies on two splits.
  ///
  /// - Parameters:
  ///   - test: On tasks like those of training.
  ///   - shifted: On the others.
  ///   - scoring: The protocol of either; only its seed counts.
  /// - Precondition: Both have the same stages.
  public init(from test: PooledScore, to shifted: PooledScore, by scoring: ScoringProtocol) {
    precondition(
      test.curve.count == shifted.curve.count,
      "SplitDrop: the scores differ in the number of adaptation steps.")
    let key = ResamplingPurpose.splits.key(of: scoring)
    curve = test.curve.indices.map { step in
      Point(
        step: step, difference: test.curve[step].mean - shifted.curve[step].mean,
        confidence95: Statistics.independentDifference95(
          of: Statistics.taskMeans(test.returns(step)),
          and: Statistics.taskMeans(shifted.returns(step)), key: key.child(.bootstrap, step)))
    }
    trial = Point(
      step: curve.count, difference: test.trialMean - shifted.trialMean,
      confidence95: Statistics.independentDifference95(
        of: test.taskTrialReturns, and: shifted.taskTrialReturns,
        key: key.child(.bootstrap, test.resampledTrialNumber)))
  }
}
