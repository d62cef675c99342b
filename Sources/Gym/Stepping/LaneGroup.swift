public import Numerics

/// Sixteen copies that are stepped at once; the last group of a batch may hold fewer.
///
/// Moves numbers between rows, `[E, size]` row-major, which policies use, and lanes, which dynamics use.
/// Whole groups of the common sizes, one or two numbers per row, or four that are written, are
/// transposed in registers; other rows go one by one.
@usableFromInline
struct LaneGroup {
  @usableFromInline let number: Int
  /// The number of copies in all groups.
  @usableFromInline let copyCount: Int

  @inlinable @inline(__always)
  init(number: Int, of count: Int) {
    self.number = number
    copyCount = count
  }

  /// How many groups a batch of `count` copies has.
  @inlinable @inline(__always)
  static func count(of count: Int) -> Int { (count &+ 15) / 16 }

  @inlinable @inline(__always) var firstRow: Int { 16 &* number }

  @inlinable @inline(__always) var isWhole: Bool { firstRow &+ 16 <= copyCount }

  @inlinable @inline(__always) var rowCount: Int { min(16, copyCount &- firstRow) }

  @inlinable @inline(__always) static var laneNumbers: SIMD16<UInt32> {
    SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  /// The lanes that hold a copy.
  @inlinable @inline(__always) var lanesInUse: LaneSet { LaneSet(first: rowCount) }

  /// The numbers of the sixteen copies.
  @inlinable @inline(__always) var copies: SIMD16<UInt32> {
    Self.laneNumbers &+ UInt32(truncatingIfNeeded: firstRow)
  }

  /// Draws uniform numbers at the address (step, stream, episode and block of four numbers).
  ///
  /// - Parameters:
  ///   - key: The address of all of them.
  ///   - step: The step of each copy's episode.
  ///   - streams: The streams of the copies.
  ///   - episode: The number of each copy's episode.
  ///   - noise: Receives a vector for each number.
  ///   - offset: Where the first vector goes.
  ///   - count: How many numbers for each copy.
  @inlinable @inline(__always)
  static func drawNoise(
    key: RandomKey, step: SIMD16<UInt32>, streams: SIMD16<UInt32>, episode: SIMD16<UInt32>,
    into noise: inout MutableSpan<Lanes>, at offset: Int, count: Int
  ) {
    let blockCount = UInt32(truncatingIfNeeded: (count &+ 3) / 4)
    let end = offset &+ count
    var place = offset
    for block in 0..<blockCount {
      let bits = key.bits16(step, streams, episode &* blockCount &+ block)
      write(bits, to: &noise, from: place, before: end)
      place &+= 4
    }
  }

  /// Draws the noise of a step for two groups at once, `[groups, count]`.
  @inlinable @inline(__always)
  static func drawNoise(
    key: RandomKey, _ first: LaneGroup, _ second: LaneGroup, steps: Span<SIMD16<UInt32>>,
    streams: Span<UInt32>, episodes: Span<UInt32>, into noise: inout MutableSpan<Lanes>, count: Int
  ) {
    let blockCount = UInt32(truncatingIfNeeded: (count &+ 3) / 4)
    let firstEpisode = words(episodes, at: first.firstRow) &* blockCount
    let secondEpisode = words(episodes, at: second.firstRow) &* blockCount
    let (firstStep, secondStep) = (steps[first.number], steps[second.number])
    let firstStream = words(streams, at: first.firstRow)
    let secondStream = words(streams, at: second.firstRow)
    var (firstPlace, secondPlace) = (first.number &* count, second.number &* count)
    let (firstEnd, secondEnd) = (firstPlace &+ count, secondPlace &+ count)
    for block in 0..<blockCount {
      let bits = key.bits16Twice(
        (firstStep, firstStream, firstEpisode &+ block),
        (secondStep, secondStream, secondEpisode &+ block))
      write(bits.first, to: &noise, from: firstPlace, before: firstEnd)
      write(bits.second, to: &noise, from: secondPlace, before: secondEnd)
      firstPlace &+= 4
      secondPlace &+= 4
    }
  }

  /// Writes four vectors of numbers on `0..<1`, or as many of them as there is room for.
  @inlinable @inline(__always)
  static func write(
    _ words: PhiloxLanes, to noise: inout MutableSpan<Lanes>, from place: Int, before end: Int
  ) {
    noise[place] = RandomKey.unitInterval(words.word0)
    if place &+ 1 < end { noise[place &+ 1] = RandomKey.unitInterval(words.word1) }
    if place &+ 2 < end { noise[place &+ 2] = RandomKey.unitInterval(words.word2) }
    if place &+ 3 < end { noise[place &+ 3] = RandomKey.unitInterval(words.word3) }
  }

  /// Reads the group's rows: `lanes[c][lane] = rows[firstRow + lane][c]`; unused lanes become 0.
  @inlinable @inline(__always)
  func read(_ rows: Span<Float>, into lanes: inout MutableSpan<Lanes>) {
    if isWhole {
      Self.read(rows, at: firstRow &* lanes.count, into: &lanes)
    } else {
      readOneByOne(rows, into: &lanes)
    }
  }

  /// Reads sixteen rows, unchecked: the caller has checked the number of all rows.
  ///
  /// - Parameters:
  ///   - rows: The numbers.
  ///   - offset: Where the first row begins.
  ///   - lanes: Receives them.
  @inlinable @inline(__always)
  static func read(_ rows: Span<Float>, at offset: Int, into lanes: inout MutableSpan<Lanes>) {
    switch lanes.count {
    case 1:
      lanes[0] = load(rows, offset)
    case 2:
      let (first, second) = (load(rows, offset), load(rows, offset &+ 16))
      lanes[0] = Lanes.evenLanes(first, second)
      lanes[1] = Lanes.oddLanes(first, second)
    default:
      LaneGroup(number: 0, of: 16).readOneByOne(rows, into: &lanes, at: offset)
    }
  }

  /// Writes the group's rows: `rows[firstRow + lane][c] = lanes[c][lane]`.
  @inlinable @inline(__always)
  func write(_ lanes: Span<Lanes>, to rows: inout MutableSpan<Float>) {
    if isWhole {
      Self.write(lanes, to: &rows, at: firstRow &* lanes.count)
    } else {
      writeOneByOne(lanes, to: &rows)
    }
  }

  /// Writes one number for each row.
  @inlinable @inline(__always)
  func write(_ lanes: Lanes, to rows: inout MutableSpan<Float>) {
    if isWhole {
      Self.store(lanes, in: &rows, at: firstRow)
    } else {
      writeOneByOne(lanes, to: &rows)
    }
  }

  /// Writes one truth value for each row.
  @inlinable @inline(__always)
  func write(_ lanes: LaneSet, to rows: inout MutableSpan<Bool>) {
    if isWhole {
      var bytes = unsafe rows.mutableBytes
      unsafe bytes.storeBytes(
        of: SIMD16<UInt8>(bits: lanes.bits), toUncheckedByteOffset: firstRow,
        as: SIMD16<UInt8>.self)
    } else {
      writeOneByOne(lanes, of: lanesInUse, to: &rows)
    }
  }

  /// Writes sixteen rows.
  ///
  /// - Parameters:
  ///   - lanes: The numbers.
  ///   - rows: Receives them.
  ///   - offset: Where the first row begins.
  @inlinable @inline(__always)
  static func write(_ lanes: Span<Lanes>, to rows: inout MutableSpan<Float>, at offset: Int) {
    precondition(
      offset &+ 16 &* lanes.count <= rows.count, "LaneGroup: more numbers than there are rows for.")
    switch lanes.count {
    case 1:
      store(lanes[0], in: &rows, at: offset)
    case 2:
      store(Lanes.interleavedLow(lanes[0], lanes[1]), in: &rows, at: offset)
      store(Lanes.interleavedHigh(lanes[0], lanes[1]), in: &rows, at: offset &+ 16)
    case 4:
      let evenLow = Lanes.interleavedLow(lanes[0], lanes[2])
      let oddLow = Lanes.interleavedLow(lanes[1], lanes[3])
      let evenHigh = Lanes.interleavedHigh(lanes[0], lanes[2])
      let oddHigh = Lanes.interleavedHigh(lanes[1], lanes[3])
      store(Lanes.interleavedLow(evenLow, oddLow), in: &rows, at: offset)
      store(Lanes.interleavedHigh(evenLow, oddLow), in: &rows, at: offset &+ 16)
      store(Lanes.interleavedLow(evenHigh, oddHigh), in: &rows, at: offset &+ 32)
      store(Lanes.interleavedHigh(evenHigh, oddHigh), in: &rows, at: offset &+ 48)
    default:
      LaneGroup(number: 0, of: 16).writeOneByOne(lanes, to: &rows, at: offset)
    }
  }

  // Out of line: inlined into a loop, these slow it down even where they are not executed.

  @inline(never) @usableFromInline
  func readOneByOne(
    _ rows: Span<Float>, into lanes: inout MutableSpan<Lanes>, at offset: Int? = nil
  ) {
    let size = lanes.count
    let offset = offset ?? firstRow * size
    for coordinate in 0..<size {
      var vector = Lanes()
      for lane in 0..<rowCount { vector[lane] = rows[offset + lane * size + coordinate] }
      lanes[coordinate] = vector
    }
  }

  @inline(never) @usableFromInline
  func writeOneByOne(_ lanes: Span<Lanes>, to rows: inout MutableSpan<Float>, at offset: Int? = nil)
  {
    let size = lanes.count
    let offset = offset ?? firstRow * size
    for coordinate in 0..<size {
      let vector = lanes[coordinate]
      for lane in 0..<rowCount { rows[offset + lane * size + coordinate] = vector[lane] }
    }
  }

  @inline(never) @usableFromInline
  func writeOneByOne(_ lanes: Lanes, to rows: inout MutableSpan<Float>) {
    for lane in 0..<rowCount { rows[firstRow + lane] = lanes[lane] }
  }

  /// Writes one truth value for the rows of a set of lanes.
  @inline(never) @usableFromInline
  func writeOneByOne(_ lanes: LaneSet, of all: LaneSet, to rows: inout MutableSpan<Bool>) {
    for lane in all { rows[firstRow + lane] = lanes.contains(lane) }
  }

  /// Sixteen words of a buffer.
  @inlinable @inline(__always)
  static func words(_ words: Span<UInt32>, at offset: Int) -> SIMD16<UInt32> {
    unsafe words.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: 4 &* offset, as: SIMD16<UInt32>.self)
  }

  /// The words at sixteen places of a buffer; a place beyond its end stands for the last one.
  @inlinable @inline(__always)
  static func words(_ words: Span<UInt32>, of places: SIMD16<UInt32>) -> SIMD16<UInt32> {
    var result = SIMD16<UInt32>()
    for lane in 0..<16 { result[lane] = words[min(Int(places[lane]), words.count &- 1)] }
    return result
  }

  /// Writes sixteen words of a buffer.
  @inlinable @inline(__always)
  static func store(_ vector: SIMD16<UInt32>, in words: inout MutableSpan<UInt32>, at offset: Int) {
    precondition(offset &+ 16 <= words.count, "LaneGroup: more words than there is room for.")
    var bytes = unsafe words.mutableBytes
    unsafe bytes.storeBytes(
      of: vector, toUncheckedByteOffset: 4 &* offset, as: SIMD16<UInt32>.self)
  }

  /// Takes the lanes of four groups out of a buffer, as 64 bits.
  @inlinable @inline(__always)
  static func takeBits64(_ sets: inout MutableSpan<UInt16>, _ number: Int) -> UInt64 {
    var bytes = unsafe sets.mutableBytes
    let bits = unsafe bytes.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: 8 &* number, as: UInt64.self)
    unsafe bytes.storeBytes(of: 0, toUncheckedByteOffset: 8 &* number, as: UInt64.self)
    return bits
  }

  /// Moves one lane of a state that consists of vectors only.
  @inlinable @inline(__always)
  static func move<State>(
    _ lane: Int, of source: inout State, to place: Int, of target: inout State
  ) {
    unsafe withUnsafeBytes(of: &source) { source in
      unsafe withUnsafeMutableBytes(of: &target) { target in
        for vector in stride(from: 0, to: MemoryLayout<State>.size, by: MemoryLayout<Lanes>.size) {
          let number = unsafe source.load(fromByteOffset: vector &+ 4 &* lane, as: UInt32.self)
          unsafe target.storeBytes(
            of: number, toByteOffset: vector &+ 4 &* place, as: UInt32.self)
        }
      }
    }
  }

  /// Copies one row; a row of four numbers in one move.
  @inlinable @inline(__always)
  static func copyRow(
    _ row: Int, of source: Span<Float>, to place: Int, of target: inout MutableSpan<Float>,
    size: Int
  ) {
    let (from, to) = (row &* size, place &* size)
    precondition(
      from &+ size <= source.count && to &+ size <= target.count, "LaneGroup: there is no such row."
    )
    if size == 4 {
      let numbers = unsafe source.bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: 4 &* from, as: SIMD4<Float>.self)
      var bytes = unsafe target.mutableBytes
      unsafe bytes.storeBytes(
        of: numbers, toUncheckedByteOffset: 4 &* to, as: SIMD4<Float>.self)
    } else {
      for index in 0..<size {
        unsafe target[unchecked: to &+ index] = source[unchecked: from &+ index]
      }
    }
  }

  /// Writes one lane of a buffer, without touching the other lanes.
  @inlinable @inline(__always)
  static func store(_ word: UInt32, at lane: Int, in words: inout MutableSpan<SIMD16<UInt32>>) {
    precondition(lane < 16 &* words.count, "LaneGroup: there is no lane \(lane).")
    var bytes = unsafe words.mutableBytes
    unsafe bytes.storeBytes(of: word, toUncheckedByteOffset: 4 &* lane, as: UInt32.self)
  }

  /// Writes one number of a buffer of lanes, without touching the other lanes.
  @inlinable @inline(__always)
  static func store(_ number: Float, at lane: Int, in lanes: inout MutableSpan<Lanes>) {
    var bytes = unsafe lanes.mutableBytes
    unsafe bytes.storeBytes(of: number, toUncheckedByteOffset: 4 &* lane, as: Float.self)
  }

  /// One number of a buffer of lanes, without touching the other lanes.
  @inlinable @inline(__always)
  static func number(_ lanes: Span<Lanes>, _ index: Int, _ lane: Int) -> Float {
    unsafe lanes.bytes.unsafeLoad(fromUncheckedByteOffset: 64 &* index &+ 4 &* lane, as: Float.self)
  }

  @inlinable @inline(__always)
  static func load(_ rows: Span<Float>, _ offset: Int) -> Lanes {
    unsafe rows.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 4 &* offset, as: Lanes.self)
  }

  @inlinable @inline(__always)
  static func store(_ vector: Lanes, in rows: inout MutableSpan<Float>, at offset: Int) {
    var bytes = unsafe rows.mutableBytes
    unsafe bytes.storeBytes(of: vector, toUncheckedByteOffset: 4 &* offset, as: Lanes.self)
  }
}
