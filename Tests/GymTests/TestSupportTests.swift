import TestSupport
import Testing

struct TestSupportTests {
  @Test func `a tolerance is positive`() async {
    await #expect(processExitsWith: .failure) { _ = Tolerance.absolute(0) }
    await #expect(processExitsWith: .failure) { _ = Tolerance.relative(-1e-6) }
  }

  @Test(arguments: [1.1, .nan, .infinity])
  func `a number that is off is reported`(actual: Double) {
    withKnownIssue { expectClose(actual, 1, within: .absolute(0.09)) }
  }

  @Test func `numbers that are missing are reported`() {
    withKnownIssue { expectClose([1.0], [1, 2], within: .absolute(1)) }
  }

  @Test func `the worst of several is reported with its index`() {
    withKnownIssue {
      expectClose([1, 2.5, 3.1], [1, 2, 3], within: .absolute(0.01), "sums")
    } matching: { issue in
      let text = String(describing: issue)
      return text.contains("sums 2 of 3 numbers are off") && text.contains("number 1: got 2.5")
    }
  }

  @Test func `close numbers pass`() {
    expectClose([1.0, -2], [1.05, -2.05], within: .absolute(0.1))
    expectClose(Float(1_000_001), 1e6, within: .relative(1e-5))
  }

  @Test func `a sample mean knows its error`() {
    let sample = SampleMean([1, 2, 3, 4])
    #expect(sample.mean == 2.5)
    expectClose(sample.variance, 5.0 / 3, within: .relative(1e-12))
    expectClose(sample.standardError, (5.0 / 12).squareRoot(), within: .relative(1e-12))
  }
}
