import MetaLearning
import TestSupport
import Testing

/// The advantages of one episode.
func generalizedAdvantages(
  rewards: some RandomAccessCollection<Double>, values: some RandomAccessCollection<Double>,
  finalValue: Double, discount: Double, lambda: Double
) -> [Double] {
  var result: [Double] = []
  appendGeneralizedAdvantages(
    to: &result, rewards: rewards, values: values, finalValue: finalValue,
    discounts: repeatElement(discount, count: rewards.count), lambda: lambda)
  return result
}

/// The returns-to-go of one episode.
func discountedReturns(
  rewards: some RandomAccessCollection<Double>, discount: Double
) -> [Double] {
  var result: [Double] = []
  appendDiscountedReturns(to: &result, rewards: rewards, discount: discount)
  return result
}

struct GeneralizedAdvantagesTests {
  static let rewards = [1.0, 0, 2]
  static let values = [0.5, 0.4, 0.3]

  @Test func `matches hand-worked numbers where the episode terminated`() {
    expectClose(
      generalizedAdvantages(
        rewards: Self.rewards, values: Self.values, finalValue: 0, discount: 0.9, lambda: 0.8),
      [1.64768, 1.094, 1.7], within: .absolute(1e-15))
  }

  @Test func `matches hand-worked numbers where the episode was truncated`() {
    expectClose(
      generalizedAdvantages(
        rewards: Self.rewards, values: Self.values, finalValue: 0.7, discount: 0.9, lambda: 0.8),
      [1.974272, 1.5476, 2.33], within: .absolute(1e-15))
  }

  @Test func `lambda zero is the one-step temporal-difference error`() {
    expectClose(
      generalizedAdvantages(
        rewards: Self.rewards, values: Self.values, finalValue: 0, discount: 0.9, lambda: 0),
      [0.86, -0.13, 1.7], within: .absolute(1e-15))
  }

  @Test(arguments: [0, 0.9, 1])
  func `lambda one equals returns minus baseline`(discount: Double) {
    var numbers = TestNumbers(seed: 4)
    let (rewards, values) = (numbers.normals(50), numbers.normals(50))
    let returns = discountedReturns(rewards: rewards, discount: discount)
    expectClose(
      generalizedAdvantages(
        rewards: rewards, values: values, finalValue: 0, discount: discount, lambda: 1),
      zip(returns, values).map { $0 - $1 }, within: .absolute(1e-13))
  }

  @Test func `an episode of no or one step is no special case`() {
    #expect(
      generalizedAdvantages(
        rewards: [], values: [], finalValue: 3, discount: 0.9, lambda: 1
      ).isEmpty)
    #expect(
      generalizedAdvantages(
        rewards: [2], values: [0.5], finalValue: 4, discount: 0.5, lambda: 0.3) == [3.5])
  }
}

struct DiscountedReturnsTests {
  @Test func `matches hand-worked numbers`() {
    expectClose(
      discountedReturns(rewards: [1, 0, 2], discount: 0.9), [2.62, 1.8, 2],
      within: .absolute(1e-15))
  }

  @Test func `without discount they are sums, with full discount rewards`() {
    #expect(discountedReturns(rewards: [1, 0, 2], discount: 1) == [3, 2, 2])
    #expect(discountedReturns(rewards: [1, 0, 2], discount: 0) == [1, 0, 2])
  }

  @Test func `slices are whole episodes`() {
    let rewards = [100.0, 1, 0, 2, 100]
    #expect(
      discountedReturns(rewards: rewards[1..<4], discount: 0.5)
        == discountedReturns(rewards: [1, 0, 2], discount: 0.5))
  }
}

struct NormalizeTests {
  @Test func `mean and deviation are over steps, so long episodes weigh more`() {
    // Two episodes, A = (1, 2, 3) and (10): mean 4, standard deviation 3.5355339.
    var values = [1.0, 2, 3, 10]
    normalize(&values)
    expectClose(
      values, [-3, -2, -1, 6].map { $0 / 3.535_533_905_932_737_6 }, within: .absolute(1e-8))
    expectClose(values.reduce(0, +), 0, within: .absolute(1e-15))
    expectClose(values.reduce(0) { $0 + $1 * $1 } / 4, 1, within: .absolute(1e-8))
  }

  @Test(arguments: [0, 1, 0.1, -38.26, 1e5])
  func `equal numbers become zeros`(value: Double) {
    var values = [Double](repeating: value, count: 7)
    normalize(&values)
    expectClose(values, [Double](repeating: 0, count: 7), within: .absolute(1e-2))
  }

  @Test func `one number becomes zero, none stay none`() {
    var one = [3.7]
    normalize(&one)
    #expect(one == [0])
    var none: [Double] = []
    normalize(&none)
    #expect(none.isEmpty)
  }
}
