import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

struct SurrogateTests {
  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding)
  func `value, divergence and entropy equal those of the obvious policy`(_ kind: PolicyCase) {
    let old = kind.parameters()
    let new = kind.neighbour(of: old)
    var surrogate = kind.surrogate(rowCount: 7)
    surrogate.fixOldPolicy(at: old)
    let before = ScalarPolicy(policy: kind.policy, parameters: old)
    let after = ScalarPolicy(policy: kind.policy, parameters: new)
    let batch = surrogate.batch
    func mean(_ number: (Int) -> Double) -> Double { (0..<7).reduce(0) { $0 + number($1) } / 7 }
    // The two differ by rounding only, and in the engine's own exponential and tanh.
    let tolerance = Tolerance.absolute(1e-13)
    let value = mean { row in
      let difference =
        after.logProbability(row, of: batch) - before.logProbability(row, of: batch)
      return Double.exponential(difference) * batch.advantages[row]
    }
    expectClose(surrogate.value(at: new), value, within: tolerance, "value")
    expectClose(
      surrogate.klDivergence(from: old, to: new),
      mean { after.divergence(from: before, $0, of: batch) }, within: tolerance, "divergence")
    expectClose(
      surrogate.entropy(at: new), mean { after.entropy($0, of: batch) }, within: tolerance,
      "entropy")
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding, InnerEstimator.allCases)
  func `the gradient is the slope of the value`(_ kind: PolicyCase, estimator: InnerEstimator) {
    let old = kind.parameters()
    var surrogate = kind.surrogate(estimator: estimator)
    surrogate.fixOldPolicy(at: old)
    let difference = kind.difference(for: estimator)
    for parameters in [old, kind.neighbour(of: old)] {
      let expected = difference.gradient(at: parameters) { surrogate.value(at: $0) }
      expectClose(surrogate.gradient(at: parameters), expected, within: .absolute(1e-9))
    }
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding, InnerEstimator.allCases)
  func `a Hessian-vector product is the slope of the gradient`(
    _ kind: PolicyCase, estimator: InnerEstimator
  ) {
    let old = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    var surrogate = kind.surrogate(estimator: estimator)
    surrogate.fixOldPolicy(at: old)
    let difference = kind.difference(for: estimator)
    for parameters in [old, kind.neighbour(of: old)] {
      let expected = difference.slope(at: parameters, along: direction) {
        surrogate.gradient(at: $0)
      }
      expectClose(
        surrogate.hessianVectorProduct(at: parameters, times: direction), expected,
        within: .absolute(1e-8))
    }
  }

  @Test(arguments: PolicyCase.all + PolicyCase.withEmbedding, InnerEstimator.allCases)
  func `the Hessian is symmetric`(_ kind: PolicyCase, estimator: InnerEstimator) {
    let surrogate = kind.surrogate(estimator: estimator)
    let parameters = kind.parameters()
    for seed in UInt64(20)..<25 {
      let u = kind.parameters(seed: seed, scale: 1)
      let v = kind.parameters(seed: seed + 100, scale: 1)
      let left = VectorMath.dot(u, surrogate.hessianVectorProduct(at: parameters, times: v))
      let right = VectorMath.dot(v, surrogate.hessianVectorProduct(at: parameters, times: u))
      expectClose(left, right, within: .absolute(1e-12))
    }
  }

  @Test(arguments: PolicyCase.all, InnerEstimator.allCases)
  func `an old policy that follows has the derivatives of one fixed there`(
    _ kind: PolicyCase, estimator: InnerEstimator
  ) {
    let parameters = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    let following = kind.surrogate(estimator: estimator)
    var fixed = following
    fixed.fixOldPolicy(at: parameters)
    #expect(following.gradient(at: parameters) == fixed.gradient(at: parameters))
    #expect(
      following.hessianVectorProduct(at: parameters, times: direction)
        == fixed.hessianVectorProduct(at: parameters, times: direction))
  }

  /// With advantages of 1 at one row of 64 and 0 elsewhere the value is that row's ratio / 64, and
  /// scaling by a power of two rounds nothing.
  @Test(arguments: PolicyCase.all)
  func `before the update every ratio is 1 to the bit, and the divergence 0`(_ kind: PolicyCase) {
    func check<Scalar: TensorScalar>(_ type: Scalar.Type) {
      let parameters = kind.parameters().map { Scalar($0) }
      var surrogate = Surrogate(policy: kind.policy, batch: kind.batch(rowCount: 64, of: type))
      surrogate.fixOldPolicy(at: parameters)
      for row in 0..<64 {
        surrogate.batch.advantages = (0..<64).map { $0 == row ? 64 : 0 }
        #expect(surrogate.value(at: parameters) == 1)
      }
      // A variance times the reciprocal of twice itself may differ from 1/2 by its last bit.
      let lastBit = Double(Scalar.ulpOfOne)
      expectClose(
        surrogate.klDivergence(from: parameters, to: parameters), 0, within: .absolute(lastBit))
    }
    check(Float.self)
    check(Double.self)
  }

  @Test(arguments: PolicyCase.all)
  func `before the update the value is the mean advantage`(_ kind: PolicyCase) {
    let surrogate = kind.surrogate(rowCount: 1001)
    let mean = surrogate.batch.advantages.reduce(0, +) / 1001
    expectClose(surrogate.value(at: kind.parameters()), mean, within: .absolute(1e-15))
  }

  @Test(arguments: PolicyCase.all)
  func `a Fisher-vector product is the slope of the divergence's gradient`(_ kind: PolicyCase) {
    let old = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    let surrogate = kind.surrogate()
    let batch = surrogate.batch
    let observations = Tensor(
      batch.observations, shape: Shape(batch.rowCount, batch.observationSize))
    let layout = kind.policy.layout
    func distribution(_ parameters: ParameterTensors<Double>) -> ActionDistribution<Double> {
      kind.policy.head.distribution(
        output: kind.policy.network.outputs(NetworkRows(observations), parameters),
        parameters: kind.policy.head.entries.map { parameters[$0] })
    }
    let expected = kind.difference.slope(at: old, along: direction) { parameters in
      let variables = ParameterTensors(variables: parameters, layout: layout)
      let constants = ParameterTensors(constants: old, layout: layout)
      let divergence = distribution(variables).klDivergence(from: distribution(constants))
      var gradient = parameters.map { _ in 0.0 }
      layout.add(gradients(of: [divergence], withRespectTo: variables.tensors), to: &gradient)
      return gradient.map { $0 / Double(batch.rowCount) }
    }
    expectClose(
      surrogate.fisherVectorProduct(at: old, times: direction), expected,
      within: .absolute(1e-9))
  }

  @Test(arguments: PolicyCase.all)
  func `the Fisher matrix is symmetric and positive semidefinite`(_ kind: PolicyCase) {
    let parameters = kind.parameters()
    let surrogate = kind.surrogate()
    var largest = 0.0
    for seed in UInt64(30)..<50 {
      let u = kind.parameters(seed: seed, scale: 1)
      let v = kind.parameters(seed: seed + 100, scale: 1)
      let image = surrogate.fisherVectorProduct(at: parameters, times: u)
      let curvature = VectorMath.dot(u, image)
      largest = max(largest, curvature)
      // Along a direction that changes nothing the curvature is 0 but for rounding.
      #expect(curvature > -1e-14)
      expectClose(
        VectorMath.dot(v, image),
        VectorMath.dot(u, surrogate.fisherVectorProduct(at: parameters, times: v)),
        within: .absolute(1e-12))
    }
    #expect(largest > 0.01)
  }

  /// F = E[∇log π ∇log πᵀ], by enumerating the actions of each row.
  @Test func `the Fisher matrix is the mean outer product of scores`() {
    let kind = PolicyCase.categorical
    let parameters = kind.parameters()
    let direction = kind.parameters(seed: 5, scale: 1)
    let surrogate = kind.surrogate(rowCount: 4)
    let scalar = ScalarPolicy(policy: kind.policy, parameters: parameters)
    var expected = parameters.map { _ in 0.0 }
    for row in 0..<4 {
      for action in 0..<3 {
        let one = PolicyBatch(
          observations: surrogate.batch.observation(row), observationSize: 2,
          actions: .discrete([Int32(action)]), advantages: [1.0])
        let score = Surrogate(policy: kind.policy, batch: one).gradient(at: parameters)
        let probability = Double.exponential(scalar.logProbability(0, of: one))
        VectorMath.add(
          score, times: probability * VectorMath.dot(score, direction) / 4, to: &expected)
      }
    }
    expectClose(
      surrogate.fisherVectorProduct(at: parameters, times: direction), expected,
      within: .absolute(1e-13))
  }

  @Test func `a sample of the divergence is that of the first rows`() {
    let kind = PolicyCase.gaussian
    let surrogate = kind.surrogate(rowCount: 1000)
    let (old, new) = (kind.parameters(), kind.neighbour(of: kind.parameters()))
    let sample = surrogate.klDivergence(from: old, to: new, isSample: true)
    let all = surrogate.klDivergence(from: old, to: new)
    #expect(sample != all)
    expectClose(sample, all, within: .relative(0.3))
  }

  @Test func `standard deviations below the least count as the least and have no slope`() {
    let kind = PolicyCase.gaussian
    var (low, lower) = (kind.parameters(), kind.parameters())
    let last = low.count - 1
    low[last] = -14
    lower[last] = -50
    let surrogate = kind.surrogate()
    #expect(surrogate.entropy(at: low) == surrogate.entropy(at: lower))
    #expect(surrogate.gradient(at: low)[last] == 0)
  }
}
