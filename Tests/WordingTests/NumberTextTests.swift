import Foundation
import Testing
import Wording

struct NumberTextTests {
  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.0, 0, "0"), (-11.915, 2, "-11.91"),
      (1.999, 2, "2.00"), (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (1e12, 1, "1000000000000.0"),
      (.nan, 2, "-"), (.infinity, 2, "-"), (-.infinity, 0, "-"),
    ] as [(Double, Int, String)])
  func `a fixed number has all its decimals`(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals) == text)
  }

  /// Numbers of all sizes, with ties among them.
  private static let numbers: [Double] = {
    var numbers = [0.125, 0.375, 2.675, 1e-300, 5e-308, 1.797e308, 9.995, 99.5, 123_456_789.987]
    for index in 0..<2000 {
      let eighths = Double(index * 7919 % 4001 - 2000) / 8
      numbers.append(eighths * pow(10, Double(index % 19 - 9)))
    }
    return numbers
  }()

  @Test(arguments: 0...9)
  func `numbers are rounded as Foundation rounds them`(decimals: Int) {
    for number in Self.numbers + Self.numbers.map(-) {
      let text = String(format: "%.\(decimals)f", number)
      let isZero = text.allSatisfy { "-0.".contains($0) }
      #expect(NumberText.fixed(number, decimals) == (isZero ? text.replacing("-", with: "") : text))
      #expect(NumberText.significant(number, decimals) == String(format: "%.\(decimals)g", number))
    }
  }

  @Test func `the digits that count are given`() {
    #expect(NumberText.significant(0.000123456, 2) == "0.00012")
    #expect(NumberText.significant(1.25e-8, 2) == "1.2e-08")
    #expect(NumberText.significant(.nan, 2) == "-")
  }

  @Test(
    arguments: [
      (0.5, "0.5"), (9.8, "9.8"), (10, "10"), (-3, "-3"), (9_999_999, "9999999"), (1e7, "10000000"),
      (3e8, "3e+08"), (-0.0, "0"),
      (.infinity, "inf"),
    ] as [(Float, String)])
  func `an exact number reads back as itself`(value: Float, text: String) {
    #expect(NumberText.exact(value) == text)
    #expect(Float(text) == value)
  }

  @Test func `an interval has both ends`() {
    #expect(NumberText.interval(-11.921...(-7.04)) == "[-11.92, -7.04]")
    #expect(NumberText.interval(0...0.5, 3) == "[0.000, 0.500]")
  }

  @Test func `one is counted in the singular`() {
    #expect(NumberText.counted(1, "rollout") == "1 rollout")
    #expect(NumberText.counted(0, "rollout") == "0 rollouts")
    #expect(NumberText.counted(20, "rollout") == "20 rollouts")
    #expect(NumberText.counted(1, "policy", "policies") == "1 policy")
    #expect(NumberText.counted(3, "policy", "policies") == "3 policies")
    #expect(NumberText.counted(40_000_000, "step") == "40000000 steps")
    #expect(NumberText.counted(40_000_000, "step", isGrouped: true) == "40,000,000 steps")
  }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1_000, "1,000"), (123_456, "123,456"), (-1_234_567, "-1,234,567"),
      (.min, "-9,223,372,036,854,775,808"),
    ] as [(Int, String)])
  func `thousands are apart`(count: Int, text: String) {
    #expect(NumberText.grouped(count) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (9_999, "9999"), (12_345, "12 k"), (1_500_000, "1.5 M"), (2e9, "2.0 G"),
      (.infinity, "- G"), (.nan, "-"),
    ] as [(Double, String)])
  func `large counts are abbreviated`(count: Double, text: String) {
    #expect(NumberText.abbreviated(count) == text)
  }

  @Test(
    arguments: [
      (0, "0.0 s"), (2.54, "2.5 s"), (42.4, "42 s"), (100, "2 min"), (5_999, "100 min"),
      (6_000, "1.7 h"), (.nan, "- h"),
    ] as [(Double, String)])
  func `a time has the unit that suits it`(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }
}
