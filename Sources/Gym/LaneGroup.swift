public import Tensors

/// Sixteen copies that are stepped at once; the last group of a batch may hold fewer.
///
/// Moves numbers between rows, `[E, size]` row-major, as policies want them, and lanes, as dynamics
/// want them. Whole groups of one, two or four numbers per row, the common sizes, are exchanged in
/// registers.
@usableFromInline
struct LaneGroup {
  @usableFromInline let number: Int
  @usableFromInline let rowCount: Int

  @inlinable
  init(number: Int, rowCount: Int) {
    self.number = number
    self.rowCount = rowCount
  }

  /// The groups of a batch of `count` copies, in order.
  @inlinable @inline(__always)
  static func all(of count: Int) -> some Sequence<LaneGroup> {
    (0..<(count + 15) / 16).lazy.map { number in
      LaneGroup(number: number, rowCount: min(16, count - 16 * number))
    }
  }

  @inlinable var firstRow: Int { 16 * number }

  @inlinable static var laneNumbers: SIMD16<UInt32> {
    SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  @inlinable var lanesInUse: LaneMask {
    LaneMask(Self.laneNumbers, isBelow: UInt32(rowCount))
  }

  /// Draws uniform numbers at the address (step, copy, episode and block of four numbers).
  @inlinable @inline(__always)
  func drawNoise(
    key: RandomKey, step: SIMD16<UInt32>, episode: SIMD16<UInt32>, into noise: inout [Lanes]
  ) {
    guard !noise.isEmpty else { return }
    let copies = Self.laneNumbers &+ UInt32(firstRow)
    let blockCount = UInt32(noise.count + 3) / 4
    for block in 0..<blockCount {
      let bits = key.bits16(step, copies, episode &* blockCount &+ block)
      let first = Int(4 * block)
      noise[first] = RandomKey.unitInterval(bits.word0)
      if first + 1 < noise.count { noise[first + 1] = RandomKey.unitInterval(bits.word1) }
      if first + 2 < noise.count { noise[first + 2] = RandomKey.unitInterval(bits.word2) }
      if first + 3 < noise.count { noise[first + 3] = RandomKey.unitInterval(bits.word3) }
    }
  }

  /// Reads the group's rows: `lanes[c][lane] = rows[firstRow + lane][c]`; unused lanes receive 0.
  @inlinable @inline(__always)
  func read(_ rows: [Float], into lanes: inout [Lanes]) {
    let size = lanes.count
    let offset = firstRow * size
    switch (rowCount, size) {
    case (16, 1):
      lanes[0] = Self.load(rows, at: offset)
    case (16, 2):
      let both = SIMD32(
        lowHalf: Self.load(rows, at: offset), highHalf: Self.load(rows, at: offset + 16))
      lanes[0] = both.evenHalf
      lanes[1] = both.oddHalf
    default:
      for coordinate in 0..<size {
        var vector = Lanes()
        for lane in 0..<rowCount { vector[lane] = rows[offset + lane * size + coordinate] }
        lanes[coordinate] = vector
      }
    }
  }

  /// Writes the group's rows: `rows[firstRow + lane][c] = lanes[c][lane]`.
  @inlinable @inline(__always)
  func write(_ lanes: [Lanes], to rows: inout [Float]) {
    let size = lanes.count
    let offset = firstRow * size
    switch (rowCount, size) {
    case (16, 1):
      Self.store(lanes[0], in: &rows, at: offset)
    case (16, 2):
      Self.store(Self.interleaved(lanes[0], lanes[1]), in: &rows, at: offset)
    case (16, 4):
      let even = Self.interleaved(lanes[0], lanes[2])
      let odd = Self.interleaved(lanes[1], lanes[3])
      Self.store(Self.interleaved(even.lowHalf, odd.lowHalf), in: &rows, at: offset)
      Self.store(Self.interleaved(even.highHalf, odd.highHalf), in: &rows, at: offset + 32)
    default:
      for coordinate in 0..<size {
        let vector = lanes[coordinate]
        for lane in 0..<rowCount { rows[offset + lane * size + coordinate] = vector[lane] }
      }
    }
  }

  @inlinable @inline(__always)
  static func interleaved(_ even: Lanes, _ odd: Lanes) -> SIMD32<Float> {
    var result = SIMD32<Float>()
    result.evenHalf = even
    result.oddHalf = odd
    return result
  }

  @inlinable @inline(__always)
  static func load(_ rows: [Float], at offset: Int) -> Lanes {
    unsafe rows.span.bytes.unsafeLoadUnaligned(fromByteOffset: 4 * offset, as: Lanes.self)
  }

  @inlinable @inline(__always)
  static func store<Vector: BitwiseCopyable>(
    _ vector: Vector, in rows: inout [Float], at offset: Int
  ) {
    var span = rows.mutableSpan
    var bytes = unsafe span.mutableBytes
    bytes.storeBytes(of: vector, toByteOffset: 4 * offset, as: Vector.self)
  }
}
