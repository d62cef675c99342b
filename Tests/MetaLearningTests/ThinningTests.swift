import MetaLearning
import Networks
import Numerics
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

  /// Fractional parts of multiples of the golden ratio 0.618: 0, .618, .236, .854, .472, .090, .708,
  /// .326, .944, .562, .180, .798.
  @Test(arguments: [
    (1.0, Array(0..<12)), (0.5, [0, 2, 4, 5, 7, 10]), (0.25, [0, 2, 5, 10]), (0.01, [0]),
    (0.75, [0, 1, 2, 4, 5, 6, 7, 9, 10]),
  ])
  func `rows that are kept are evenly spread`(share: Double, expected: [Int]) {
    let thinned = batch.thinned(to: share, isOfEpisodes: false)
    #expect(rows(thinned) == expected)
    #expect(thinned.observations == expected.flatMap { [Double(2 * $0), Double(2 * $0 + 1)] })
    #expect(thinned.weights == expected.map { 1 / Double($0 + 1) })
    #expect(thinned.oldLogProbabilities == expected.map { -Double($0) })
    #expect(thinned.offsets == Array(0...expected.count))
    #expect(thinned.advantageScale == 7)
    guard case .discrete(let choices) = thinned.actions else {
      Issue.record("the actions are of another kind")
      return
    }
    #expect(choices == expected.map { Int32($0) })
  }

  /// Rows are those of 20 episodes of 100 steps.
  @Test(arguments: [0.01, 0.1, 0.25])
  func `rows that are kept are of all parts of episodes`(share: Double) {
    let batch = PolicyBatch<Double>(
      observations: (0..<2000).map { Double($0 % 100) }, observationSize: 1,
      actions: .discrete([Int32](repeating: 0, count: 2000)),
      advantages: [Double](repeating: 0, count: 2000), offsets: (0...20).map { 100 * $0 })
    let steps = batch.thinned(to: share, isOfEpisodes: false).observations
    #expect(abs(Double(steps.count) - 2000 * share) <= 2)
    // The mean step is 49.5; of n steps drawn at random it would be off by 28.9 / √n.
    let mean = steps.reduce(0, +) / Double(steps.count)
    #expect(abs(mean - 49.5) < 3 * 28.9 / Double(steps.count).squareRoot())
    for part in 0..<4 { #expect(steps.contains { Int($0) / 25 == part }) }
  }

  @Test func `episodes are kept as a whole`() {
    let thinned = batch.thinned(to: 0.4, isOfEpisodes: true)
    #expect(rows(thinned) == [0, 1, 2, 4, 5, 6, 7, 8])
    #expect(thinned.offsets == [0, 3, 8])
    #expect(rows(batch.thinned(to: 0.1, isOfEpisodes: true)) == [0, 1, 2])
  }

  @Test(arguments: InnerEstimator.allCases)
  func `a trust region of fewer rows steps within its bound, and elsewhere`(
    estimator: InnerEstimator
  ) throws {
    func outcome(_ share: Double) throws -> (report: UpdateReport, state: NamedArrays) {
      let test = TrainingCase("share \(share)", on: "point-robot/goals") {
        $0.outer.name = .trpo
        $0.tiny()
        $0.metaGradient.estimator = estimator
        $0.outer.trustRegion?.curvatureShare = share
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
    var settings = GradientSettings()
    settings.outer.name = .trpo
    settings.outer.trustRegion?.curvatureShare = share
    #expect(throws: SettingsError.self) { try settings.validate() }
  }
}
