public import CLanes

// The standard library defines these operators for all SIMD types at once, as programs that go through
// the lanes one by one. In short functions the optimizer makes one instruction of each, in long ones it
// does not. The operators below mean the same and are one instruction from the start; Swift prefers
// them because their types are more specific.

extension SIMDMask where Storage == SIMD16<Int32> {
  /// The mask as sixteen bits, that of the first lane lowest.
  @inlinable @inline(__always) public var bits: UInt32 {
    lanes_bits(unsafe unsafeBitCast(self, to: SIMD16<Int32>.self))
  }

  /// Creates the mask that has the given bits.
  @inlinable @inline(__always) public init(bits: UInt32) {
    self = unsafe unsafeBitCast(lanes_mask(bits), to: LaneMask.self)
  }
}

extension SIMD16 where Scalar == Float {
  /// Adds lane by lane.
  @inlinable @inline(__always)
  public static func + (first: Self, second: Self) -> Self { lanes_add(first, second) }

  /// Adds a number to each lane.
  @inlinable @inline(__always)
  public static func + (first: Self, second: Float) -> Self { first + Self(repeating: second) }

  /// Adds each lane to a number.
  @inlinable @inline(__always)
  public static func + (first: Float, second: Self) -> Self { Self(repeating: first) + second }

  /// Subtracts lane by lane.
  @inlinable @inline(__always)
  public static func - (first: Self, second: Self) -> Self { lanes_subtract(first, second) }

  /// Subtracts a number from each lane.
  @inlinable @inline(__always)
  public static func - (first: Self, second: Float) -> Self { first - Self(repeating: second) }

  /// Subtracts each lane from a number.
  @inlinable @inline(__always)
  public static func - (first: Float, second: Self) -> Self { Self(repeating: first) - second }

  /// Subtracts each lane from 0, so that 0 gives 0.
  @inlinable @inline(__always)
  public static prefix func - (value: Self) -> Self { Self() - value }

  /// Multiplies lane by lane.
  @inlinable @inline(__always)
  public static func * (first: Self, second: Self) -> Self { lanes_multiply(first, second) }

  /// Multiplies each lane by a number.
  @inlinable @inline(__always)
  public static func * (first: Self, second: Float) -> Self { first * Self(repeating: second) }

  /// Multiplies a number by each lane.
  @inlinable @inline(__always)
  public static func * (first: Float, second: Self) -> Self { Self(repeating: first) * second }

  /// Divides lane by lane.
  @inlinable @inline(__always)
  public static func / (first: Self, second: Self) -> Self { lanes_divide(first, second) }

  /// Divides each lane by a number.
  @inlinable @inline(__always)
  public static func / (first: Self, second: Float) -> Self { first / Self(repeating: second) }

  /// Divides a number by each lane.
  @inlinable @inline(__always)
  public static func / (first: Float, second: Self) -> Self { Self(repeating: first) / second }

  /// Adds to each lane.
  @inlinable @inline(__always)
  public static func += (first: inout Self, second: Self) { first = first + second }

  /// Adds a number to each lane.
  @inlinable @inline(__always)
  public static func += (first: inout Self, second: Float) { first = first + second }

  /// Multiplies each lane.
  @inlinable @inline(__always)
  public static func *= (first: inout Self, second: Self) { first = first * second }

  /// Finds the square root of each lane.
  @inlinable @inline(__always)
  public func squareRoot() -> Self { lanes_square_root(self) }

  /// Rounds each lane to a whole number.
  @inlinable @inline(__always)
  public func rounded(_ rule: FloatingPointRoundingRule) -> Self {
    switch rule {
    case .down: return lanes_floor(self)
    case .towardZero: return lanes_truncate(self)
    case .toNearestOrEven: return lanes_round_to_even(self)
    default:
      var result = self
      for lane in indices { result[lane].round(rule) }
      return result
    }
  }

  /// Takes the lanes of another vector where the mask is true.
  @inlinable @inline(__always)
  public func replacing(with other: Self, where mask: LaneMask) -> Self {
    lanes_select(unsafe unsafeBitCast(mask, to: SIMD16<Int32>.self), self, other)
  }

  /// Takes a number where the mask is true.
  @inlinable @inline(__always)
  public func replacing(with other: Float, where mask: LaneMask) -> Self {
    replacing(with: Self(repeating: other), where: mask)
  }

  /// Replaces lanes by those of another vector where the mask is true.
  @inlinable @inline(__always)
  public mutating func replace(with other: Self, where mask: LaneMask) {
    self = replacing(with: other, where: mask)
  }

  /// Replaces lanes by a number where the mask is true.
  @inlinable @inline(__always)
  public mutating func replace(with other: Float, where mask: LaneMask) {
    self = replacing(with: other, where: mask)
  }

  /// The lanes of even number of two vectors, one after the other.
  @inlinable @inline(__always)
  public static func evenLanes(_ first: Self, _ second: Self) -> Self { lanes_even(first, second) }

  /// The lanes of odd number of two vectors, one after the other.
  @inlinable @inline(__always)
  public static func oddLanes(_ first: Self, _ second: Self) -> Self { lanes_odd(first, second) }

  /// The first halves of two vectors, alternating.
  @inlinable @inline(__always)
  public static func interleavedLow(_ first: Self, _ second: Self) -> Self {
    lanes_interleaved_low(first, second)
  }

  /// The second halves of two vectors, alternating.
  @inlinable @inline(__always)
  public static func interleavedHigh(_ first: Self, _ second: Self) -> Self {
    lanes_interleaved_high(first, second)
  }

  /// Creates a vector of equal lanes without the compiler knowing that they are equal.
  ///
  /// It would turn a comparison of equal lanes into a branch.
  @inlinable @inline(__always)
  public init(allOpaquely number: Float) { self = lanes_repeated(number) }

  /// Converts each lane to the nearest number.
  @inlinable @inline(__always)
  public init(_ values: SIMD16<Int32>) { self = lanes_convert(values) }
}

extension SIMD16 where Scalar == UInt32 {
  /// Adds lane by lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &+ (first: Self, second: Self) -> Self { lanes_word_add(first, second) }

  /// Adds a word to each lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &+ (first: Self, second: UInt32) -> Self { first &+ Self(repeating: second) }

  /// Subtracts lane by lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &- (first: Self, second: Self) -> Self { lanes_word_subtract(first, second) }

  /// Subtracts a word from each lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &- (first: Self, second: UInt32) -> Self { first &- Self(repeating: second) }

  /// Subtracts each lane from a word, modulo 2³².
  @inlinable @inline(__always)
  public static func &- (first: UInt32, second: Self) -> Self { Self(repeating: first) &- second }

  /// Multiplies each lane by a word, modulo 2³².
  @inlinable @inline(__always)
  public static func &* (first: Self, second: UInt32) -> Self {
    lanes_word_multiply(first, Self(repeating: second))
  }

  /// Keeps the bits that both have.
  @inlinable @inline(__always)
  public static func & (first: Self, second: Self) -> Self { lanes_word_and(first, second) }

  /// Keeps the bits that a word has.
  @inlinable @inline(__always)
  public static func & (first: Self, second: UInt32) -> Self { first & Self(repeating: second) }

  /// Joins the bits of both.
  @inlinable @inline(__always)
  public static func | (first: Self, second: Self) -> Self { lanes_word_or(first, second) }

  /// Joins the bits of a word.
  @inlinable @inline(__always)
  public static func | (first: Self, second: UInt32) -> Self { first | Self(repeating: second) }

  /// Keeps the bits that one of both has.
  @inlinable @inline(__always)
  public static func ^ (first: Self, second: Self) -> Self {
    lanes_word_exclusive_or(first, second)
  }

  /// Inverts all bits.
  @inlinable @inline(__always)
  public static prefix func ~ (value: Self) -> Self { lanes_word_not(value) }

  /// Shifts each lane to the left by the number of bits in the other, modulo 32.
  @inlinable @inline(__always)
  public static func &<< (first: Self, second: Self) -> Self { lanes_word_left(first, second) }

  /// Shifts each lane to the left, modulo 32.
  @inlinable @inline(__always)
  public static func &<< (first: Self, second: UInt32) -> Self { first &<< Self(repeating: second) }

  /// Shifts each lane to the right, modulo 32.
  @inlinable @inline(__always)
  public static func &>> (first: Self, second: UInt32) -> Self {
    lanes_word_right(first, Self(repeating: second))
  }
}

extension SIMD16 where Scalar == Int32 {
  /// Subtracts a number from each lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &- (first: Self, second: Int32) -> Self { first &- Self(repeating: second) }

  /// Adds a number to each lane, modulo 2³².
  @inlinable @inline(__always)
  public static func &+ (first: Self, second: Int32) -> Self { first &+ Self(repeating: second) }

  /// Shifts each lane to the left, modulo 32.
  @inlinable @inline(__always)
  public static func &<< (first: Self, second: Int32) -> Self {
    let words = unsafe unsafeBitCast(first, to: SIMD16<UInt32>.self)
    return unsafe unsafeBitCast(words &<< UInt32(bitPattern: second), to: Self.self)
  }

  /// Shifts each lane to the right, modulo 32, and keeps its sign.
  @inlinable @inline(__always)
  public static func &>> (first: Self, second: Int32) -> Self {
    lanes_int_right(first, Self(repeating: second))
  }
}

extension SIMD16 where Scalar == UInt8 {
  /// Creates 1 where a bit is set and 0 elsewhere.
  @inlinable @inline(__always)
  public init(bits: UInt32) { self = lanes_bytes(bits) }
}
