import Gym
import Numerics
import Testing

/// Records what it sees and acts by a rule that can be checked afterwards.
struct RecordingAgent: Agent {
  var outcomes: [Outcome] = []
  /// Whether it gives step + copy / 100 as the log probability of each action.
  var givesLogProbabilities = false
  private(set) var logProbabilities: [Float] = []

  mutating func begin(_ block: Block) { outcomes = [] }

  static func action(step: Int, episode: Int, coordinate: Int) -> Float {
    Float(step) / 8 + Float(episode) / 4 + Float(coordinate) / 64
  }

  mutating func act(on view: View, actions: inout [Float]) {
    if givesLogProbabilities {
      logProbabilities = view.copies.map { Float(view.step) + Float($0) / 100 }
    }
    for (row, episode) in view.copies.enumerated() {
      for coordinate in 0..<3 {
        actions[row * 3 + coordinate] = Self.action(
          step: view.step, episode: episode, coordinate: coordinate)
      }
    }
  }

  mutating func observe(_ outcome: Outcome) { outcomes.append(outcome) }
}

struct RolloutsTests {
  static let task: [Float] = [5, 1, 1]

  static func play(_ count: Int, seed: UInt64 = 5) -> (Rollouts, RecordingAgent) {
    var player = RecordingAgent()
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
              == RecordingAgent.action(step: step, episode: episode, coordinate: coordinate))
        }
        #expect(rollouts.observations[row * 3] <= 5, "an ended episode went on")
      }
      #expect(rollouts.isTerminated[episode] == (rollouts.finalObservations[episode * 3] > 5))
      #expect(rollouts.isTerminated[episode] || rows.count == 12)
    }
    if count == 20 { #expect(Set((0..<20).map { rollouts.rows(ofEpisode: $0).count }).count > 2) }
  }

  @Test func `the agent sees the running episodes and what followed from its actions`() {
    let (rollouts, player) = Self.play(20)
    for (step, outcome) in player.outcomes.enumerated() {
      let view = outcome.view
      #expect(view.step == step)
      #expect(view.isFirstStep == (step == 0))
      #expect(outcome.targets.isEmpty)
      let running = (0..<20).filter { rollouts.rows(ofEpisode: $0).count > step }
      #expect(view.copies == running)
      for (index, episode) in running.enumerated() {
        let row = rollouts.offsets[episode] + step
        #expect(outcome.rewards[episode] == rollouts.rewards[row])
        #expect(
          Array(outcome.actions[index * 3..<index * 3 + 3])
            == Array(rollouts.actions[row * 3..<row * 3 + 3]))
        let isLast = row + 1 == rollouts.offsets[episode + 1]
        #expect(outcome.isTerminated[episode] == (isLast && rollouts.isTerminated[episode]))
        #expect(outcome.isTruncated[episode] == (isLast && !rollouts.isTerminated[episode]))
        let next =
          isLast
          ? rollouts.finalObservations[episode * 3..<episode * 3 + 3]
          : rollouts.observations[(row + 1) * 3..<(row + 1) * 3 + 3]
        #expect(Array(outcome.nextObservations[episode * 3..<episode * 3 + 3]) == Array(next))
        #expect(
          Array(view.observations[index * 3..<index * 3 + 3])
            == Array(rollouts.observations[row * 3..<row * 3 + 3]))
      }
    }
  }

  @Test func `log probabilities stay with their actions`() {
    var agent = RecordingAgent(givesLogProbabilities: true)
    let rollouts = Drift.distribution().rollouts(
      20, of: Self.task, by: &agent, key: RandomKey(seed: 5))
    #expect(rollouts.logProbabilities.count == rollouts.stepCount)
    for episode in 0..<20 {
      for (step, row) in rollouts.rows(ofEpisode: episode).enumerated() {
        #expect(rollouts.logProbabilities[row] == Float(step) + Float(episode) / 100)
      }
    }
    #expect(Self.play(3).0.logProbabilities.isEmpty)
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
