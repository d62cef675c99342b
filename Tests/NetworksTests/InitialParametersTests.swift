import Foundation
import Networks
import Numerics
import Tensors
import TestSupport
import Testing

struct InitialParametersTests {
  private let policy = Policy(
    input: PolicyInput(observationSize: 20), hiddenSizes: [64, 64, 64], activation: .tanh,
    actionKind: .continuous(size: 3))
  private let key = RandomKey(seed: 11)

  private func entry(_ name: String) -> ParameterLayout.Entry? {
    policy.layout.entries.first { $0.name == name }
  }

  @Test(arguments: [
    ("layer0.weight", 84.0, 1.0), ("layer1.weight", 128, 1), ("layer2.weight", 128, 1),
    ("layer3.weight", 67, 0.01),
  ])
  func `weights are uniform within the bound of Glorot`(
    name: String, neighbors: Double, scale: Double
  ) throws {
    let parameters: [Double] = policy.initialParameters(key: key)
    let weights = Array(parameters[try #require(entry(name)).range])
    let bound = scale * (6 / neighbors).squareRoot()
    #expect(weights.allSatisfy { abs($0) <= bound })
    #expect((weights.max() ?? 0) > 0.95 * bound && (weights.min() ?? 0) < -0.95 * bound)
    // A uniform number on ±b has variance b²/3 and fourth moment b⁴/5.
    let count = Double(weights.count)
    expectClose(
      weights.reduce(0, +) / count, 0,
      within: .standardErrors(4, of: bound / (3 * count).squareRoot()))
    expectClose(
      weights.reduce(0) { $0 + $1 * $1 } / count, bound * bound / 3,
      within: .standardErrors(4, of: bound * bound * (4 / (45 * count)).squareRoot()))
  }

  @Test func `biases are zero`() {
    let parameters: [Float] = policy.initialParameters(key: key)
    for entry in policy.layout.entries where entry.name.hasSuffix("bias") {
      #expect(parameters[entry.range].allSatisfy { $0 == 0 })
    }
  }

  @Test func `the only layer counts as the last one`() {
    let linear = Policy(
      input: PolicyInput(observationSize: 5), hiddenSizes: [], activation: .relu,
      actionKind: .discrete(count: 4))
    let parameters: [Double] = linear.initialParameters(key: key)
    let bound = 0.01 * (6.0 / 9).squareRoot()
    #expect(parameters[..<20].allSatisfy { abs($0) <= bound && $0 != 0 })
    #expect(Array(parameters[20...]) == [0, 0, 0, 0])
  }

  @Test func `the first standard deviation is the given one`() throws {
    let range = try #require(entry("logStandardDeviation")).range
    let usual: [Double] = policy.initialParameters(key: key)
    #expect(Array(usual[range]) == [0, 0, 0])
    let narrow: [Double] = policy.initialParameters(key: key, initialStandardDeviation: 0.25)
    expectClose(
      Array(narrow[range]), [Double](repeating: -2 * log(2), count: 3), within: .relative(1e-15))
    // Nothing else changes.
    #expect(narrow[..<range.lowerBound] == usual[..<range.lowerBound])
  }

  @Test func `the same key gives the same bits and another one others`() {
    let first: [Float] = policy.initialParameters(key: key)
    let again: [Float] = policy.initialParameters(key: key)
    #expect(first == again)
    let other: [Float] = policy.initialParameters(key: RandomKey(seed: 12))
    let weightCount = policy.layout.entries.filter { $0.name.hasSuffix("weight") }
      .reduce(0) { $0 + $1.shape.count }
    let changedCount = zip(first, other).count { $0 != $1 }
    #expect(changedCount > weightCount * 99 / 100)
  }

  @Test func `both precisions draw the same numbers`() {
    let single: [Float] = policy.initialParameters(key: key)
    let double: [Double] = policy.initialParameters(key: key)
    #expect(single == double.map { Float($0) })
  }

  @Test func `layers of one shape have different weights`() throws {
    let parameters: [Float] = policy.initialParameters(key: key)
    let first = parameters[try #require(entry("layer1.weight")).range]
    let second = parameters[try #require(entry("layer2.weight")).range]
    #expect(zip(first, second).count { $0 == $1 } < 10)
  }

  @Test func `the first policy prefers nothing`() {
    let policy = Policy(
      input: PolicyInput(observationSize: 20), hiddenSizes: [64, 64], activation: .tanh,
      actionKind: .discrete(count: 4)
    )
    let parameters: [Double] = policy.initialParameters(key: key)
    let distribution = policy.distribution(
      Tensor(uniformNumbers(200, seed: 1), shape: Shape(10, 20)),
      parameters: policy.layout.constants(parameters))
    // Outputs of at most 64 · 0.003 would give probabilities within a fifth of a quarter; sums of
    // random signs are eight times smaller.
    for choice in 0..<4 {
      let probability = distribution.logProbability(
        of: .discrete([Int32](repeating: Int32(choice), count: 10))
      ).exponential
      expectClose(
        probability.elements, [Double](repeating: 0.25, count: 10), within: .absolute(0.02))
    }
  }

  @Test(arguments: [0, -1.0])
  func `a standard deviation is positive`(value: Double) async {
    await #expect(processExitsWith: .failure) { [value] in
      let policy = Policy(
        input: PolicyInput(observationSize: 2), hiddenSizes: [], activation: .tanh,
        actionKind: .continuous(size: 1))
      _ = policy.initialParameters(key: RandomKey(seed: 1), initialStandardDeviation: value)
    }
  }
}
