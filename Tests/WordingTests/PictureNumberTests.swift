import Testing
import Wording

struct PictureNumberTests {
  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.0049, 2, "0.00"), (-0.0051, 2, "\u{2212}0.01"),
      (1.999, 2, "2.00"), (0.05, 1, "0.1"), (12.5, 0, "12"), (13.5, 0, "14"),
      (-3, 3, "\u{2212}3.000"), (123_456.7, 1, "123456.7"), (1e12, 2, "1e+12"),
      (-3.456e8, 2, "\u{2212}3.456e+08"), (0.5, 20, "0.500000000"), (0.5, -3, "0"),
      (.infinity, 2, "not finite"), (.nan, 2, "not finite"),
    ] as [(Double, Int, String)])
  func `a fixed number has all its decimals`(value: Double, decimals: Int, text: String) {
    #expect(PictureNumber.fixed(value, decimals) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (9.8, "9.8"), (9.81, "9.81"), (10, "10"), (100, "100"), (1_000, "1000"),
      (123_456, "123456"), (12.34, "12.3"), (0.1, "0.1"), (0.05, "0.05"), (0.0123, "0.0123"),
      (-0.5, "\u{2212}0.5"), (9.999, "10"), (999.9, "1000"), (0.00012345, "0.000123"),
      (0.00001234, "1.23e\u{2212}05"), (2e7, "2e+07"), (-.infinity, "not finite"),
    ] as [(Float, String)])
  func `a short number has three digits that count`(value: Float, text: String) {
    #expect(PictureNumber.short(value) == text)
  }

  @Test(arguments: [(1, "+1"), (-1, "\u{2212}1"), (0, "0"), (0.25, "+0.25")] as [(Float, String)])
  func `a direction has its sign`(value: Float, text: String) {
    #expect(PictureNumber.signed(value) == text)
  }

  @Test(
    arguments: [
      (12_500_000, 2, "1.25e+07"), (-0.0001, 0, "\u{2212}1e\u{2212}04"), (0, 3, "0"),
      (.nan, 1, "not finite"),
    ] as [(Double, Int, String)])
  func `a scientific number has one digit before the point`(
    value: Double, decimals: Int, text: String
  ) {
    #expect(PictureNumber.scientific(value, decimals) == text)
  }

  @Test(arguments: [
    (-37.051, 2, "\u{2212}37.05"), (-0.0001, 2, "0.00"), (0, 0, "0"), (500, 0, "500"),
    (1.5e12, 1, "1.5e+12"), (.nan, 1, "not finite"), (-.infinity, 1, "not finite"),
  ])
  func `numbers have a true minus sign, and zero has none`(
    value: Double, decimals: Int, text: String
  ) {
    #expect(PictureNumber.fixed(value, decimals) == text)
  }

  @Test func `the largest number decides about decimals`() {
    #expect(PictureNumber.decimals(for: [20, 500]) == 0)
    #expect(PictureNumber.decimals(for: [20.5, 500]) == 1)
    #expect(PictureNumber.decimals(for: [-37.05, -6.1, .nan]) == 2)
    #expect(PictureNumber.decimals(for: [0.25]) == 3)
    #expect(PictureNumber.decimals(for: [-2_000.5]) == 0)
    #expect(PictureNumber.decimals(for: []) == 0)
  }
}
