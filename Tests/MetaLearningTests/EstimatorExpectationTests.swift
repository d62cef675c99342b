import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// What estimators are in expectation, for a network that both states share: all four trajectories of
/// the two-step problem, weighted with their probabilities under the network.
struct EstimatorExpectationTests {
  private let policy = Policy(
    input: PolicyInput(observationSize: 2), hiddenSizes: [3], activation: .tanh,
    actionKind: .discrete(count: 2))
  private let parameters: [Double]
  private let direction: [Double]

  init() {
    var numbers = TestNumbers(seed: 300)
    parameters = numbers.normals(policy.layout.count, scale: 0.6)
    direction = numbers.normals(policy.layout.count)
  }

  private func expectedSurrogate(
    _ parameters: [Double], baseline: Double = 0, _ estimator: InnerEstimator
  ) -> Surrogate<Double> {
    let trajectories = TwoStepProblemTests.Trajectory.all
    let rows = TwoStepProblemTests.surrogate(of: trajectories, policy: policy).batch
    let scalar = ScalarPolicy(policy: policy, parameters: parameters)
    let probabilities = trajectories.indices.map { episode in
      Double.exponential(
        scalar.logProbability(2 * episode, of: rows)
          + scalar.logProbability(2 * episode + 1, of: rows))
    }
    return TwoStepProblemTests.surrogate(
      of: trajectories, weights: probabilities, baseline: baseline, policy: policy, estimator)
  }

  private func hessianProduct(_ estimator: InnerEstimator, baseline: Double = 0) -> [Double] {
    expectedSurrogate(parameters, baseline: baseline, estimator)
      .hessianVectorProduct(at: parameters, times: direction)
  }

  @Test(arguments: InnerEstimator.allCases, [-2, 0.7, 5])
  func `no estimator's expected gradient moves with the baseline`(
    estimator: InnerEstimator, baseline: Double
  ) {
    expectClose(
      expectedSurrogate(parameters, baseline: baseline, estimator).gradient(at: parameters),
      expectedSurrogate(parameters, .likelihoodRatio).gradient(at: parameters),
      within: .absolute(1e-13))
  }

  @Test(arguments: [-2, 0.7, 5])
  func `expected Hessians move with the baseline only where they leave out outer products`(
    baseline: Double
  ) {
    for estimator in [InnerEstimator.likelihoodRatio, .dice] {
      expectClose(
        hessianProduct(estimator, baseline: baseline), hessianProduct(estimator),
        within: .absolute(1e-13), estimator.rawValue)
    }
    let moved = VectorMath.sum(
      hessianProduct(.logLikelihood, baseline: baseline), hessianProduct(.logLikelihood), times: -1)
    #expect(VectorMath.norm(moved) > 0.1)
  }

  @Test func `only DiCE has the Hessian of the value in expectation`() {
    let slope = FiniteDifference(step: 5e-4).slope(at: parameters, along: direction) {
      expectedSurrogate($0, .likelihoodRatio).gradient(at: $0)
    }
    expectClose(hessianProduct(.dice), slope, within: .absolute(1e-11))
    for estimator in [InnerEstimator.likelihoodRatio, .logLikelihood] {
      let error = VectorMath.sum(hessianProduct(estimator), slope, times: -1)
      #expect(VectorMath.norm(error) > 0.05, "\(estimator.rawValue)")
    }
  }

  /// A row of each episode's first step alone: nothing comes before it that it could be mixed with.
  @Test func `for single steps DiCE is the likelihood ratio`() {
    let kind = PolicyCase.gaussian
    let parameters = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    let products = [InnerEstimator.dice, .likelihoodRatio].map { estimator in
      let batch = kind.batch(rowCount: 12).rows(0..<12)
      return Surrogate(policy: kind.policy, batch: batch, estimator: estimator)
        .hessianVectorProduct(at: parameters, times: direction)
    }
    expectClose(products[0], products[1], within: .absolute(1e-13))
    let whole = kind.surrogate(estimator: .dice)
      .hessianVectorProduct(at: parameters, times: direction)
    #expect(whole != products[0])
  }
}
