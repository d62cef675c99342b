import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// A policy adapted on made-up rows, with made-up query rows.
struct AdaptedCase: Sendable, CustomTestStringConvertible {
  let kind: PolicyCase
  let stepCount: Int

  static let all = [1, 2, 3].flatMap { stepCount in
    PolicyCase.all.map { AdaptedCase(kind: $0, stepCount: stepCount) }
  }

  var testDescription: String { "\(kind.testDescription), \(stepCount) steps" }

  static let learningRates = [0.3, 0.2, 0.15]

  func path(scale: Double = 1, isFirstOrder: Bool = false) -> AdaptationPath<Double> {
    var path = AdaptationPath(
      initialParameters: kind.parameters(), isFirstOrder: isFirstOrder)
    for k in 0..<stepCount {
      path.step(
        on: kind.surrogate(rowCount: 9 + k, seed: 40 + UInt64(k)),
        learningRate: scale * Self.learningRates[k])
    }
    path.fixOldPolicies()
    return path
  }

  func query(of path: AdaptationPath<Double>) -> Surrogate<Double> {
    var query = kind.surrogate(rowCount: 11, seed: 50)
    query.fixOldPolicy(at: path.adaptedParameters)
    return query
  }

  /// What is learned: initial parameters, then logarithms of learning rates.
  func point(of path: AdaptationPath<Double>) -> [Double] {
    path.parameters[0] + path.learningRates.map(Double.naturalLogarithm)
  }

  func split(_ point: [Double]) -> (initial: [Double], learningRates: [Double]) {
    let vector = MetaVector(flattened: point, parameterCount: kind.policy.layout.count)
    return (vector.parameters, vector.logLearningRates.map(Double.exponential))
  }
}

struct AdaptationPathTests {
  @Test(arguments: AdaptedCase.all)
  func `the whole meta-gradient is the slope of the adapted policy's surrogate`(
    _ test: AdaptedCase
  ) {
    let path = test.path()
    let query = test.query(of: path)
    let expected = test.kind.difference.gradient(at: test.point(of: path)) { point in
      let (initial, rates) = test.split(point)
      return query.value(at: path.adapted(from: initial, learningRates: rates))
    }
    let gradient = path.pullback(query.gradient(at: path.adaptedParameters))
    expectClose(
      gradient.parameters, Array(expected[..<gradient.parameters.count]),
      within: .absolute(1e-9), "parameters")
    expectClose(
      gradient.logLearningRates, Array(expected[gradient.parameters.count...]),
      within: .absolute(1e-9), "learning rates")
    #expect(VectorMath.norm(gradient.logLearningRates) > 1e-3)
  }

  @Test(arguments: AdaptedCase.all)
  func `the gradient of the whole trial is the slope of the sum of all stages`(
    _ test: AdaptedCase
  ) {
    let path = test.path()
    let query = test.query(of: path)
    let expected = test.kind.difference.gradient(at: test.point(of: path)) { point in
      let (initial, rates) = test.split(point)
      var current = initial
      var sum = 0.0
      for (support, rate) in zip(path.supports, rates) {
        sum += support.value(at: current)
        current = VectorMath.sum(current, support.gradient(at: current), times: rate)
      }
      return sum + query.value(at: current)
    }
    let gradient = path.pullback(
      query.gradient(at: path.adaptedParameters), addingStageGradients: true)
    expectClose(gradient.flattened, expected, within: .absolute(1e-9))
  }

  @Test(arguments: AdaptedCase.all)
  func `pushing a change forward is the slope of adaptation`(_ test: AdaptedCase) {
    let path = test.path()
    let point = test.point(of: path)
    var numbers = TestNumbers(seed: 60)
    let change = numbers.normals(point.count)
    let expected = test.kind.difference.slope(at: point, along: change) { point in
      let (initial, rates) = test.split(point)
      return path.adapted(from: initial, learningRates: rates)
    }
    let count = test.kind.policy.layout.count
    expectClose(
      path.pushforward(MetaVector(flattened: change, parameterCount: count)), expected,
      within: .absolute(1e-8))
  }

  @Test(arguments: AdaptedCase.all, [false, true])
  func `pushing forward is the transpose of pulling back`(
    _ test: AdaptedCase, isFirstOrder: Bool
  ) {
    let path = test.path(isFirstOrder: isFirstOrder)
    let count = test.kind.policy.layout.count
    var numbers = TestNumbers(seed: 61)
    let (left, change) = (numbers.normals(count), numbers.normals(count + test.stepCount))
    let pushed = path.pushforward(MetaVector(flattened: change, parameterCount: count))
    expectClose(
      VectorMath.dot(left, pushed), VectorMath.dot(path.pullback(left).flattened, change),
      within: .absolute(1e-12))
  }

  @Test(arguments: AdaptedCase.all)
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
      var path = AdaptationPath(initialParameters: kind.parameters().map { Scalar($0) })
      for k in 0..<3 {
        // More rows than a block holds.
        let batch = kind.batch(rowCount: 700 + k, seed: 70 + UInt64(k), of: type)
        path.step(on: Surrogate(policy: kind.policy, batch: batch), learningRate: 0.1)
      }
      path.fixOldPolicies()
      #expect(
        path.adapted(from: path.parameters[0], learningRates: path.learningRates)
          == path.adaptedParameters)
    }
    check(Float.self)
    check(Double.self)
  }

  @Test func `records each step`() {
    let test = AdaptedCase(kind: .gaussian, stepCount: 3)
    let path = test.path()
    #expect(path.stepCount == 3)
    #expect(path.learningRates == AdaptedCase.learningRates)
    #expect(path.parameters.count == 4)
    for k in 0..<3 {
      #expect(
        path.parameters[k + 1]
          == VectorMath.sum(
            path.parameters[k], path.gradients[k], times: path.learningRates[k]))
    }
    let empty = AdaptationPath(initialParameters: [1.0, 2])
    #expect(empty.adaptedParameters == [1, 2])
    #expect(empty.pullback([3, 4]) == MetaVector(parameters: [3, 4], logLearningRates: []))
    #expect(empty.pushforward(MetaVector(parameters: [3, 4], logLearningRates: [])) == [3, 4])
  }
}
