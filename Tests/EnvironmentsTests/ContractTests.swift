import Environments
import Gym
import Numerics
import Testing

/// What every distribution of the catalog promises.
struct ContractTests {
  static let names = Catalog.entries.map(\.fullName)
  static let key = RandomKey(seed: 31)
  /// The extremes of what tasks a user may ask for: every corner would be too many.
  static let extremes = ["lowest", "default", "highest"]

  static func task(_ extreme: String, of distribution: TaskDistribution) -> [Float] {
    distribution.specification.parameters.map { parameter in
      switch extreme {
      case "lowest": parameter.legalRange.lowerBound
      case "highest": parameter.legalRange.upperBound
      default: parameter.defaultValue
      }
    }
  }

  /// Runs 40 copies with random actions, looking at every step.
  static func run(
    _ distribution: TaskDistribution, task: [Float], steps: Int,
    look: (any EnvironmentBatch) -> Void
  ) {
    var batch = distribution.makeBatch(task, 40)
    var player = RandomAgent(actionSpace: distribution.specification.actionSpace)
    var actions = [Float](
      repeating: 0, count: 40 * distribution.specification.actionSpace.size)
    batch.reset(key: key)
    player.begin(Block(copyCount: 40, key: key))
    for step in 0..<steps {
      look(batch)
      player.act(
        on: View(step: step, copies: Array(0..<40), observations: batch.observations),
        actions: &actions)
      batch.step(actions: actions)
      look(batch)
      batch.resetEndedEpisodes()
    }
  }

  @Test(arguments: names, extremes)
  func `observations lie in their space and rewards are finite`(
    name: String, extreme: String
  ) throws {
    let distribution = try Catalog.distribution(named: name)
    let space = distribution.specification.observationSpace
    Self.run(distribution, task: Self.task(extreme, of: distribution), steps: 60) { batch in
      #expect(batch.observations.filter { !$0.isFinite }.isEmpty)
      #expect(batch.rewards.filter { !$0.isFinite }.isEmpty)
      for copy in 0..<40 {
        let row = Array(batch.observations[copy * space.size..<(copy + 1) * space.size])
        if !space.contains(row) { Issue.record("copy \(copy) shows \(row)") }
      }
    }
  }

  @Test(arguments: names, extremes)
  func `an episode ends in one way, by the horizon at the latest`(
    name: String, extreme: String
  ) throws {
    let distribution = try Catalog.distribution(named: name)
    let horizon = distribution.specification.horizon
    Self.run(distribution, task: Self.task(extreme, of: distribution), steps: 60) { batch in
      for copy in 0..<40 {
        #expect(!(batch.isTerminated[copy] && batch.isTruncated[copy]))
        #expect(batch.stepCounts[copy] <= horizon)
        let isAtHorizon = batch.stepCounts[copy] == horizon
        #expect(!isAtHorizon || batch.isTerminated[copy] || batch.isTruncated[copy])
        #expect(!batch.isTruncated[copy] || isAtHorizon)
      }
    }
  }

  @Test(arguments: names)
  func `a batch of forty is forty batches of fewer`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: Self.key)
    var player = distribution.referenceAgents.makeOracle(task)
    let all = distribution.rollouts(40, of: task, by: &player, key: Self.key)
    for count in [1, 16, 23] {
      let some = distribution.rollouts(count, of: task, by: &player, key: Self.key)
      #expect(some.offsets == Array(all.offsets[...count]))
      #expect(some.observations == Array(all.observations[..<some.observations.count]))
      #expect(some.rewards == Array(all.rewards[..<some.rewards.count]))
    }
  }

  @Test(arguments: names)
  func `a task can be reset any number of times and stays the same`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 1, key: Self.key)
    var batch = distribution.makeBatch(task, 5)
    let actions = [Float](
      repeating: 1, count: 5 * distribution.specification.actionSpace.size)
    func episode() -> [Float] {
      batch.reset(key: Self.key)
      var seen = batch.observations
      for _ in 0..<10 {
        batch.stepRunning(actions: actions)
        seen += batch.observations + batch.rewards
      }
      return seen
    }
    let first = episode()
    #expect(episode() == first)
    #expect(episode() == first)
  }

  @Test(arguments: names)
  func `the final observation is kept and the next episode starts afresh`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let size = distribution.specification.observationSpace.size
    var player: any Agent = distribution.referenceAgents.makeBlind()
    let task = try distribution.task(.train, index: 2, key: Self.key)
    let rollouts = distribution.rollouts(6, of: task, by: &player, key: Self.key)
    #expect(rollouts.finalObservations.count == 6 * size)
    #expect(rollouts.finalObservations.filter { !$0.isFinite }.isEmpty)
    var batch = distribution.makeBatch(task, 6)
    batch.reset(key: Self.key)
    for _ in 0..<distribution.specification.horizon {
      batch.stepRunning(
        actions: Array(repeating: 1, count: 6 * distribution.specification.actionSpace.size))
    }
    let final = batch.observations
    #expect((0..<6).filter { !batch.isTerminated[$0] && !batch.isTruncated[$0] }.isEmpty)
    batch.resetEndedEpisodes()
    #expect(batch.stepCounts == [0, 0, 0, 0, 0, 0])
    if size > 1 { #expect(batch.observations != final) }
  }

  @Test(arguments: names)
  func `tasks of all splits lie in their regions and within legal values`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    for split in Split.allCases {
      // Where all tasks are training's, none can be shifted.
      if split == .shifted, distribution.sharesTasks, distribution.region(of: split) == nil {
        continue
      }
      let region = try #require(distribution.region(of: split))
      for index in 0..<300 {
        let task = try distribution.task(split, index: index, key: Self.key)
        #expect(region.contains(task))
        for (value, parameter) in zip(task, distribution.specification.parameters) {
          #expect(parameter.legalRange.contains(value))
          #expect(parameter.legalChoices?.contains(value) != false)
        }
      }
    }
  }

  @Test(arguments: names)
  func `training and test tasks come from streams of their own`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let train = try (0..<300).map { try distribution.task(.train, index: $0, key: Self.key) }
    let test = try (0..<300).map { try distribution.task(.test, index: $0, key: Self.key) }
    if distribution.sharesTasks {
      #expect(Set(train) == Set(test))
      return
    }
    #expect(Set(train).count == 300)
    #expect(Set(train).isDisjoint(with: Set(test)))
  }

  @Test(arguments: [
    "point-robot/goals", "point-robot/half-circle", "point-robot/winds", "bandit/gaussian",
    "bandit/one-good-arm",
    "cart-pole/physics", "cart-pole/reversed", "cart-pole/target", "cart-pole/swing-up",
    "cart-pole/continuous",
  ])
  func `shifted tasks lie outside the ranges of training`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let train = try #require(distribution.region(of: .train))
    for index in 0..<300 {
      let task = try distribution.task(.shifted, index: index, key: Self.key)
      #expect(!train.contains(task))
    }
  }

  @Test(arguments: names)
  func `blind and oracle players choose legal actions`(name: String) throws {
    let distribution = try Catalog.distribution(named: name)
    let space = distribution.specification.actionSpace
    for index in 0..<10 {
      let task = try distribution.task(.train, index: index, key: Self.key)
      for var player in [
        distribution.referenceAgents.makeBlind(), distribution.referenceAgents.makeOracle(task),
      ] {
        let rollouts = distribution.rollouts(3, of: task, by: &player, key: Self.key)
        for row in 0..<rollouts.stepCount {
          let action = Array(rollouts.actions[row * space.size..<(row + 1) * space.size])
          if !space.contains(action) { Issue.record("the action \(action) is not in \(space)") }
        }
      }
    }
  }
}
