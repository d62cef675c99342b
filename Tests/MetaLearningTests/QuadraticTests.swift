import MetaLearning
import Tensors
import TestSupport
import Testing

/// The recursion through adaptation alone, on quadratics, where matrix products say what is right.
struct QuadraticTests {
  /// Steps on quadratics of their own, with rates and multipliers of their own.
  struct Case: Sendable, CustomTestStringConvertible {
    let stepCount: Int
    let hasMultipliers: Bool

    var testDescription: String {
      "\(stepCount) steps\(hasMultipliers ? ", rates of parameters" : "")"
    }

    static let size = 4
    static let all = [1, 2, 3, 5].flatMap { stepCount in
      [false, true].map { Case(stepCount: stepCount, hasMultipliers: $0) }
    }

    let start = uniformNumbers(size, seed: 1)
    let rates = uniformNumbers(5, in: 0.05...0.3, seed: 2)

    var multipliers: [Double] {
      hasMultipliers ? uniformNumbers(Self.size, in: 0.3...1.5, seed: 3) : []
    }

    func objective(_ number: Int) -> Quadratic {
      Quadratic(
        matrix: positiveDefiniteMatrix(size: Self.size, seed: 10 + number),
        center: uniformNumbers(Self.size, seed: 20 + number))
    }

    /// What the adapted parameters are judged by.
    var query: Quadratic { objective(9) }

    func path(isFirstOrder: Bool = false) -> AdaptationPath<Quadratic> {
      var path = AdaptationPath<Quadratic>(
        initialParameters: start, multipliers: multipliers,
        rule: AdaptationRule(isFirstOrder: isFirstOrder))
      for k in 0..<stepCount { path.step(on: objective(k), learningRate: rates[k]) }
      return path
    }

    /// diag(α[k] m), and with it θ[k + 1] = (I - D A) θ[k] + D A c.
    func rateMatrix(_ k: Int) -> NaiveMatrix {
      NaiveMatrix(Self.size, Self.size) { row, column in
        row == column ? rates[k] * (multipliers.isEmpty ? 1 : multipliers[row]) : 0
      }
    }

    func jacobian(_ k: Int) -> NaiveMatrix {
      let product = rateMatrix(k).times(objective(k).matrix)
      return NaiveMatrix(Self.size, Self.size) { ($0 == $1 ? 1 : 0) - product[$0, $1] }
    }

    /// The parameters before each step and after the last.
    var points: [[Double]] {
      (0..<stepCount).reduce(into: [start]) { points, k in
        let step = rateMatrix(k).times(
          column(objective(k).gradient(at: points[k])))
        points.append(VectorMath.sum(points[k], step.elements))
      }
    }

    func column(_ elements: [Double]) -> NaiveMatrix {
      NaiveMatrix(elements, elements.count, 1)
    }
  }

  /// Sums of a dozen products of numbers up to 5.
  static let tolerance = Tolerance.absolute(1e-12)

  @Test(arguments: Case.all)
  func `adaptation and meta-gradient are what matrix products say`(test: Case) {
    let (path, points) = (test.path(), test.points)
    for (found, expected) in zip(path.parameters, points) {
      expectClose(found, expected, within: Self.tolerance)
    }
    let gradient = test.query.gradient(at: points[test.stepCount])
    // u[k] = J[k]ᵀ … J[K - 1]ᵀ ∇V, from the last step to the first.
    var pulled = test.column(gradient)
    var byRates = [Double](repeating: 0, count: test.stepCount)
    var byMultipliers = [Double](repeating: 0, count: test.multipliers.count)
    for k in (0..<test.stepCount).reversed() {
      let step = test.rateMatrix(k).times(test.column(test.objective(k).gradient(at: points[k])))
      byRates[k] = VectorMath.dot(pulled.elements, step.elements)
      for index in byMultipliers.indices {
        byMultipliers[index] += pulled.elements[index] * step.elements[index]
      }
      pulled = test.jacobian(k).transposed.times(pulled)
    }
    let found = path.pullback(gradient)
    expectClose(found.parameters, pulled.elements, within: Self.tolerance)
    expectClose(found.logLearningRates, byRates, within: Self.tolerance)
    expectClose(found.logMultipliers, byMultipliers, within: Self.tolerance)
  }

  /// A step's rate and the multipliers of all parameters scale the step alike.
  @Test(arguments: Case.all.filter(\.hasMultipliers))
  func `the slopes by all multipliers add up to those by all rates`(test: Case) {
    let path = test.path()
    let found = path.pullback(test.query.gradient(at: path.adaptedParameters))
    expectClose(
      found.logMultipliers.reduce(0, +), found.logLearningRates.reduce(0, +),
      within: Self.tolerance)
    #expect(abs(found.logLearningRates.reduce(0, +)) > 0.1)
  }

  @Test(arguments: Case.all)
  func `pushing a change forward is a product of matrices`(test: Case) {
    let path = test.path()
    let change = MetaVector(parameters: uniformNumbers(Case.size, seed: 30))
      .withRates(steps: test.stepCount, multipliers: test.multipliers.count)
    var expected = test.column(change.parameters)
    for k in 0..<test.stepCount { expected = test.jacobian(k).times(expected) }
    expectClose(path.pushforward(change), expected.elements, within: Self.tolerance)
  }

  @Test(arguments: Case.all)
  func `to first order nothing is multiplied with a Hessian`(test: Case) {
    let path = test.path(isFirstOrder: true)
    let gradient = test.query.gradient(at: path.adaptedParameters)
    #expect(path.parameters == test.path().parameters)
    #expect(path.pullback(gradient).parameters == gradient)
    #expect(test.path().pullback(gradient).parameters != gradient)
    let change = MetaVector(parameters: uniformNumbers(Case.size, seed: 30))
      .withRates(steps: test.stepCount, multipliers: test.multipliers.count)
    #expect(path.pushforward(change) == change.parameters)
  }

  /// ∇J = -(I - αA) A (I - αA) (θ - c), of which the first order leaves out the first factor.
  @Test func `one objective for all steps has a meta-gradient of powers`() {
    let objective = Case(stepCount: 1, hasMultipliers: false).objective(0)
    let start = uniformNumbers(Case.size, seed: 1)
    let factor = NaiveMatrix(Case.size, Case.size) {
      ($0 == $1 ? 1 : 0) - 0.2 * objective.matrix[$0, $1]
    }
    for stepCount in [1, 2, 3, 5] {
      var gradients: [[Double]] = []
      for isFirstOrder in [false, true] {
        var path = AdaptationPath<Quadratic>(
          initialParameters: start, rule: AdaptationRule(isFirstOrder: isFirstOrder))
        for _ in 0..<stepCount { path.step(on: objective, learningRate: 0.2) }
        gradients.append(
          path.pullback(objective.gradient(at: path.adaptedParameters)).parameters)
      }
      var expected = NaiveMatrix(objective.gradient(at: start), Case.size, 1)
      for power in 1...2 {
        for _ in 0..<stepCount { expected = factor.times(expected) }
        expectClose(gradients[2 - power], expected.elements, within: Self.tolerance)
      }
    }
  }
}

extension MetaVector<Double> {
  /// The same parameters, and rates that do not change.
  func withRates(steps: Int, multipliers: Int) -> MetaVector {
    MetaVector(
      parameters: parameters, logLearningRates: [Double](repeating: 0, count: steps),
      logMultipliers: [Double](repeating: 0, count: multipliers))
  }
}

/// The recursion against numbers of an independent script.
struct GoldenQuadraticTests {
  @Test func `every case matches`() throws {
    let numbers = try GoldenMetaGradients.load().quadratic
    let objective = Quadratic(
      matrix: NaiveMatrix(numbers.matrix.flatMap { $0 }, 3, 3), center: numbers.center)
    #expect(numbers.cases.count == 8)
    for (number, test) in numbers.cases.enumerated() {
      for isFirstOrder in [false, true] {
        let path = path(test, on: objective, from: numbers.parameters, isFirstOrder: isFirstOrder)
        let name = "case \(number)\(isFirstOrder ? ", first order" : "")"
        expectClose(
          path.parameters.flatMap { $0 }, test.points.flatMap { $0 }, within: .absolute(1e-12), name
        )
        let stages = test.isWholeTrial ? path.parameters : path.parameters.suffix(1)
        expectClose(
          stages.reduce(0) { $0 + objective.value(at: $1) }, test.value, within: .absolute(1e-12),
          name)
        let found = path.pullback(objective.gradient(at: path.adaptedParameters)) { k in
          test.isWholeTrial ? path.gradients[k] : nil
        }
        expectClose(
          found.flattened,
          isFirstOrder
            ? test.firstOrder + test.firstOrderByLogLearningRates + test.firstOrderByLogMultipliers
            : test.exact + test.exactByLogLearningRates + test.exactByLogMultipliers,
          within: .absolute(1e-12), name)
        if let direction = test.reptileDirection {
          let moved = VectorMath.sum(path.adaptedParameters, path.parameters[0], times: -1)
          expectClose(
            moved.map { $0 / test.learningRates.reduce(0, +) }, direction,
            within: .absolute(1e-12), name)
        }
      }
    }
  }

  private func path(
    _ test: GoldenMetaGradients.Quadratic.Case, on objective: Quadratic, from start: [Double],
    isFirstOrder: Bool
  ) -> AdaptationPath<Quadratic> {
    var rule = AdaptationRule<Double>(isFirstOrder: isFirstOrder)
    if let lowest = test.lowestLastEntry {
      rule.limited = .init(range: 2..<3, values: lowest...100)
    }
    var path = AdaptationPath<Quadratic>(
      initialParameters: start, multipliers: test.multipliers, rule: rule)
    for rate in test.learningRates { path.step(on: objective, learningRate: rate) }
    return path
  }
}
