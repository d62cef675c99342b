import Numerics

/// Draws every action uniformly from the action space.
///
/// An infinite bound counts as ±1, or as 1 beyond the other bound where that leaves no room.
///
/// The four words of a random draw go to the same lane of four groups of sixteen episodes, so that one
/// draw serves 64 episodes; two draws are made at once.
public struct RandomAgent: Agent {
  private var key = RandomKey(seed: 0)
  private let isDiscrete: Bool
  /// The smallest action and how far the actions reach, of each coordinate.
  private let lower: [Float]
  private let width: [Float]
  /// The actions of a block of episodes, group by group, `[8, A]`, where an action is more than two
  /// numbers.
  private var drawn: [Lanes]
  /// The same as rows, `[128, A]`.
  private var drawnRows: [Float]

  /// How many episodes two draws serve.
  private static let blockSize = 128

  /// Creates an agent for an action space.
  public init(actionSpace: Space) {
    switch actionSpace {
    case .discrete(let count):
      (isDiscrete, lower, width) = (true, [0], [Float(count)])
    case .box(let low, let high):
      isDiscrete = false
      lower = zip(low, high).map { low, high in low.isFinite ? low : min(-1, high - 1) }
      width = zip(lower, high).map { lower, high in
        (high.isFinite ? high : max(1, lower + 1)) - lower
      }
    }
    drawn = Array(repeating: Lanes(), count: 8 * actionSpace.size)
    drawnRows = Array(repeating: 0, count: Self.blockSize * actionSpace.size)
  }

  /// Begins a block of episodes.
  public mutating func begin(_ block: Block) {
    key = block.key.child(.actions)
  }

  /// Draws the actions, each from the address (step, episode, coordinate).
  public mutating func act(on view: View, actions: inout [Float]) {
    let size = lower.count
    precondition(
      actions.count == view.copies.count * size,
      "RandomAgent.act: room for \(actions.count) numbers, but \(view.copies.count) episodes ×"
        + " action size \(size) need \(view.copies.count * size).")
    let step = SIMD16(repeating: UInt32(view.step))
    var (takenLanes, takenRows) = (drawn.take(), drawnRows.take())
    do {
      var drawn = takenLanes.mutableSpan
      var blockRows = takenRows.mutableSpan
      var rows = actions.mutableSpan
      let episodes = view.copies.span
      var index = 0
      while index < episodes.count {
        let block = episodes[index] / Self.blockSize
        let next = index + Self.blockSize
        if episodes[index] % Self.blockSize == 0, next <= episodes.count,
          episodes[next - 1] - episodes[index] == Self.blockSize - 1
        {
          draw(block, step: step, into: &rows, at: index * size, through: &drawn)
          index = next
          continue
        }
        draw(block, step: step, into: &blockRows, at: 0, through: &drawn)
        while index < episodes.count, episodes[index] / Self.blockSize == block {
          let row = episodes[index] % Self.blockSize
          for coordinate in 0..<size {
            rows[index * size + coordinate] = blockRows[row * size + coordinate]
          }
          index += 1
        }
      }
    }
    (drawn, drawnRows) = (takenLanes, takenRows)
  }

  /// Draws the actions of a block of episodes; few coordinates go from registers to rows.
  @inline(__always)
  private func draw(
    _ block: Int, step: SIMD16<UInt32>, into rows: inout MutableSpan<Float>, at offset: Int,
    through drawn: inout MutableSpan<Lanes>
  ) {
    switch lower.count {
    case 1:
      var registers = InlineArray<8, Lanes>(repeating: Lanes())
      var lanes = registers.mutableSpan
      draw(block, step: step, size: 1, into: &lanes)
      Self.layOut(lanes.span, size: 1, in: &rows, from: offset)
    case 2:
      var registers = InlineArray<16, Lanes>(repeating: Lanes())
      var lanes = registers.mutableSpan
      draw(block, step: step, size: 2, into: &lanes)
      Self.layOut(lanes.span, size: 2, in: &rows, from: offset)
    default:
      draw(block, step: step, size: lower.count, into: &drawn)
      Self.layOut(drawn.span, size: lower.count, in: &rows, from: offset)
    }
  }

  /// Draws the actions of a block of episodes, group by group, `[8, A]`.
  @inline(__always)
  private func draw(
    _ block: Int, step: SIMD16<UInt32>, size: Int, into drawn: inout MutableSpan<Lanes>
  ) {
    let places = LaneGroup.laneNumbers &+ UInt32(32 * block)
    for coordinate in 0..<size {
      let number = SIMD16(repeating: UInt32(coordinate))
      let words = key.bits16Twice((step, places, number), (step, places &+ 16, number))
      let (lower, width) = (lower[coordinate], width[coordinate])
      drawn[coordinate] = action(words.first.word0, lower, width)
      drawn[size &+ coordinate] = action(words.first.word1, lower, width)
      drawn[2 &* size &+ coordinate] = action(words.first.word2, lower, width)
      drawn[3 &* size &+ coordinate] = action(words.first.word3, lower, width)
      drawn[4 &* size &+ coordinate] = action(words.second.word0, lower, width)
      drawn[5 &* size &+ coordinate] = action(words.second.word1, lower, width)
      drawn[6 &* size &+ coordinate] = action(words.second.word2, lower, width)
      drawn[7 &* size &+ coordinate] = action(words.second.word3, lower, width)
    }
  }

  /// Maps words to one coordinate of actions.
  @inline(__always)
  private func action(_ words: SIMD16<UInt32>, _ lower: Float, _ width: Float) -> Lanes {
    let value = lower + RandomKey.unitInterval(words) * width
    guard isDiscrete else { return value }
    // The product may round up to the number of choices itself.
    return value.rounded(.down).replacing(with: width - 1, where: value .>= width)
  }

  /// Lays out a block of actions as rows.
  @inline(__always)
  private static func layOut(
    _ drawn: Span<Lanes>, size: Int, in rows: inout MutableSpan<Float>, from offset: Int
  ) {
    for group in 0..<8 {
      LaneGroup.write(
        drawn.extracting(group &* size..<(group &+ 1) &* size), to: &rows,
        at: offset &+ 16 &* group &* size)
    }
  }
}
