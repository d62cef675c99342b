package import Numerics

/// The indices that a bootstrap draws with replacement: the same for the same key and resample.
package struct ResampledIndices {
  /// The numbers of the last resample, each from 0 up to the bound.
  package private(set) var numbers: [Int]
  private let bound: UInt32
  private let key: RandomKey

  /// Prepares resamples.
  ///
  /// - Parameters:
  ///   - count: How many numbers a resample has.
  ///   - bound: What all of them are less than.
  ///   - key: The address of the draws.
  package init(_ count: Int, below bound: Int, key: RandomKey) {
    numbers = Array(repeating: 0, count: count)
    self.bound = UInt32(bound)
    self.key = key
  }

  /// Draws the numbers of a resample.
  package mutating func draw(_ resample: Int) {
    for first in stride(from: 0, to: numbers.count, by: 4) {
      let bits = key.bits(UInt32(resample), UInt32(first / 4))
      for lane in 0..<min(4, numbers.count - first) {
        // The high part of a product maps a word to 0..<bound without division.
        numbers[first + lane] = Int(bits[lane].multipliedFullWidth(by: bound).high)
      }
    }
  }
}

/// Values in ascending order, which give the interquartile means of resamples without sorting.
struct RankedValues {
  private let sorted: [Double]
  /// The rank of each value, from 0 for the lowest.
  private let ranks: [Int]
  private var counts: [Int]

  init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    sorted = order.map { values[$0] }
    ranks = order.enumerated().reduce(into: Array(repeating: 0, count: values.count)) {
      $0[$1.element] = $1.offset
    }
    counts = ranks
  }

  /// The interquartile mean of a resample, given by the indices of its values.
  ///
  /// - Precondition: There are as many indices as values.
  mutating func interquartileMean(of numbers: [Int]) -> Double {
    for rank in counts.indices { counts[rank] = 0 }
    for number in numbers { counts[ranks[number]] += 1 }
    let left = numbers.count / 4
    let right = numbers.count - left
    var (sum, position) = (0.0, 0)
    for (rank, count) in counts.enumerated() where count > 0 {
      let kept = min(position + count, right) - max(position, left)
      if kept > 0 { sum += Double(kept) * sorted[rank] }
      position += count
    }
    return sum / Double(right - left)
  }
}
