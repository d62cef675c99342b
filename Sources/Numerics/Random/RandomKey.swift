/// What a random number is for: the first part of its address.
///
/// Raw values are part of what "same seed, same bits" means, so they are never reused or renumbered;
/// a new use takes a new number and changes no other.
public enum RandomPurpose: UInt32, Sendable, CaseIterable {
  /// The parameters of tasks of the `train` split.
  case trainTasks = 1
  /// The parameters of tasks of the `test` split.
  case testTasks = 2
  /// The parameters of tasks of the `shifted` split.
  case shiftedTasks = 3
  /// Initial states of episodes.
  case reset = 4
  /// Actions drawn from a policy.
  case actions = 5
  /// Randomness inside an environment's step.
  case dynamics = 6
  /// Initial network parameters.
  case parameters = 7
  /// One outer iteration.
  case iteration = 8
  /// One task of a meta-batch.
  case task = 9
  /// The rollouts of one adaptation step.
  case adaptationStep = 10
  /// Scoring, apart from training.
  case scoring = 11
  /// Resampling for confidence intervals.
  case bootstrap = 12
  /// Simulated anchors.
  case anchors = 13
  /// Benchmarks and tests.
  case measurement = 14
  /// Episodes that are only shown.
  case demonstration = 15
  /// The order of shards in the epochs of an update.
  case minibatches = 16
}

/// The address of random numbers: a seed, narrowed step by step to one use.
///
/// A key is a value. Reading it twice gives the same number; `child` gives an independent key.
///
///     let key = RandomKey(seed: 7)
///     let actions = key.child(.iteration, 12).child(.task, 3).child(.actions)
///     let noise = actions.uniform(UInt32(step), UInt32(episode))
public struct RandomKey: Hashable, Sendable {
  @usableFromInline let words: SIMD2<UInt32>

  @usableFromInline static let drawing: UInt32 = 0
  @usableFromInline static let deriving: UInt32 = 1

  @inlinable init(words: SIMD2<UInt32>) {
    self.words = words
  }

  /// Creates the root key of a run.
  ///
  /// - Parameter seed: Any number; equal seeds give equal runs.
  public init(seed: UInt64) {
    words = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The address as two words, to keep in a file.
  public var address: [UInt32] { [words[0], words[1]] }

  /// Creates the key that had an address.
  ///
  /// - Parameter address: The two words that `address` gave.
  /// - Precondition: There are two words.
  public init(address: [UInt32]) {
    precondition(address.count == 2, "RandomKey: \(address.count) words, but an address has 2.")
    words = SIMD2(address[0], address[1])
  }

  /// Derives the key for a narrower use.
  ///
  /// - Parameters:
  ///   - purpose: What the numbers are for.
  ///   - index: Which one of that purpose: the iteration, the task, the step.
  /// - Returns: A key whose numbers are independent of this one's and of its other children's.
  public func child(_ purpose: RandomPurpose, _ index: Int = 0) -> RandomKey {
    child(number: purpose.rawValue, index)
  }

  /// Derives the key for a use that has a number, that of a `RandomPurpose` or another.
  package func child(number purpose: UInt32, _ index: Int) -> RandomKey {
    let index = UInt64(bitPattern: Int64(index))
    let result = Philox.words(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32),
        purpose, Self.deriving),
      key: words)
    return RandomKey(words: SIMD2(result[0], result[1]))
  }

  /// Draws four words at a position.
  ///
  /// - Parameters:
  ///   - x: First coordinate of the position, for instance the step.
  ///   - y: Second coordinate, for instance the episode.
  ///   - z: Third coordinate, for instance the block of numbers at one step.
  /// - Returns: Four independent uniform words.
  @inlinable
  public func bits(_ x: UInt32, _ y: UInt32 = 0, _ z: UInt32 = 0) -> SIMD4<UInt32> {
    Philox.words(counter: SIMD4(x, y, z, Self.drawing), key: words)
  }

  /// Draws four words at each of sixteen positions.
  ///
  /// - Parameters:
  ///   - x: First coordinate of each lane.
  ///   - y: Second coordinate of each lane.
  ///   - z: Third coordinate of each lane.
  /// - Returns: In lane `i` what `bits(x[i], y[i], z[i])` gives.
  @inlinable @inline(__always)
  public func bits16(_ x: SIMD16<UInt32>, _ y: SIMD16<UInt32>, _ z: SIMD16<UInt32>) -> PhiloxLanes {
    Philox.words(counter: Self.counters(x, y, z), key: words)
  }

  /// Draws four words at each of twice sixteen positions, faster than by two calls.
  ///
  /// - Parameters:
  ///   - first: Three coordinates of each lane.
  ///   - second: The same of sixteen lanes more.
  /// - Returns: What `bits16` gives for each.
  @inlinable @inline(__always)
  public func bits16Twice(
    _ first: (x: SIMD16<UInt32>, y: SIMD16<UInt32>, z: SIMD16<UInt32>),
    _ second: (x: SIMD16<UInt32>, y: SIMD16<UInt32>, z: SIMD16<UInt32>)
  ) -> (first: PhiloxLanes, second: PhiloxLanes) {
    Philox.words(
      first: Self.counters(first.x, first.y, first.z),
      second: Self.counters(second.x, second.y, second.z), key: words)
  }

  @inlinable @inline(__always)
  static func counters(
    _ x: SIMD16<UInt32>, _ y: SIMD16<UInt32>, _ z: SIMD16<UInt32>
  ) -> PhiloxLanes {
    PhiloxLanes(word0: x, word1: y, word2: z, word3: SIMD16(repeating: drawing))
  }

  /// Draws one number uniform on `0..<1`, a multiple of 2⁻²³.
  @inlinable
  public func uniform(_ x: UInt32, _ y: UInt32 = 0, _ z: UInt32 = 0) -> Float {
    RandomKey.unitInterval(bits(x, y, z)[0])
  }

  /// Draws two independent standard normal numbers by the Box–Muller transform, see `normals(_:_:)`.
  public func normals(_ x: UInt32, _ y: UInt32 = 0, _ z: UInt32 = 0) -> SIMD2<Float> {
    let words = bits(x, y, z)
    return RandomKey.normals(words[0], words[1])
  }

  /// Turns a word into a number uniform on `0..<1`, a multiple of 2⁻²³.
  ///
  /// The upper 23 bits become the fraction of a number in `1..<2`.
  @inlinable
  public static func unitInterval(_ word: UInt32) -> Float {
    Float(bitPattern: word >> 9 | 0x3F80_0000) - 1
  }

  /// Turns sixteen words into numbers uniform on `0..<1`, each as the scalar function does.
  @inlinable @inline(__always)
  public static func unitInterval(_ words: SIMD16<UInt32>) -> SIMD16<Float> {
    let fractions = words &>> 9 | SIMD16(repeating: 0x3F80_0000)
    return unsafe unsafeBitCast(fractions, to: SIMD16<Float>.self) - 1
  }
}
