import MetaLearning
import Networks
import Tensors
import TestSupport
import Testing

/// The golden two-step problem, where the likelihood ratio's Hessian is H₁ + H₂ and not all of ∇²V.
///
/// Two states, two actions, action a leads to state a, the logits of each state are a row of the
/// weights. All four trajectories are enumerated.
struct TwoStepProblemTests {
  static let policy = MLPPolicy(
    observationSize: 2, hiddenSizes: [], activation: .tanh, actionKind: .discrete(count: 2))
  static let rewards = [[0.0, 1], [2, 0.5]]
  static let logits = [0.1, -0.2, 0.3, 0.4]
  static let tolerance = Tolerance.absolute(1e-10)

  static func probability(_ logits: [Double], state: Int, action: Int) -> Double {
    let weights = logits[2 * state..<2 * state + 2].map(Double.exponential)
    return weights[action] / (weights[0] + weights[1])
  }

  static func surrogate(_ logits: [Double]) -> Surrogate<Double> {
    var states: [Int] = []
    var actions: [Int32] = []
    var advantages: [Double] = []
    for first in 0..<2 {
      for second in 0..<2 {
        let probability =
          probability(logits, state: 0, action: first)
          * probability(logits, state: first, action: second)
        let last = rewards[first][second]
        states += [0, first]
        actions += [Int32(first), Int32(second)]
        advantages += [8 * probability * (rewards[0][first] + last), 8 * probability * last]
      }
    }
    return Surrogate(
      policy: policy,
      batch: PolicyBatch(
        observations: states.flatMap { $0 == 0 ? [1.0, 0] : [0, 1] }, observationSize: 2,
        actions: .discrete(actions), advantages: advantages))
  }

  static func gradient(_ logits: [Double]) -> [Double] {
    Array(surrogate(logits).gradient(at: logits + [0, 0])[..<4])
  }

  static func hessianProduct(_ logits: [Double], times vector: [Double]) -> [Double] {
    Array(
      surrogate(logits).hessianVectorProduct(at: logits + [0, 0], times: vector + [0, 0])[..<4])
  }

  @Test func `gradient and Hessian match the golden numbers`() {
    expectClose(
      Self.gradient(Self.logits),
      [-0.577_267_830_3, 0.577_267_830_3, 0.159_185_76, -0.159_185_76], within: Self.tolerance)
    let (first, second) = (0.085_946_540_3, 0.007_952_661_9)
    expectClose(
      Self.hessianProduct(Self.logits, times: [1, 0, 0, 0]), [first, -first, 0, 0],
      within: Self.tolerance)
    expectClose(
      Self.hessianProduct(Self.logits, times: [0, 0, 0, 1]), [0, 0, -second, second],
      within: Self.tolerance)
  }

  @Test func `the meta-gradient matches the golden numbers`() {
    let adapted = VectorMath.sum(Self.logits, Self.gradient(Self.logits), times: 0.5)
    expectClose(
      adapted, [-0.188_633_915_1, 0.088_633_915_1, 0.379_592_88, 0.320_407_12],
      within: Self.tolerance)
    let last = Self.gradient(adapted)
    expectClose(
      last, [-0.523_483_275_6, 0.523_483_275_6, 0.213_141_889_9, -0.213_141_889_9],
      within: Self.tolerance, "first order")
    expectClose(
      VectorMath.sum(last, Self.hessianProduct(Self.logits, times: last), times: 0.5),
      [-0.568_474_852, 0.568_474_852, 0.214_836_935_3, -0.214_836_935_3],
      within: Self.tolerance, "likelihood ratio")
  }
}
