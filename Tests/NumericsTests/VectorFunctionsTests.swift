import Foundation
import Numerics
import TestSupport
import Testing

struct VectorFunctionsTests {
  typealias Function = @Sendable (SIMD16<Float>) -> SIMD16<Float>

  /// Applies a function to any count of numbers, sixteen at a time.
  static func map(_ numbers: [Float], _ function: Function) -> [Float] {
    stride(from: 0, to: numbers.count, by: 16).flatMap { start in
      var lanes = SIMD16<Float>()
      let count = min(16, numbers.count - start)
      for lane in 0..<count { lanes[lane] = numbers[start + lane] }
      let result = function(lanes)
      return (0..<count).map { result[$0] }
    }
  }

  /// Numbers close together from one end to the other, none of them round.
  static func dense(_ range: ClosedRange<Float>, count: Int = 100_003) -> [Float] {
    (0..<count).map {
      range.lowerBound + (range.upperBound - range.lowerBound) * (Float($0) + 0.37) / Float(count)
    }
  }

  static let tiny: [Float] = [
    0, -0.0, .leastNonzeroMagnitude, 2e-38, -1e-30, 1e-20, -1e-10, 1e-7, 1e-4, -1e-3,
  ]

  @Test func `the hyperbolic tangent is accurate to 4e-7`() {
    let numbers = Self.dense(-10...10) + Self.dense(-0.5...0.5) + Self.tiny + [20, -88, 1e9, -3e38]
    expectClose(
      Self.map(numbers, VectorFunctions.tanh), numbers.map { Foundation.tanh(Double($0)) },
      within: .relative(4e-7, floor: 1e-45))
  }

  @Test func `the exponential is accurate to 3e-7`() {
    let numbers = Self.dense(-87.3...88.7) + Self.dense(-1...1) + Self.tiny
    expectClose(
      Self.map(numbers, VectorFunctions.exponential), numbers.map { Foundation.exp(Double($0)) },
      within: .relative(3e-7))
  }

  @Test func `the exponential overflows to infinity and underflows to zero`() {
    let large: [Float] = [88.8, 89, 100, 1e10, .greatestFiniteMagnitude, .infinity]
    #expect(Self.map(large, VectorFunctions.exponential) == large.map { _ in .infinity })
    let small: [Float] = [-104, -150, -1e10, -.greatestFiniteMagnitude, -.infinity]
    #expect(Self.map(small, VectorFunctions.exponential) == small.map { _ in 0 })
    let denormal = Self.map(Self.dense(-104...(-87.3)), VectorFunctions.exponential)
    #expect(denormal.min() == 0)
    #expect(denormal.max() ?? 1 < 1.3e-38)
  }

  @Test func `sine and cosine are accurate to 2e-7 up to 1000`() {
    let numbers = Self.dense(-1000...1000) + Self.dense(-4...4) + Self.tiny
    let quarters = (-636...636).map { Float(Double($0) * .pi / 2) }
    let all = numbers + quarters
    expectClose(
      Self.map(all, VectorFunctions.sine), all.map { Foundation.sin(Double($0)) },
      within: .absolute(2e-7), "sine")
    expectClose(
      Self.map(all) { VectorFunctions.sineAndCosine($0).cosine },
      all.map { Foundation.cos(Double($0)) }, within: .absolute(2e-7), "cosine")
  }

  @Test(arguments: [(1, 1), (-1, -1), (1, -1)] as [(Float, Float)])
  func `small angles have the same bits alone and beside a great one`(signs: (Float, Float)) {
    // Every 997th number of those up to 0.8, and all that are near the limit.
    let limit = Float(0.75).bitPattern
    let some = Array(stride(from: 0, through: Float(0.8).bitPattern, by: 997))
    let patterns = some + Array(limit - 100...limit + 100)
    for start in stride(from: 0, to: patterns.count - 7, by: 7) {
      var angles = SIMD16<Float>()
      for lane in 0..<7 {
        let angle = Float(bitPattern: patterns[start + lane])
        (angles[2 * lane], angles[2 * lane + 1]) = (signs.0 * angle, signs.1 * angle)
      }
      let alone = VectorFunctions.sineAndCosine(angles)
      angles[15] = 2
      let beside = VectorFunctions.sineAndCosine(angles)
      for lane in 0..<14
      where alone.sine[lane].bitPattern != beside.sine[lane].bitPattern
        || alone.cosine[lane].bitPattern != beside.cosine[lane].bitPattern
      {
        Issue.record("the angle \(angles[lane])")
      }
    }
  }

  @Test func `the logarithm is accurate to 3e-7`() {
    let numbers =
      Self.dense(0.5...2) + Self.dense(1e-3...1) + Self.dense(1...1e6) + [
        1, .leastNormalMagnitude, 1e-30, 1e30, .greatestFiniteMagnitude, 0.999_999_94,
        1.000_000_1, 0.707_106_77, 0.707_106_83,
      ]
    let expected = numbers.map { Foundation.log(Double($0)) }
    for (found, truth) in zip(Self.map(numbers, VectorFunctions.logarithm), expected) {
      if abs(Double(found) - truth) > 3e-7 * max(0.1, abs(truth)) {
        Issue.record("found \(found) for \(truth)")
      }
    }
    #expect(Self.map([1], VectorFunctions.logarithm) == [0])
  }

  @Test func `normal numbers are those of the scalar transform`() {
    let first = Self.dense(0...0.999_999_9, count: 4_096)
    let second = first.map { ($0 * 977).truncatingRemainder(dividingBy: 1) }
    let found = stride(from: 0, to: first.count, by: 16).flatMap { start in
      let lanes = VectorFunctions.normal(
        SIMD16(first[start..<start + 16]), SIMD16(second[start..<start + 16]))
      return (0..<16).map { lanes[$0] }
    }
    let expected = zip(first, second).map { u, v in
      (-2 * Foundation.log(1 - Double(u))).squareRoot() * Foundation.cos(2 * .pi * Double(v))
    }
    expectClose(found, expected, within: .absolute(4e-6))
    #expect(VectorFunctions.normal(SIMD16(), SIMD16())[0] == 0)
  }

  @Test(
    arguments: [
      VectorFunctions.tanh, VectorFunctions.exponential, VectorFunctions.sine,
      { VectorFunctions.sineAndCosine($0).cosine },
    ] as [Function])
  func `what is not a number stays so, and disturbs no other lane`(function: Function) {
    var lanes = SIMD16<Float>(repeating: 0.5)
    let undisturbed = function(lanes)
    lanes[3] = .nan
    let result = function(lanes)
    for lane in 0..<16 {
      if lane == 3 {
        #expect(result[lane].isNaN)
      } else {
        #expect(result[lane] == undisturbed[lane])
      }
    }
  }

  @Test func `infinite angles have no sine`() {
    let infinite: [Float] = [.infinity, -.infinity]
    #expect(Self.map(infinite, VectorFunctions.sine).map(\.isNaN) == [true, true])
  }
}
