/// Sixteen numbers, one for each of sixteen copies of an environment.
public typealias Lanes = SIMD16<Float>

/// Sixteen truth values, one for each of sixteen copies.
public typealias LaneMask = SIMDMask<SIMD16<Int32>>

// Swift compares and selects whole numbers lane by lane, but combines their bits all at once. So the
// bookkeeping of a batch is done on masks as words: all bits set where true.
extension SIMDMask where Storage == SIMD16<Int32> {
  @inlinable @inline(__always)
  init(words: SIMD16<UInt32>) {
    self = unsafe unsafeBitCast(words, to: LaneMask.self)
  }

  @inlinable @inline(__always) var words: SIMD16<UInt32> {
    unsafe unsafeBitCast(self, to: SIMD16<UInt32>.self)
  }

  /// The lanes in which `first` is smaller than `second`, both below 2³¹.
  @inlinable @inline(__always)
  init(_ first: SIMD16<UInt32>, isBelow second: UInt32) {
    let difference = unsafe unsafeBitCast(first &- second, to: SIMD16<Int32>.self)
    self = unsafe unsafeBitCast(difference &>> 31, to: LaneMask.self)
  }
}

/// A set of lanes, to visit only the lanes in which a mask is true.
@usableFromInline
struct LaneSet: Sequence, IteratorProtocol {
  @usableFromInline var bits: UInt32

  @inlinable @inline(__always)
  init(_ mask: LaneMask) {
    let powers = SIMD16<UInt32>(
      1, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9, 1 << 10, 1 << 11,
      1 << 12, 1 << 13, 1 << 14, 1 << 15)
    bits = (mask.words & powers).wrappedSum()
  }

  @inlinable @inline(__always) var isEmpty: Bool { bits == 0 }

  @inlinable @inline(__always) var count: Int { bits.nonzeroBitCount }

  @inlinable @inline(__always)
  func contains(_ lane: Int) -> Bool {
    bits >> UInt32(lane) & 1 == 1
  }

  /// Takes out the first lane.
  @inlinable @inline(__always)
  mutating func next() -> Int? {
    guard bits != 0 else { return nil }
    let lane = bits.trailingZeroBitCount
    bits &= bits &- 1
    return lane
  }
}
