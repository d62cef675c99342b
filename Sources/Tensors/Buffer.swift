/// The memory of a tensor's elements; valid while a node lives that uses it.
@safe struct Buffer<Scalar: TensorScalar> {
  /// The first element.
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int

  /// The size class of the pool whose blocks hold `count` elements.
  static func sizeClass(_ count: Int) -> Int {
    BufferPool.sizeClass(byteCount: count * MemoryLayout<Scalar>.stride)
  }
}

/// Calls a body with memory that is free again afterwards.
///
/// - Parameters:
///   - count: The number of elements; their values are undefined.
///   - body: Uses them.
/// - Returns: What the body returns.
func withScratch<Scalar: TensorScalar, Result>(
  _ count: Int, _ body: (Buffer<Scalar>) -> Result
) -> Result {
  let sizeClass = Buffer<Scalar>.sizeClass(count)
  let block = unsafe ThreadContext.current.pointee.pool.take(sizeClass: sizeClass)
  defer { unsafe ThreadContext.current.pointee.pool.give(block, sizeClass: sizeClass) }
  return unsafe body(
    Buffer(pointer: block.assumingMemoryBound(to: Scalar.self), count: count))
}

/// Free blocks of memory by size class, kept by one thread for its next tensors.
///
/// Training takes the same sizes again and again, so after the first iteration no memory is taken from
/// the system. A free block holds the address of the next free one of its class, so taking and giving
/// back are two moves of an address.
@safe struct BufferPool: ~Copyable {
  /// Blocks are 64 bytes times a power of two; class `i` holds those of `64 << i` bytes.
  private static let classCount = 40
  private static let alignment = 64

  /// The first free block of each class.
  private let free: UnsafeMutablePointer<UnsafeMutableRawPointer?>

  init() {
    unsafe free = .allocate(capacity: Self.classCount)
    unsafe free.initialize(repeating: nil, count: Self.classCount)
  }

  /// The smallest size class whose blocks hold a number of bytes.
  static func sizeClass(byteCount: Int) -> Int {
    let units = max(1, (byteCount + alignment - 1) / alignment)
    return Int.bitWidth - (units - 1).leadingZeroBitCount
  }

  /// Takes a block of a class, from the free ones if there are any.
  mutating func take(sizeClass: Int) -> UnsafeMutableRawPointer {
    guard let block = unsafe free[sizeClass] else {
      return UnsafeMutableRawPointer.allocate(
        byteCount: Self.alignment << sizeClass, alignment: Self.alignment)
    }
    unsafe free[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
    return unsafe block
  }

  /// Gives a block back for reuse.
  mutating func give(_ block: UnsafeMutableRawPointer, sizeClass: Int) {
    unsafe block.storeBytes(of: free[sizeClass], as: UnsafeMutableRawPointer?.self)
    unsafe free[sizeClass] = block
  }

  deinit {
    for sizeClass in 0..<Self.classCount {
      while let block = unsafe free[sizeClass] {
        unsafe free[sizeClass] = block.load(as: UnsafeMutableRawPointer?.self)
        unsafe block.deallocate()
      }
    }
    unsafe free.deallocate()
  }
}
