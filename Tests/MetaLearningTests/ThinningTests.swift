import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// Curvature from a share of the rows.
struct ThinningTests {
  private let workers = Workers(count: 2)

  /// Twelve rows in episodes of 3, 1, 5, 1 and 2, whose numbers say where they are from.
  private var batch: PolicyBatch<Double> {
    var batch = PolicyBatch<Double>(
      observations: (0..<24).map { Double($0) }, observationSize: 2,
      actions: .discrete((0..<12).map { Int32($0) }), advantages: (0..<12).map { 100 + Double($0) },
      offsets: [0, 3, 4, 9, 10, 12], weights: (0..<12).map { 1 / Double($0 + 1) })
    batch.oldLogProbabilities = (0..<12).map { -Double($0) }
    batch.advantageScale = 7
    return batch
  }

  private func rows(_ batch: PolicyBatch<Double>) -> [Int] {
    batch.advantages.map { Int($0) - 100 }
  }

  @Test(arguments: [
    (1.0, Array(0..<12)), (0.5, [1, 3, 5, 7, 9, 11]), (0.25, [3, 7, 11]), (0.01, [11]),
    (0.75, [1, 2, 3, 5, 6, 7, 9, 10, 11]),
  ])
  func `rows that are kept are evenly spread`(share: Double, expected: [Int]) {
    let thinned = batch.thinned(to: share, isOfEpisodes: false)
    #expect(rows(thinned) == expected)
    #expect(thinned.observations == expected.flatMap { [Double(2 * $0), Double(2 * $0 + 1)] })
    #expect(thinned.weights == expected.map { 1 / Double($0 + 1) })
    #expect(thinned.oldLogProbabilities == expected.map { -Double($0) })
    #expect(thinned.offsets == Array(0...expected.count))
    #expect(thinned.advantageScale == 7)
    guard case .discrete(let choices) = thinned.actions else { return #expect(Bool(false)) }
    #expect(choices == expected.map { Int32($0) })
  }

  @Test func `episodes are kept as a whole`() {
    let thinned = batch.thinned(to: 0.4, isOfEpisodes: true)
    #expect(rows(thinned) == [4, 5, 6, 7, 8, 10, 11])
    #expect(thinned.offsets == [0, 5, 7])
    #expect(rows(batch.thinned(to: 0.1, isOfEpisodes: true)) == [10, 11])
  }

  @Test(arguments: InnerEstimator.allCases)
  func `a trust region of fewer rows steps within its bound, and elsewhere`(
    estimator: InnerEstimator
  ) throws {
    func outcome(_ share: Double) throws -> (report: UpdateReport, state: LearnerState) {
      let test = TrainingCase("share \(share)", on: "point-robot/goals") {
        $0.tiny()
        $0.outer = .trpo
        $0.estimator = estimator
        $0.curvatureShare = share
      }
      var loop = try test.loop()
      let report = try loop.runIteration(workers: workers)
      return (report, loop.learner.state)
    }
    let (all, some) = (try outcome(1), try outcome(0.3))
    #expect(some.report.lineSearchStep != nil)
    #expect(some.report.divergence > 0 && some.report.divergence <= 0.01)
    // The gradient is of all rows in both.
    #expect(some.report.gradientNorm == all.report.gradientNorm)
    #expect(some.state != all.state)
    #expect(try outcome(0.3).state == some.state)
  }

  @Test(arguments: [0, -0.5, 1.01, .nan])
  func `a share outside 0 to 1 is refused`(share: Double) {
    var settings = LearnerSettings()
    settings.curvatureShare = share
    #expect(throws: LearnerSettingsError.self) { try settings.validate() }
  }
}
