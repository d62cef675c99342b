import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// PPO's and ProMP's objective, where the rollouts were collected and away from there.
struct ClippedObjectiveTests {
  private let workers = Workers(count: 1)

  static let cases = ofMAML + ofRelatives

  private static let ofMAML: [ObjectiveCase] =
    [OuterStep.Name.ppo, .promp].flatMap { outer in
      [1, 2, 3].flatMap { stepCount in
        InnerEstimator.allCases.flatMap { estimator in
          [ObjectiveCase.Terms.plain, .wholeTrial].flatMap { terms in
            PolicyCase.small.map {
              ObjectiveCase(
                kind: $0, stepCount: stepCount, outer: outer, estimator: estimator, terms: terms)
            }
          }
        }
      }
    }

  private static let ofRelatives: [ObjectiveCase] =
    [GradientMethod.metaSGD, .anil, .cavia(contextSize: 2)].flatMap { learner in
      (learner.contextSize != nil ? PolicyCase.withEmbedding : PolicyCase.small).map {
        ObjectiveCase(kind: $0, learner: learner, outer: .promp, terms: .wholeTrial)
      }
    }

  /// What is ascended: the mean over tasks of clipped surrogates, less the penalty on the divergence
  /// of the policies that collected the supports.
  private func value(_ test: ObjectiveCase, _ tasks: [AdaptedTask<Double>], _ flat: [Double])
    -> Double
  {
    let (settings, moved) = (test.settings, test.point.replacing(by: flat))
    guard let clipped = settings.outer.clipped else { return .nan }
    let values = tasks.map { task in
      let path = task.path.readapted(from: moved.parameters, rates: moved.rates)
      var value = task.query.clippedValue(at: path.adaptedParameters, clip: clipped.clip)
      for (k, support) in task.path.supports.enumerated() {
        if settings.metaGradient.countsWholeTrial {
          value += support.clippedValue(at: path.parameters[k], clip: clipped.clip)
        }
        if let penalty = clipped.innerDivergencePenalty {
          value -=
            penalty * support.klDivergence(from: task.path.parameters[k], to: path.parameters[k])
        }
      }
      return value
    }
    return values.reduce(0, +) / Double(values.count)
  }

  /// How far the nearest ratio is from a kink, and how many rows are beyond one.
  private func clipping(
    _ test: ObjectiveCase, _ tasks: [AdaptedTask<Double>], at point: MetaVector<Double>
  ) -> (margin: Double, closedCount: Int, rowCount: Int) {
    var (margin, closedCount, rowCount) = (Double.infinity, 0, 0)
    let clip = test.settings.outer.clipped?.clip ?? .nan
    for task in tasks {
      let path = task.path.readapted(from: point.parameters, rates: point.rates)
      let stages =
        (test.settings.metaGradient.countsWholeTrial ? task.path.supports : []) + [task.query]
      let parameters = path.parameters.suffix(stages.count)
      for (surrogate, parameters) in zip(stages, parameters) {
        let scalar = ScalarPolicy(policy: test.kind.policy, parameters: parameters)
        let batch = surrogate.batch
        for (row, old) in (batch.oldLogProbabilities ?? []).enumerated() {
          let ratio = Double.exponential(scalar.logProbability(row, of: batch) - old)
          let advantage = batch.advantages[row]
          let bound = advantage > 0 ? 1 + clip : 1 - clip
          margin = min(margin, abs(ratio - bound))
          closedCount += (advantage > 0 ? ratio > bound : ratio < bound) ? 1 : 0
          rowCount += 1
        }
      }
    }
    return (margin, closedCount, rowCount)
  }

  @Test(arguments: cases)
  func `away from where it was collected the gradient is the slope`(test: ObjectiveCase) throws {
    let (objective, tasks) = (test.objective(), test.tasks())
    // Of some points nearby, the one at which no ratio is near a kink.
    let points = (0..<16).map { index in
      var numbers = TestNumbers(seed: 500 + UInt64(index))
      let flat = test.point.flattened
      return test.point.replacing(
        by: VectorMath.sum(flat, numbers.normals(flat.count, scale: 0.06)))
    }
    let candidates = points.map { (point: $0, clipping: clipping(test, tasks, at: $0)) }
    let (point, clipped) = try #require(
      candidates.max { $0.clipping.margin < $1.clipping.margin })
    #expect(clipped.margin > 2e-3)
    #expect(clipped.closedCount > 0 && clipped.closedCount < clipped.rowCount)
    let expected = FiniteDifference(step: 2e-5).gradient(at: point.flattened) {
      value(test, tasks, $0)
    }
    let found = try objective.meanGradient(at: point, workers: workers).flattened
    expectClose(found, expected, within: .absolute(1e-9))
    let unclipped = ObjectiveCase(
      kind: test.kind, stepCount: test.stepCount, learner: test.learner,
      estimator: test.estimator, terms: test.terms
    ).objective()
    #expect(found != (try unclipped.meanGradient(at: point, workers: workers).flattened))
  }

  @Test(arguments: cases)
  func `where the rollouts were collected it is the policy gradient`(test: ObjectiveCase) throws {
    var plain = test
    plain.outer = .adam
    let expected = try plain.objective().meanGradient(workers: workers)
    #expect(try test.objective().meanGradient(workers: workers) == expected)
    // The first epoch's step needs no adaptation, but would be the same with it.
    expectClose(
      try test.objective().meanGradient(at: test.point, workers: workers).flattened,
      expected.flattened, within: .absolute(1e-13))
  }

  @Test func `the penalty alone separates ProMP from PPO`() throws {
    var test = ObjectiveCase(kind: PolicyCase.small[0], outer: .promp)
    let flat = test.point.flattened
    var numbers = TestNumbers(seed: 510)
    let point = test.point.replacing(
      by: VectorMath.sum(flat, numbers.normals(flat.count, scale: 0.1)))
    let promp = try test.objective().meanGradient(at: point, workers: workers)
    var settings = test.settings
    settings.outer.clipped?.innerDivergencePenalty = 0
    let free = MetaObjective(settings: settings, tasks: test.tasks())
    test.outer = .ppo
    let ppo = try test.objective().meanGradient(at: point, workers: workers)
    #expect(promp != ppo)
    #expect(try free.meanGradient(at: point, workers: workers) == ppo)
  }

  /// Two arms with a probability of 1/2, whose ratios to the old policy are set: of each sign of the
  /// advantage one row inside the bounds of 0.8 and 1.2, one beyond either of them.
  @Test func `rows on both sides of the clip match hand-worked numbers`() {
    let policy = Policy(
      input: PolicyInput(observationSize: 1), hiddenSizes: [], activation: .tanh,
      actionKind: .discrete(count: 2))
    let ratios = [1.5, 1.1, 0.5, 1.5, 0.9, 0.5]
    let advantages: [Double] = [2, 2, 2, -1, -1, -1]
    var batch = PolicyBatch(
      observations: [Double](repeating: 1, count: 6), observationSize: 1,
      actions: .discrete([0, 0, 0, 1, 1, 1]), advantages: advantages,
      weights: [1, 1, 1, 1, 1, 3])
    batch.oldLogProbabilities = ratios.map { Double.naturalLogarithm(0.5 / $0) }
    let surrogate = Surrogate(policy: policy, batch: batch)
    let parameters = [0.0, 0, 0, 0]
    // min(r A, clip(r) A), with the last row counted three times:
    // 1.2 · 2 + 1.1 · 2 + 0.5 · 2 - 1.5 - 0.9 - 3 · 0.8 = 0.8, over a weight of 8.
    expectClose(
      surrogate.clippedValue(at: parameters, clip: 0.2), 0.1, within: .absolute(1e-15))
    // The slope of a log probability is ±1/2 by either logit. Rows 0 and 5 are closed:
    // (1.1 · 2 + 0.5 · 2) / 2 + (1.5 + 0.9) / 2 = 2.8, over a weight of 8.
    expectClose(
      surrogate.clippedGradient(at: parameters, clip: 0.2), [0.35, -0.35, 0.35, -0.35],
      within: .absolute(1e-15))
    // Without bounds: 2 (1.5 + 1.1 + 0.5) - 1.5 - 0.9 - 1.5 = 2.3, and a slope of 10.1 / 2.
    expectClose(
      surrogate.clippedValue(at: parameters, clip: 10), 2.3 / 8, within: .absolute(1e-15))
    expectClose(
      surrogate.clippedGradient(at: parameters, clip: 10), [1, -1, 1, -1].map { $0 * 10.1 / 16 },
      within: .absolute(1e-15))
  }

  @Test(arguments: PolicyCase.all)
  func `where no ratio is bounded the clipped surrogate is the surrogate`(kind: PolicyCase) {
    var surrogate = kind.surrogate(rowCount: 700)
    let old = kind.parameters()
    surrogate.fixOldPolicy(at: old)
    let near = kind.neighbour(of: old)
    expectClose(
      surrogate.clippedValue(at: near, clip: 1e9), surrogate.value(at: near),
      within: .absolute(1e-13))
    expectClose(
      surrogate.clippedGradient(at: near, clip: 1e9), surrogate.gradient(at: near),
      within: .absolute(1e-13))
    #expect(
      abs(surrogate.clippedValue(at: near, clip: 0.1) - surrogate.value(at: near)) > 1e-3)
  }
}
