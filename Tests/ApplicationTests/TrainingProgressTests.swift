import Application
import Testing

/// How much of a run is done, and how progress writes its numbers.
struct TrainingProgressTests {
  @Test(
    arguments: [
      (0, "0"), (-1e-9, "< 1e-7"), (9e-8, "< 1e-7"), (1e-7, "1e-07"), (0.000123, "0.00012"),
      (0.001, "0.0010"), (0.01236, "0.0124"), (3.5, "3.5000"),
    ] as [(Double, String)])
  func `a divergence is shown however small`(value: Double, text: String) {
    #expect(TrainingProgress.divergence(value) == text)
  }

  @Test func `iterations alone are a limit`() {
    let extent = TrainingExtent(iterations: 4, environmentSteps: nil)
    #expect(extent.share(iterations: 0, environmentSteps: 0) == 0)
    #expect(extent.share(iterations: 1, environmentSteps: 1_000_000) == 0.25)
    #expect(extent.share(iterations: 4, environmentSteps: 0) == 1)
    #expect(extent.share(iterations: 5, environmentSteps: 0) == 1)
  }

  @Test func `the limit that is nearer counts`() {
    let extent = TrainingExtent(iterations: 4, environmentSteps: 100)
    #expect(extent.share(iterations: 1, environmentSteps: 10) == 0.25)
    #expect(extent.share(iterations: 1, environmentSteps: 50) == 0.5)
    #expect(extent.share(iterations: 1, environmentSteps: 100) == 1)
    #expect(extent.share(iterations: 4, environmentSteps: 10) == 1)
  }
}
