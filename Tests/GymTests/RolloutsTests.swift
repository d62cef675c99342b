import Gym
import Numerics
import Testing

/// Notes what it is shown and acts by a rule that can be checked afterwards.
struct NotingPlayer: Player {
  var moments: [Moment] = []
  var rewards: [[Float]] = []

  mutating func begin(episodeCount: Int, key: RandomKey) {
    moments = []
    rewards = []
  }

  static func action(step: Int, episode: Int, coordinate: Int) -> Float {
    Float(step) / 8 + Float(episode) / 4 + Float(coordinate) / 64
  }

  mutating func act(at moment: Moment, actions: inout [Float]) {
    moments.append(moment)
    for (row, episode) in moment.episodes.enumerated() {
      for coordinate in 0..<3 {
        actions[row * 3 + coordinate] = Self.action(
          step: moment.step, episode: episode, coordinate: coordinate)
      }
    }
  }

  mutating func observe(rewards: [Float], at moment: Moment, actions: [Float]) {
    self.rewards.append(rewards)
  }
}

struct RolloutsTests {
  static let task: [Float] = [5, 1, 1]

  static func play(_ count: Int, seed: UInt64 = 5) -> (Rollouts, NotingPlayer) {
    var player = NotingPlayer()
    let rollouts = Drift.distribution().rollouts(
      count, of: task, by: &player, key: RandomKey(seed: seed))
    return (rollouts, player)
  }

  @Test(arguments: [1, 7, 20])
  func `every episode is complete and laid out in one piece`(count: Int) {
    let (rollouts, _) = Self.play(count)
    #expect(rollouts.episodeCount == count)
    #expect(rollouts.offsets.count == count + 1)
    #expect(rollouts.observations.count == rollouts.stepCount * 3)
    #expect(rollouts.actions.count == rollouts.stepCount * 3)
    for episode in 0..<count {
      let rows = rollouts.rows(ofEpisode: episode)
      #expect((1...12).contains(rows.count))
      for (step, row) in rows.enumerated() {
        for coordinate in 0..<3 {
          #expect(
            rollouts.actions[row * 3 + coordinate]
              == NotingPlayer.action(step: step, episode: episode, coordinate: coordinate))
        }
        #expect(rollouts.observations[row * 3] <= 5, "an ended episode went on")
      }
      #expect(rollouts.isTerminated[episode] == (rollouts.finalObservations[episode * 3] > 5))
      #expect(rollouts.isTerminated[episode] || rows.count == 12)
    }
    if count == 20 { #expect(Set((0..<20).map { rollouts.rows(ofEpisode: $0).count }).count > 2) }
  }

  @Test func `the player sees the running episodes and what they are paid`() {
    let (rollouts, player) = Self.play(20)
    #expect(player.rewards.count == player.moments.count)
    for (step, moment) in player.moments.enumerated() {
      #expect(moment.step == step)
      let running = (0..<20).filter { rollouts.rows(ofEpisode: $0).count > step }
      #expect(moment.episodes == running)
      for (index, episode) in running.enumerated() {
        let row = rollouts.offsets[episode] + step
        #expect(player.rewards[step][index] == rollouts.rewards[row])
        #expect(
          Array(moment.observations[index * 3..<index * 3 + 3])
            == Array(rollouts.observations[row * 3..<row * 3 + 3]))
      }
    }
  }

  @Test func `the first episodes are the same however many there are`() {
    let (few, _) = Self.play(3)
    let (many, _) = Self.play(33)
    #expect(few.offsets == Array(many.offsets[...3]))
    #expect(few.observations == Array(many.observations[..<few.observations.count]))
    #expect(few.rewards == Array(many.rewards[..<few.rewards.count]))
  }

  @Test func `the same key gives the same bits, another key others`() {
    #expect(Self.play(20).0 == Self.play(20).0)
    #expect(Self.play(20).0 != Self.play(20, seed: 6).0)
  }

  @Test func `returns are sums over whole episodes`() {
    var rollouts = Rollouts(observationSize: 1, actionSize: 1)
    rollouts.rewards = [1, 2, 3, 10, 20]
    rollouts.offsets = [0, 3, 5]
    rollouts.isTerminated = [true, false]
    #expect(rollouts.episodeReturns == [6, 30])
    #expect(rollouts.meanReturn == 18)
    #expect(Rollouts(observationSize: 1, actionSize: 1).meanReturn == 0)
  }
}
