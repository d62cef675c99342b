import Foundation
import Numerics
import Tensors
import TestSupport
import Testing

/// Random numbers at many positions at once, against those at one.
struct ManyNumbersTests {
  /// Positions without gaps, with gaps, and of every length around that of a vector.
  static let positions: [[Int]] =
    [1, 15, 16, 17, 40].map { Array(0..<$0) }
    + [Array(7..<30), [3], [0, 2, 1, 3], [0, 2, 3, 9, 1000], (0..<37).map { 3 * $0 + $0 % 2 }]

  @Test(arguments: positions)
  func `uniform numbers are those drawn one by one`(positions: [Int]) {
    let key = RandomKey(seed: 5).child(.measurement)
    var numbers = [Float](repeating: -1, count: RandomKey.paddedCount(positions.count))
    key.fillUniform(12, positions, into: &numbers)
    #expect(
      Array(numbers.prefix(positions.count)) == positions.map { key.uniform(12, UInt32($0)) })
  }

  @Test(arguments: positions)
  func `normal numbers are those drawn one by one`(positions: [Int]) {
    let key = RandomKey(seed: 6).child(.measurement)
    let room = [Float](repeating: .nan, count: RandomKey.paddedCount(positions.count))
    var pairs = (first: room, second: room)
    key.fillNormal(3, positions, 1, into: &pairs)
    let expected = positions.map { key.normals(3, UInt32($0), 1) }
    // Radii below 6 with logarithms good to 3e-7, and sines good to 2e-7.
    expectClose(
      Array(pairs.first.prefix(positions.count)), expected.map { Double($0[0]) },
      within: .absolute(3e-6))
    expectClose(
      Array(pairs.second.prefix(positions.count)), expected.map { Double($0[1]) },
      within: .absolute(3e-6))
  }

  @Test func `room that is shared stays as it was in the copy`() {
    let room = (0..<16).map { Float($0) }
    let kept = (first: room.map { $0 + 1 }, second: room.map { $0 + 2 })
    var pairs = kept
    RandomKey(seed: 6).fillNormal(3, Array(0..<16), 1, into: &pairs)
    #expect(kept.first == room.map { $0 + 1 } && kept.second == room.map { $0 + 2 })
    #expect(pairs.first != kept.first && pairs.second != kept.second)
  }

  @Test func `exponentials of rows are the softmax times a factor`() {
    var values: [Float] = [1, 2, 3, -100, 0, 100, 5, 5, 5, 77]
    VectorMath.exponentiateRows(&values, rows: 3, columns: 3)
    expectClose(
      values, [exp(-2.0), exp(-1.0), 1, 0, 3.720_075_976_020_836e-44, 1, 1, 1, 1, 77],
      within: .relative(1e-6, floor: 1e-40))
    var wrong: [Float] = [.infinity, 1, 2, .nan]
    VectorMath.exponentiateRows(&wrong, rows: 2, columns: 2)
    #expect(!(wrong[0] + wrong[1]).isFinite && !(wrong[2] + wrong[3]).isFinite)
  }
}
