import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// A policy adapted on made-up rows, with made-up query rows.
struct AdaptedCase: Sendable, CustomTestStringConvertible {
  /// What a step may change.
  enum Reach: String, CaseIterable, Sendable {
    case all, lastLayer, ratesOfTheirOwn, limits
  }

  let kind: PolicyCase
  let stepCount: Int
  var estimator = InnerEstimator.likelihoodRatio
  var reach = Reach.all

  /// Every estimator and reach for smooth policies; ReLU and other numbers of steps with fewer.
  static let all =
    Reach.allCases.flatMap { reach in
      [1, 2, 3].filter { $0 == 2 || reach == .limits }.flatMap { stepCount in
        InnerEstimator.allCases.flatMap { estimator in
          [PolicyCase.gaussian, .categorical].map {
            AdaptedCase(kind: $0, stepCount: stepCount, estimator: estimator, reach: reach)
          }
        }
      }
    } + PolicyCase.all.map { AdaptedCase(kind: $0, stepCount: 2) }
    + [1, 3, 5].map { AdaptedCase(kind: .gaussian, stepCount: $0) }

  var testDescription: String {
    "\(kind.testDescription), \(stepCount) steps, \(estimator.rawValue), \(reach)"
  }

  var difference: FiniteDifference { kind.difference(for: estimator) }

  static let learningRates = [0.3, 0.2, 0.15, 0.1, 0.05]

  func rule(isFirstOrder: Bool) -> AdaptationRule<Double> {
    var rule = AdaptationRule<Double>(isFirstOrder: isFirstOrder)
    if reach == .lastLayer { rule.adapted = kind.policy.lastLayerRange }
    if reach == .limits, let range = kind.policy.logStandardDeviationRange {
      // The first step finds one coordinate inside and the other beyond.
      let values = range.map { kind.parameters()[$0] }.sorted()
      rule.limited = .init(range: range, values: values[0] - 0.01...values[1] - 0.2)
    }
    return rule
  }

  var multipliers: [Double] {
    var numbers = TestNumbers(seed: 45)
    return reach == .ratesOfTheirOwn
      ? numbers.normals(kind.policy.layout.count, scale: 0.3).map(Double.exponential) : []
  }

  func path(scale: Double = 1, isFirstOrder: Bool = false) -> AdaptationPath<Surrogate<Double>> {
    var path = AdaptationPath<Surrogate<Double>>(
      initialParameters: kind.parameters(), multipliers: multipliers,
      rule: rule(isFirstOrder: isFirstOrder))
    for k in 0..<stepCount {
      path.step(
        on: kind.surrogate(rowCount: 9 + k, seed: 40 + UInt64(k), estimator: estimator),
        learningRate: scale * Self.learningRates[k])
    }
    path.fixOldPolicies()
    return path
  }

  func query(of path: AdaptationPath<Surrogate<Double>>) -> Surrogate<Double> {
    var query = kind.surrogate(rowCount: 11, seed: 50)
    query.fixOldPolicy(at: path.adaptedParameters)
    return query
  }

  /// What is learned: initial parameters, then logarithms of rates.
  func point(of path: AdaptationPath<Surrogate<Double>>) -> MetaVector<Double> {
    MetaVector(
      parameters: path.parameters[0],
      logLearningRates: path.learningRates.map(Double.naturalLogarithm),
      logMultipliers: path.multipliers.map(Double.naturalLogarithm))
  }
}

struct AdaptationPathTests {
  @Test(arguments: AdaptedCase.all)
  func `the whole meta-gradient is the slope of the adapted policy's surrogate`(
    _ test: AdaptedCase
  ) {
    let path = test.path()
    let query = test.query(of: path)
    let point = test.point(of: path)
    let expected = test.difference.gradient(at: point.flattened) { flat in
      let moved = point.replacing(by: flat)
      return query.value(
        at: path.readapted(from: moved.parameters, rates: moved.rates).adaptedParameters)
    }
    let gradient = path.pullback(query.gradient(at: path.adaptedParameters))
    expectClose(gradient.flattened, expected, within: .absolute(1e-9))
    if test.reach == .limits, !test.kind.isDiscrete {
      #expect(path.stopped[0].count == 1, "one of two deviations is to meet a limit")
    }
    #expect(VectorMath.norm(gradient.logLearningRates) > 1e-4)
  }

  @Test(arguments: AdaptedCase.all)
  func `the gradient of the whole trial is the slope of the sum of all stages`(
    _ test: AdaptedCase
  ) {
    let path = test.path()
    let query = test.query(of: path)
    let point = test.point(of: path)
    let expected = test.difference.gradient(at: point.flattened) { flat in
      let moved = point.replacing(by: flat)
      let other = path.readapted(from: moved.parameters, rates: moved.rates)
      let stages = zip(path.supports, other.parameters).map { support, parameters in
        Surrogate(policy: support.policy, batch: support.batch).value(at: parameters)
      }
      return stages.reduce(0, +) + query.value(at: other.adaptedParameters)
    }
    let gradient = path.pullback(query.gradient(at: path.adaptedParameters)) { k in
      path.gradients[k]
    }
    expectClose(gradient.flattened, expected, within: .absolute(1e-9))
  }

  @Test(arguments: AdaptedCase.all)
  func `pushing a change forward is the slope of adaptation`(_ test: AdaptedCase) {
    let path = test.path()
    let point = test.point(of: path)
    var numbers = TestNumbers(seed: 60)
    let change = numbers.normals(point.flattened.count)
    let expected = test.difference.slope(at: point.flattened, along: change) { flat in
      let moved = point.replacing(by: flat)
      return path.readapted(from: moved.parameters, rates: moved.rates).adaptedParameters
    }
    expectClose(
      path.pushforward(point.replacing(by: change)), expected, within: .absolute(1e-8))
  }

  @Test(arguments: AdaptedCase.all, [false, true])
  func `pushing forward is the transpose of pulling back`(
    _ test: AdaptedCase, isFirstOrder: Bool
  ) {
    let path = test.path(isFirstOrder: isFirstOrder)
    let point = test.point(of: path)
    var numbers = TestNumbers(seed: 61)
    let left = numbers.normals(point.parameters.count)
    let change = numbers.normals(point.flattened.count)
    let pushed = path.pushforward(point.replacing(by: change))
    expectClose(
      VectorMath.dot(left, pushed), VectorMath.dot(path.pullback(left).flattened, change),
      within: .absolute(1e-12))
  }

  @Test(arguments: AdaptedCase.all.filter { $0.reach == .all })
  func `to first order the meta-gradient is the gradient at the adapted parameters`(
    _ test: AdaptedCase
  ) {
    let path = test.path(isFirstOrder: true)
    let gradient = test.query(of: path).gradient(at: path.adaptedParameters)
    let back = path.pullback(gradient)
    #expect(back.parameters == gradient)
    for k in 0..<test.stepCount {
      expectClose(
        back.logLearningRates[k],
        path.learningRates[k] * VectorMath.dot(path.gradients[k], gradient),
        within: .absolute(1e-15))
    }
    #expect(test.path().pullback(gradient).parameters != gradient)
  }

  @Test(arguments: [PolicyCase.gaussian, .categorical])
  func `without a learning rate the meta-gradient is the plain gradient`(_ kind: PolicyCase) {
    let test = AdaptedCase(kind: kind, stepCount: 2)
    let still = test.path(scale: 0)
    #expect(still.adaptedParameters == kind.parameters())
    let query = test.query(of: still)
    let plain = query.gradient(at: kind.parameters())
    #expect(still.pullback(plain).parameters == plain)
    #expect(still.pullback(plain).logLearningRates == [0, 0])
    let slow = test.path(scale: 1e-7)
    let gradient = test.query(of: slow).gradient(at: slow.adaptedParameters)
    expectClose(slow.pullback(gradient).parameters, plain, within: .absolute(1e-5))
  }

  @Test(arguments: PolicyCase.all)
  func `adapting again from the same parameters gives the same bits`(_ kind: PolicyCase) {
    func check<Scalar: TensorScalar>(_ type: Scalar.Type) {
      var path = AdaptationPath<Surrogate<Scalar>>(
        initialParameters: kind.parameters().map { Scalar($0) })
      for k in 0..<3 {
        // More rows than a block holds.
        let batch = kind.batch(rowCount: 700 + k, seed: 70 + UInt64(k), of: type)
        path.step(on: Surrogate(policy: kind.policy, batch: batch), learningRate: 0.1)
      }
      path.fixOldPolicies()
      #expect(
        path.readapted(
          from: path.parameters[0], rates: InnerRates(steps: path.learningRates)
        ).parameters == path.parameters)
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func `records each step`() {
    let test = AdaptedCase(kind: .gaussian, stepCount: 3)
    let path = test.path()
    #expect(path.stepCount == 3)
    #expect(path.learningRates == Array(AdaptedCase.learningRates.prefix(3)))
    #expect(path.parameters.count == 4)
    for k in 0..<3 {
      #expect(
        path.parameters[k + 1]
          == VectorMath.sum(
            path.parameters[k], path.gradients[k], times: path.learningRates[k]))
    }
    let empty = AdaptationPath<Surrogate<Double>>(initialParameters: [1, 2])
    #expect(empty.adaptedParameters == [1, 2])
    #expect(empty.pullback([3, 4]) == MetaVector(parameters: [3, 4]))
    #expect(empty.pushforward(MetaVector(parameters: [3, 4])) == [3, 4])
  }
}
