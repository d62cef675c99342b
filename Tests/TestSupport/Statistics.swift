/// The mean of simulated numbers, and how far it may lie from the true one by chance.
public struct SampleMean: Sendable {
  /// The arithmetic mean.
  public let mean: Double
  /// The unbiased sample variance.
  public let variance: Double
  /// The standard error of the mean, if the numbers are independent.
  public let standardError: Double

  /// Averages at least two numbers.
  public init(_ numbers: [Double]) {
    precondition(numbers.count >= 2, "SampleMean: \(numbers.count) numbers; 2 are needed.")
    let count = Double(numbers.count)
    let mean = numbers.reduce(0, +) / count
    self.mean = mean
    variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    standardError = (variance / count).squareRoot()
  }
}
