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

/// Steps by random actions where every copy is on another task, beside one task for all.
struct CopyTaskSubject: Subject {
  let distribution: String
  private static let copyCount = 1024
  private static let stepCount = 500

  /// Creates a subject.
  ///
  /// - Parameter distribution: The full name of a distribution.
  init(distribution: String) {
    self.distribution = distribution
  }

  var name: String { "\(distribution), \(Self.copyCount) copies, a task per copy" }

  func check() throws {
    // Each copy must do what it does in a batch that is on its task as a whole.
    var mixed = try Play(of: distribution, 40, isMixed: true)
    var alone = try Play(of: distribution, 40, taskNumber: 33)
    for _ in 0..<60 {
      mixed.step()
      alone.step()
      let size = alone.batch.observations.count / 40
      let row = 33 * size..<34 * size
      guard mixed.batch.observations[row] == alone.batch.observations[row],
        mixed.batch.rewards[33] == alone.batch.rewards[33]
      else {
        throw WrongResult(subject: name, finding: "copies depend on the tasks of others")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    var shared = try Play(of: distribution, Self.copyCount)
    var mixed = try Play(of: distribution, Self.copyCount, isMixed: true)
    let times = bench.secondsInTurns(
      with: { for _ in 0..<Self.stepCount { shared.step() } },
      { for _ in 0..<Self.stepCount { mixed.step() } })
    return SubjectResult(
      name, inTurns: times, work: Double(Self.copyCount * Self.stepCount), unit: "steps/s",
      worth: 1, of: "one task for all")
  }
}

/// Copies that a random agent keeps stepping.
private struct Play {
  var batch: any EnvironmentBatch
  var agent: RandomAgent
  var view: View
  var actions: [Float]

  init(
    of distribution: String, _ copyCount: Int, isMixed: Bool = false, taskNumber: Int = 0
  ) throws {
    let made = try Catalog.distribution(named: distribution)
    func task(_ number: Int) throws -> [Float] {
      try made.task(.train, index: number, key: RandomKey(seed: 1))
    }
    batch =
      isMixed
      ? made.makeBatch(tasks: try (0..<copyCount).map(task))
      : made.makeBatch(try task(taskNumber), copyCount)
    batch.reset(key: RandomKey(seed: 2))
    agent = RandomAgent(actionSpace: made.specification.actionSpace)
    agent.begin(Block(copyCount: copyCount, key: RandomKey(seed: 3)))
    view = View(step: 0, copies: Array(0..<copyCount), observations: [])
    actions = Array(repeating: 0, count: copyCount * made.specification.actionSpace.size)
  }

  mutating func step() {
    batch.resetEndedEpisodes()
    agent.act(on: view, actions: &actions)
    batch.step(actions: actions)
    view.step += 1
  }
}
