import Gym
import Numerics
import Tensors

/// Numbers that look random and are the same in every run.
struct TestNumbers {
  private let key: RandomKey
  private var drawCount: UInt32 = 0

  init(seed: UInt64) {
    key = RandomKey(seed: seed).child(.measurement)
  }

  mutating func normals(_ count: Int, scale: Double = 1) -> [Double] {
    (0..<count).map { _ in
      drawCount += 1
      return scale * Double(key.normals(drawCount)[0])
    }
  }

  mutating func choices(_ count: Int, below limit: Int) -> [Int] {
    (0..<count).map { _ in
      drawCount += 1
      return min(limit - 1, Int(key.uniform(drawCount) * Float(limit)))
    }
  }
}

extension Rollouts {
  /// Made-up episodes of the given lengths, two numbers seen.
  static func ragged(
    lengths: [Int], isDiscrete: Bool = false, seed: UInt64 = 11
  ) -> Rollouts {
    var numbers = TestNumbers(seed: seed)
    let count = lengths.reduce(0, +)
    var result = Rollouts(observationSize: 2, actionSize: isDiscrete ? 1 : 2)
    result.observations = numbers.normals(2 * count, scale: 0.7).map { Float($0) }
    result.actions =
      isDiscrete
      ? numbers.choices(count, below: 3).map { Float($0) }
      : numbers.normals(2 * count).map { Float($0) }
    result.rewards = numbers.normals(count).map { Float($0) }
    result.offsets = lengths.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    result.isTerminated = lengths.map { $0 % 2 == 0 }
    result.finalObservations = numbers.normals(2 * lengths.count).map { Float($0) }
    return result
  }

  /// The same episodes in another order.
  func reordered(_ order: [Int]) -> Rollouts {
    var result = Rollouts(observationSize: observationSize, actionSize: actionSize)
    for episode in order {
      let rows = rows(ofEpisode: episode)
      func part(_ values: [Float], _ size: Int) -> ArraySlice<Float> {
        values[rows.lowerBound * size..<rows.upperBound * size]
      }
      result.observations += part(observations, observationSize)
      result.actions += part(actions, actionSize)
      result.rewards += part(rewards, 1)
      result.offsets.append(result.rewards.count)
      result.isTerminated.append(isTerminated[episode])
      result.finalObservations +=
        finalObservations[episode * observationSize..<(episode + 1) * observationSize]
    }
    return result
  }
}
