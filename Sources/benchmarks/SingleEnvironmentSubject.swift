import Environments
import Gym
import Measuring
import Numerics
import Tensors

/// Steps of one environment, one at a time through the public API, with given actions.
///
/// When an episode ends, the next begins.
struct SingleEnvironmentSubject: Subject {
  /// The environment; code that steps a single one names its type.
  enum Kind: String {
    case cartPole = "cart-pole/physics"
    case pointRobot = "point-robot/goals"
  }

  let kind: Kind
  private static let stepCount = 100_000
  private static let rounds = LaneRounds(count: 100)
  /// A step in lane rounds.
  ///
  /// A round number: it only defines what 100 % is.
  private static let worth = 0.001
  /// Actions, used over and over.
  private static let actionCount = 1024

  var name: String { "\(kind.rawValue), one, step by step" }

  func check() throws {
    switch kind {
    case .cartPole: try check(CartPole())
    case .pointRobot: try check(PointRobot())
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let times =
      switch kind {
      case .cartPole: try times(of: CartPole(), bench)
      case .pointRobot: try times(of: PointRobot(), bench)
      }
    return SubjectResult(
      name, inTurns: times, work: Double(Self.stepCount), unit: "steps/s",
      worth: Self.worth * Double(Self.stepCount) / Double(Self.rounds.count),
      of: LaneRounds.yardstick)
  }

  /// Checks that it does the same as the first copy of a batch.
  private func check(_ environment: some Environment) throws {
    let (parameters, actions) = try given()
    let size = actions.count / Self.actionCount
    var batch = VectorizedEnvironment(environment, parameters: parameters, count: 1)
    var single = SingleEnvironment(environment, parameters: parameters)
    batch.reset(key: RandomKey(seed: 2))
    single.reset(key: RandomKey(seed: 2))
    for step in 0..<Self.actionCount {
      if single.hasEnded { single.beginNextEpisode() }
      batch.resetEndedEpisodes()
      let action = Array(actions[step * size..<(step + 1) * size])
      single.step(action.span)
      batch.step(actions: action)
      guard single.observation == batch.observations, single.reward == batch.rewards[0],
        single.isTerminated == batch.isTerminated[0], single.isTruncated == batch.isTruncated[0]
      else {
        throw WrongResult(subject: name, finding: "step \(step) differs from that of a batch")
      }
    }
  }

  private func times(of environment: some Environment, _ bench: Bench) throws -> TimesInTurns {
    let (parameters, actions) = try given()
    let size = actions.count / Self.actionCount
    var single = SingleEnvironment(environment, parameters: parameters)
    single.reset(key: RandomKey(seed: 2))
    var sum: Float = 0
    let one = Workers(count: 1)
    let times = try bench.secondsInTurns {
      try Self.rounds.run(on: one)
    } _: {
      for step in 0..<Self.stepCount {
        let first = step % Self.actionCount * size
        single.step(actions.span.extracting(first..<first + size))
        sum += single.reward
        if single.hasEnded { single.beginNextEpisode() }
      }
    }
    guard sum.isFinite else { throw WrongResult(subject: name, finding: "rewards are not finite") }
    return times
  }

  /// A task and random actions.
  private func given() throws -> (parameters: [Float], actions: [Float]) {
    let distribution = try Catalog.distribution(named: kind.rawValue)
    let space = distribution.specification.actionSpace
    var player = RandomAgent(actionSpace: space)
    player.begin(Block(copyCount: Self.actionCount, key: RandomKey(seed: 3)))
    var actions = [Float](repeating: 0, count: Self.actionCount * space.size)
    player.act(
      on: View(step: 0, copies: Array(0..<Self.actionCount), observations: []),
      actions: &actions)
    return (try distribution.task(.train, index: 0, key: RandomKey(seed: 1)), actions)
  }
}
