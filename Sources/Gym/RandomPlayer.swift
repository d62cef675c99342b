public import Tensors

/// Draws every action uniformly from the action space; infinite bounds count as ±1.
public struct RandomPlayer: Player, Sendable {
  private let space: Space
  private var key = RandomKey(seed: 0)
  private var lanes: [Lanes]

  /// Creates a player for an action space.
  public init(actionSpace: Space) {
    space = actionSpace
    lanes = Array(repeating: Lanes(), count: actionSpace.size)
  }

  /// Begins a block of episodes.
  public mutating func begin(episodeCount: Int, key: RandomKey) {
    self.key = key.child(.actions)
  }

  /// Draws the actions, each from the address (step, episode, coordinate).
  public mutating func act(at moment: Moment, actions: inout [Float]) {
    let steps = SIMD16(repeating: UInt32(moment.step))
    for group in LaneGroup.all(of: moment.episodes.count) {
      let episodes = episodeNumbers(moment.episodes, of: group)
      for coordinate in lanes.indices {
        let words = key.bits16(steps, episodes, SIMD16(repeating: UInt32(coordinate))).word0
        lanes[coordinate] = action(RandomKey.unitInterval(words), coordinate)
      }
      group.write(lanes, to: &actions)
    }
  }

  /// Maps numbers uniform on `0..<1` to one coordinate of actions.
  private func action(_ uniform: Lanes, _ coordinate: Int) -> Lanes {
    switch space {
    case .discrete(let count):
      // The product may round up to the count itself.
      let number = (uniform * Float(count)).rounded(.down)
      return number.replacing(with: Float(count - 1), where: number .>= Float(count))
    case .box(let low, let high):
      let lower = low[coordinate].isFinite ? low[coordinate] : -1
      let upper = high[coordinate].isFinite ? high[coordinate] : 1
      return lower + uniform * (upper - lower)
    }
  }

  private func episodeNumbers(_ episodes: [Int], of group: LaneGroup) -> SIMD16<UInt32> {
    let first = episodes[group.firstRow]
    let last = group.firstRow + group.rowCount - 1
    if episodes[last] - first == group.rowCount - 1 {
      return LaneGroup.laneNumbers &+ UInt32(first)
    }
    var numbers = SIMD16<UInt32>()
    for lane in 0..<group.rowCount { numbers[lane] = UInt32(episodes[group.firstRow + lane]) }
    return numbers
  }
}
