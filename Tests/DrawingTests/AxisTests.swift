#if Viewer
import Drawing
import Foundation
import Testing

struct AxisTests {
  @Test(arguments: [
    ([0, 100], 6, [0, 20, 40, 60, 80, 100], "0 20 40 60 80 100"),
    ([0, 500], 6, [0, 100, 200, 300, 400, 500], "0 100 200 300 400 500"),
    ([0.13, 0.87], 5, [0.2, 0.4, 0.6, 0.8], "0.2 0.4 0.6 0.8"),
    ([-37, -6], 4, [-30, -20, -10], "\u{2212}30 \u{2212}20 \u{2212}10"),
    ([-0.5, 0.5], 3, [-0.5, 0, 0.5], "\u{2212}0.5 0.0 0.5"),
    ([2e9, 6e9], 3, [2e9, 4e9, 6e9], "2e+09 4e+09 6e+09"),
  ])
  func `ticks are round numbers with equally precise labels`(
    values: [Double], limit: Int, ticks: [Double], labels: String
  ) {
    let axis = Axis(covering: values, tickLimit: limit)
    #expect(zip(axis.ticks, ticks).allSatisfy { abs($0 - $1) <= 1e-12 * abs($1) })
    #expect(axis.ticks.count == ticks.count)
    #expect(axis.labels.joined(separator: " ") == labels)
  }

  @Test func `there are never more ticks than allowed, and they lie in the range`() {
    for exponent in -12...12 {
      for (low, high) in [(0.0, 1.0), (-3.7, 9.9), (0.99, 1.01), (-8, -7.3)] {
        for limit in 1...9 {
          let scale = pow(10, Double(exponent))
          let axis = Axis(covering: [low * scale, high * scale], tickLimit: limit, margin: 0.05)
          #expect(axis.ticks.count <= limit)
          #expect(axis.ticks.count * 5 >= limit || limit < 3)
          #expect(axis.ticks.allSatisfy { axis.range.contains($0) })
          #expect(axis.labels.count == axis.ticks.count)
          #expect(Set(axis.labels).count == axis.labels.count)
        }
      }
    }
  }

  @Test func `whole axes have no fractions`() {
    #expect(Axis(covering: [0, 1], tickLimit: 10, isWhole: true).ticks == [0, 1])
    #expect(
      Axis(covering: [-0.35, 3.35], tickLimit: 10, isWhole: true).labels == ["0", "1", "2", "3"])
    #expect(Axis(covering: [0], tickLimit: 5, isWhole: true).range == 0...1)
  }

  @Test(arguments: [
    [5], [5, 5], [1e300, -1e300], [-1e-300], [.nan, 3],
  ])
  func `equal values get a range around them`(values: [Double]) {
    let axis = Axis(covering: values, tickLimit: 5)
    #expect(axis.range.lowerBound < axis.range.upperBound)
    #expect((1...5).contains(axis.ticks.count))
    #expect(values.allSatisfy { !$0.isFinite || abs($0) > 1e100 || axis.range.contains($0) })
    #expect((0...1).contains(axis.position(of: .nan, from: 0, to: 1)))
  }

  @Test(arguments: [[], [Double.nan], [Double.infinity, -Double.infinity]])
  func `an axis without values has no ticks`(values: [Double]) {
    let axis = Axis(covering: values, tickLimit: 5)
    #expect(axis.range.lowerBound < axis.range.upperBound)
    #expect(axis.ticks == [] && axis.labels == [])
    #expect((0...1).contains(axis.position(of: .nan, from: 0, to: 1)))
  }

  @Test func `positions run from end to end and are clamped there`() {
    let axis = Axis(covering: [0, 10], tickLimit: 5)
    #expect(axis.position(of: 2.5, from: 100, to: 0) == 75)
    #expect(axis.position(of: -3, from: 100, to: 0) == 100)
    #expect(axis.position(of: .infinity, from: 100, to: 0) == 0)
  }
}

struct NumberTextTests {
  @Test(arguments: [
    (-37.051, 2, "\u{2212}37.05"), (-0.0001, 2, "0.00"), (0, 0, "0"), (500, 0, "500"),
    (1.5e12, 1, "1.5e+12"), (.nan, 1, "not finite"), (-.infinity, 1, "not finite"),
  ])
  func `negative numbers have a typographic minus sign, zero has none`(
    value: Double, decimals: Int, text: String
  ) {
    #expect(NumberText.text(value, decimals: decimals) == text)
  }

  @Test func `the largest number decides the number of decimals`() {
    #expect(NumberText.decimals(for: [20, 500]) == 0)
    #expect(NumberText.decimals(for: [20.5, 500]) == 1)
    #expect(NumberText.decimals(for: [-37.05, -6.1, .nan]) == 2)
    #expect(NumberText.decimals(for: [0.25]) == 3)
    #expect(NumberText.decimals(for: [-2_000.5]) == 0)
    #expect(NumberText.decimals(for: []) == 0)
  }
}
#endif
