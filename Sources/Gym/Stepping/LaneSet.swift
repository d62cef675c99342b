public import Numerics

// Swift compares whole numbers lane by lane, but combines their bits all at once. So the
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

/// A set of lanes: sixteen truth values in as many bits.
@usableFromInline
struct LaneSet: Sequence, IteratorProtocol, Sendable {
  @usableFromInline var bits: UInt32

  @inlinable @inline(__always)
  init(bits: UInt32) {
    self.bits = bits
  }

  /// The first lanes.
  @inlinable @inline(__always)
  init(first count: Int) {
    bits = 0xFFFF &>> UInt32(truncatingIfNeeded: 16 &- count)
  }

  /// The lanes in which a mask is true.
  @inlinable @inline(__always)
  init(_ mask: LaneMask) {
    bits = mask.bits
  }

  /// The mask that is true in these lanes.
  @inlinable @inline(__always) var mask: LaneMask {
    LaneMask(bits: bits)
  }

  /// The set in as many bits as there are lanes.
  @inlinable @inline(__always) var bits16: UInt16 { UInt16(truncatingIfNeeded: bits) }

  @inlinable @inline(__always) var isEmpty: Bool { bits == 0 }

  @inlinable @inline(__always) var count: Int { bits.nonzeroBitCount }

  @inlinable @inline(__always)
  func contains(_ lane: Int) -> Bool {
    bits &>> UInt32(truncatingIfNeeded: lane) & 1 == 1
  }

  @inlinable @inline(__always)
  static func - (_ first: LaneSet, _ second: LaneSet) -> LaneSet {
    LaneSet(bits: first.bits & ~second.bits)
  }

  /// Adds one lane.
  ///
  /// - Returns: Whether it was not in the set before.
  mutating func insert(_ lane: Int) -> Bool {
    defer { bits |= 1 &<< UInt32(truncatingIfNeeded: lane) }
    return !contains(lane)
  }

  /// Removes one lane.
  @inlinable @inline(__always)
  mutating func remove(_ lane: Int) {
    bits &= ~(1 &<< UInt32(truncatingIfNeeded: lane))
  }

  /// Removes and returns the first lane.
  @inlinable @inline(__always)
  mutating func next() -> Int? {
    guard bits != 0 else { return nil }
    let lane = bits.trailingZeroBitCount
    bits &= bits &- 1
    return lane
  }
}
