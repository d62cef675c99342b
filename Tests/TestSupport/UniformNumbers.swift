private import Numerics
private import Tensors

/// Draws numbers for the inputs of a test; the same seed gives the same numbers.
///
/// In the default range they are exact in single precision, too.
///
/// - Parameters:
///   - count: How many.
///   - range: Where they lie, uniformly.
///   - seed: Tells the inputs of a test apart.
/// - Returns: The numbers.
public func uniformNumbers(
  _ count: Int, in range: ClosedRange<Double> = -1...1, seed: Int
) -> [Double] {
  let key = RandomKey(seed: UInt64(seed)).child(.measurement)
  let width = range.upperBound - range.lowerBound
  return (0..<count).map { range.lowerBound + width * Double(key.uniform(UInt32($0))) }
}
