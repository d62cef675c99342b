import Numerics
import TestSupport
import Testing

struct BetaTests {
  static let parameters: [(Double, Double)] = [
    (1, 1), (1, 7), (5, 1), (2, 2), (3, 40), (40, 3), (250, 250), (2.5, 1.5),
  ]

  static func draws(_ parameters: (Double, Double), count: UInt32 = 20_000) -> [Double] {
    let key = RandomKey(seed: 12)
    return (0..<count).map { key.beta(parameters.0, parameters.1, $0, 3) }
  }

  @Test(arguments: 0..<parameters.count)
  func `mean and variance are those of the distribution`(number: Int) {
    let (first, second) = Self.parameters[number]
    let numbers = Self.draws((first, second))
    #expect(numbers.allSatisfy { (0...1).contains($0) })
    let sample = SampleMean(numbers)
    let mean = first / (first + second)
    let variance = mean * (1 - mean) / (first + second + 1)
    expectClose(
      sample.mean, mean, within: .standardErrors(4, of: (variance / 20_000).squareRoot()), "mean")
    // The kurtosis of none of them exceeds 9, so a sample variance is within 4 · √(8 / n).
    expectClose(sample.variance, variance, within: .relative(0.08), "variance")
  }

  @Test(arguments: [0.05, 0.3, 0.5, 0.8])
  func `as many numbers lie below a point as the distribution function says`(point: Double) {
    let share = Double(Self.draws((2, 2)).count { $0 <= point }) / 20_000
    let expected = point * point * (3 - 2 * point)
    let error = (expected * (1 - expected) / 20_000).squareRoot()
    expectClose(share, expected, within: .standardErrors(4, of: error))
  }

  @Test func `exchanging the parameters mirrors the distribution`() {
    let numbers = SampleMean(Self.draws((3, 40)))
    let mirrored = SampleMean(Self.draws((40, 3)).map { 1 - $0 })
    expectClose(
      mirrored.mean, numbers.mean,
      within: .standardErrors(4, of: 2.0.squareRoot() * numbers.standardError))
  }

  @Test func `the same position gives the same number, another one another`() {
    let key = RandomKey(seed: 5)
    #expect(key.beta(4, 6, 1, 2) == key.beta(4, 6, 1, 2))
    #expect(Set((0..<100).map { key.beta(4, 6, $0, 2) } + [key.beta(4, 6, 2, 1)]).count == 101)
  }
}
