public import Gym
import Numerics

/// Several policies scored on the same tasks, summarised as one: usually training seeds.
///
/// With a single run it is that run's score. With several, means and interquartile means are over all
/// runs × tasks, and their intervals come from the stratified bootstrap over runs.
public struct PooledScore: Equatable, Sendable {
  /// The score of each policy.
  public var runs: [Score]
  /// The points, from no adaptation to the last step.
  public var curve: [Score.Point]
  /// Bootstrap 95 % interval of each point's mean with runs and tasks resampled, `[K + 1]`.
  public var crossed95: [ClosedRange<Double>]
  /// Mean over runs and tasks of the whole trial's return.
  public var trialMean: Double
  /// Bootstrap 95 % interval of `trialMean`.
  public var trialConfidence95: ClosedRange<Double>
  /// The whole trial like a point of the curve; see `Score.trialPoint`.
  public var trialPoint: Score.Point
  /// Bootstrap 95 % interval of `trialMean` with runs and tasks resampled.
  public var trialCrossed95: ClosedRange<Double>

  /// Pools scores.
  ///
  /// - Parameters:
  ///   - runs: At least one score; all on the same tasks.
  ///   - scoring: The protocol of all of them.
  /// - Precondition: All runs have the same tasks, stages and kind of experience.
  public init(_ runs: [Score], by scoring: ScoringProtocol) {
    precondition(!runs.isEmpty, "PooledScore: there are no runs, but at least 1 is needed.")
    precondition(
      runs.allSatisfy { $0.tasks == runs[0].tasks && $0.curve.count == runs[0].curve.count },
      "PooledScore: the runs differ in their tasks or in the number of adaptation steps.")
    precondition(
      runs.allSatisfy { $0.experience == runs[0].experience },
      "PooledScore: some agents are pooled and some separate, whose trials differ in length.")
    self.runs = runs
    let first = runs[0]
    curve = first.curve
    crossed95 = first.curve.map(\.confidence95)
    trialMean = first.trialMean
    trialConfidence95 = first.trialConfidence95
    trialPoint = first.trialPoint
    trialCrossed95 = first.trialConfidence95
    guard runs.count > 1 else { return }
    let key = ResamplingPurpose.runs.key(of: scoring)
    for step in curve.indices {
      let key = key.child(.bootstrap, step)
      crossed95[step] = Statistics.crossedInterval95(returns(step), key: key.child(.bootstrap, 1))
      curve[step] = Self.point(runs.map { $0.curve[step] }, returns(step), key: key)
      curve[step].normalized = anchors.normalized(curve[step].mean)
    }
    let trialReturns = runs.map(\.trialReturns)
    let trialKey = key.child(.bootstrap, resampledTrialNumber)
    trialPoint = Self.point(runs.map(\.trialPoint), trialReturns, key: trialKey)
    trialMean = trialPoint.mean
    trialConfidence95 = trialPoint.confidence95
    trialCrossed95 = Statistics.crossedInterval95(
      trialReturns, key: trialKey.child(.bootstrap, 1))
    trialPoint.normalized = anchors.normalized(
      trialMean / Double(first.trialEpisodeCount(by: scoring)))
  }

  /// The same point of all runs together, not yet normalised.
  private static func point(
    _ points: [Score.Point], _ returns: [[Double]], key: RandomKey
  ) -> Score.Point {
    let all = returns.flatMap(\.self)
    let intervals = Statistics.stratifiedIntervals95(returns, key: key)
    var point = points[0]
    point.environmentSteps = Statistics.mean(points.map(\.environmentSteps))
    point.mean = Statistics.mean(all)
    point.confidence95 = intervals.mean
    point.interquartileMean = Statistics.interquartileMean(all)
    point.interquartileMean95 = intervals.interquartileMean
    point.standardDeviation = Statistics.standardDeviation(all)
    return point
  }

  /// The number in the address of the whole trial's resampling.
  var resampledTrialNumber: Int {
    Score.resampledNumber(ofTrialWith: curve.count, experience: experience)
  }

  /// What each run returned on each task after a step, `[runs][tasks]`.
  func returns(_ step: Int) -> [[Double]] {
    runs.map { run in run.taskReturns.map { $0[step] } }
  }

  /// What reports call all of them together.
  public var name: String { runs.map(\.name).joined(separator: ", ") }

  /// Whether the episodes of a block teach one agent, or each belongs to a trial of its own.
  public var experience: Experience { runs[0].experience }

  /// Each environment step of the episodes of each block, mean over runs, `[K + 1]`; empty if steps were
  /// not measured.
  public var steps: [[Score.Step]] {
    runs[0].steps.indices.map { block in
      let all = runs.map { $0.steps[block] }
      return (0..<(all.map(\.count).max() ?? 0)).map { step in
        let present = all.compactMap { $0.indices.contains(step) ? $0[step] : nil }
        return Score.Step(
          reward: present.reduce(0) { $0 + $1.reward } / Double(all.count),
          runningShare: present.reduce(0) { $0 + $1.runningShare } / Double(all.count))
      }
    }
  }

  /// The return of the whole trial on each task, over runs.
  public var taskTrialReturns: [Double] { Statistics.taskMeans(runs.map(\.trialReturns)) }

  /// How many episodes of an agent the return of its whole trial counts.
  public func trialEpisodeCount(by scoring: ScoringProtocol) -> Int {
    runs[0].trialEpisodeCount(by: scoring)
  }

  /// Known levels on the same tasks.
  public var anchors: Anchors { runs[0].anchors }

  /// The parameters of each task.
  public var tasks: [[Float]] { runs[0].tasks }

  /// The mean return of each task at each stage, over runs, `[tasks][K + 1]`.
  public var taskReturns: [[Double]] {
    let byStep = curve.indices.map { Statistics.taskMeans(returns($0)) }
    return tasks.indices.map { task in byStep.map { $0[task] } }
  }
}

/// The purpose of a resampling other than that of one score's curve: part of its address.
enum ResamplingPurpose: Int {
  case runs = 1
  case comparison = 2
  case splits = 3

  func key(of scoring: ScoringProtocol) -> RandomKey {
    RandomKey(seed: scoring.seed).child(.scoring).child(.scoring, rawValue)
  }
}
