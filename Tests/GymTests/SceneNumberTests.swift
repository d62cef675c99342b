import Gym
import Testing

struct SceneNumberTests {
  @Test(
    arguments: [
      (0, 2, "0.00"), (-0.001, 2, "0.00"), (-0.005001, 2, "\u{2212}0.01"), (1.999, 2, "2.00"),
      (0.05, 1, "0.1"), (12.5, 0, "13"), (-3, 3, "\u{2212}3.000"), (123_456.7, 1, "123456.7"),
      (1e12, 2, "1e+12"), (.infinity, 2, "inf"), (.nan, 2, "nan"),
    ] as [(Float, Int, String)])
  func `a fixed number has all its decimals`(value: Float, decimals: Int, text: String) {
    #expect(SceneNumber.fixed(value, decimals) == text)
  }

  @Test(
    arguments: [
      (0, "0"), (9.8, "9.8"), (9.81, "9.81"), (10, "10"), (100, "100"), (1_000, "1000"),
      (12.34, "12.3"), (0.1, "0.1"), (0.05, "0.05"), (0.0123, "0.0123"), (-0.5, "\u{2212}0.5"),
      (9.999, "10"), (0.00001234, "0.000012"), (-.infinity, "-inf"),
    ] as [(Float, String)])
  func `a short number has three digits that count`(value: Float, text: String) {
    #expect(SceneNumber.short(value) == text)
  }
}
