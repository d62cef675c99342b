import MetaLearning
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

/// The whole outer objective, with actions, rewards and old log probabilities frozen: its gradient
/// against differences of its value, each of which adapts every task anew.
struct MetaObjectiveTests {
  private let workers = Workers(count: 1)

  static let estimators = [1, 2, 3, 5].flatMap { stepCount in
    InnerEstimator.allCases.flatMap { estimator in
      (stepCount < 3 ? ObjectiveCase.Terms.allCases : [.plain, .wholeTrialAndScore]).flatMap {
        terms in
        PolicyCase.small.map {
          ObjectiveCase(kind: $0, stepCount: stepCount, estimator: estimator, terms: terms)
        }
      }
    }
  }

  static let learners = [GradientMethod.metaSGD, .anil, .cavia(contextSize: 2)].flatMap { learner in
    ObjectiveCase.Terms.allCases.flatMap { terms in
      (learner.contextSize != nil ? PolicyCase.withEmbedding : PolicyCase.small).map {
        ObjectiveCase(kind: $0, learner: learner, estimator: .dice, terms: terms)
      }
    }
  }

  @Test(arguments: estimators + learners)
  func `the meta-gradient is the slope of the objective`(test: ObjectiveCase) throws {
    let (objective, point) = (test.objective(), test.point)
    let difference = FiniteDifference(step: test.estimator == .dice ? 2e-4 : 5e-4)
    let expected = difference.gradient(at: point.flattened) { flat in
      (try? objective.meanValue(at: point.replacing(by: flat), workers: workers).surrogate) ?? .nan
    }
    let found = try objective.meanGradient(workers: workers).flattened
    expectClose(found, expected, within: .absolute(2e-9))
    #expect(VectorMath.norm(found) > 0.05)
  }

  /// Each term must make a difference, or the test above would not notice that it is missing.
  @Test(arguments: PolicyCase.small)
  func `every term and every estimator has a meta-gradient of its own`(kind: PolicyCase) throws {
    var gradients: [[Double]] = []
    for estimator in InnerEstimator.allCases {
      for terms in ObjectiveCase.Terms.allCases {
        let test = ObjectiveCase(kind: kind, estimator: estimator, terms: terms)
        gradients.append(try test.objective().meanGradient(workers: workers).flattened)
      }
    }
    for (index, left) in gradients.enumerated() {
      for right in gradients[..<index] {
        #expect(VectorMath.norm(VectorMath.sum(left, right, times: -1)) > 1e-3)
      }
    }
  }

  /// The objective's value where nothing has moved: ratios are 1, divergences 0.
  @Test(arguments: estimators + learners)
  func `before the update the value is the mean advantage and the divergence 0`(
    test: ObjectiveCase
  ) throws {
    let (objective, tasks) = (test.objective(), test.tasks())
    let value = try objective.meanValue(at: test.point, workers: workers)
    func mean(_ surrogate: Surrogate<Double>) -> Double {
      surrogate.batch.advantages.reduce(0, +) / Double(surrogate.batch.rowCount)
    }
    let expected = tasks.map { task in
      mean(task.query)
        + (test.settings.metaGradient.countsWholeTrial
          ? task.path.supports.reduce(0) { $0 + mean($1) } : 0)
    }
    expectClose(value.surrogate, (expected[0] + expected[1]) / 2, within: .absolute(1e-14))
    expectClose(value.divergence, 0, within: .absolute(1e-15))
  }
}
