import Environments
import Gym
import Measuring
import Numerics
import Tensors

/// Steps of many copies of an environment by random actions, on one thread.
///
/// A step includes drawing the actions by address, beginning the next episode where one ended, and all
/// outputs.
struct EnvironmentStepSubject: Subject {
  /// A step in links of the lane streams.
  ///
  /// A round number: it only defines what 100 % is.
  private static let worth = 4.0

  let distribution: String
  let copyCount: Int
  private let stepCount: Int

  /// Creates a subject.
  ///
  /// - Parameters:
  ///   - distribution: The full name of a distribution.
  ///   - copyCount: How many copies are stepped together.
  init(distribution: String, copyCount: Int = 1024) {
    self.distribution = distribution
    self.copyCount = copyCount
    // Whole episodes, so that each repeat has equally many resets.
    stepCount = 2000 * 1024 / copyCount
  }

  var name: String { "\(distribution), \(copyCount) copies, one thread" }

  func check() throws {
    // Copies with the same address must do the same in a batch of many and in a batch of few.
    var (large, small) = (try Play(of: distribution, 80), try Play(of: distribution, 3))
    for _ in 0..<60 {
      large.step()
      small.step()
      let size = small.batch.observations.count
      guard Array(large.batch.observations[..<size]) == small.batch.observations,
        Array(large.batch.rewards[..<3]) == small.batch.rewards
      else {
        throw WrongResult(subject: name, finding: "copies depend on how many there are")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    var play = try Play(of: distribution, copyCount)
    var streams = LaneStreams(passCount: 500)
    let times = bench.secondsInTurns {
      streams.run()
    } _: {
      for _ in 0..<stepCount { play.step() }
    }
    let steps = Double(copyCount * stepCount)
    return SubjectResult(
      name, inTurns: times, work: steps, unit: "steps/s",
      worth: Self.worth * steps / streams.linkCount, of: LaneStreams.yardstick)
  }
}

/// Copies that are stepped by random actions.
private struct Play {
  var batch: any EnvironmentBatch
  var player: RandomAgent
  var view: View
  var actions: [Float]

  init(of distribution: String, _ copyCount: Int) throws {
    let made = try Catalog.distribution(named: distribution)
    let task = try made.task(.train, index: 0, key: RandomKey(seed: 1))
    batch = made.makeBatch(task, copyCount)
    batch.reset(key: RandomKey(seed: 2))
    player = RandomAgent(actionSpace: made.specification.actionSpace)
    player.begin(Block(copyCount: copyCount, key: RandomKey(seed: 3)))
    view = View(step: 0, copies: Array(0..<copyCount), observations: [])
    actions = Array(repeating: 0, count: copyCount * made.specification.actionSpace.size)
  }

  mutating func step() {
    batch.resetEndedEpisodes()
    player.act(on: view, actions: &actions)
    batch.step(actions: actions)
    view.step += 1
  }
}
