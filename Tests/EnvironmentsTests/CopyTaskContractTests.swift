import Environments
import Gym
import Numerics
import Testing

/// Several tasks in one batch give the bits each has alone, in every distribution of the catalog.
struct CopyTaskContractTests {
  private static let names = ContractTests.names
  private static let key = RandomKey(seed: 41)
  private static let counts = [1, 5, 16, 17, 40, 100]

  /// Everything a batch shows of one copy, to the bit.
  private struct Copy: Equatable {
    var observation: [UInt32]
    var state: [UInt32]
    var reward: UInt32
    var flags: [Bool]
    var stepCount: Int

    static func all(_ batch: any EnvironmentBatch) -> [Copy] {
      func row(_ numbers: [Float], _ copy: Int) -> [UInt32] {
        let size = numbers.count / batch.count
        return numbers[copy * size..<(copy + 1) * size].map(\.bitPattern)
      }
      let (states, observations) = (batch.states, batch.observations)
      return (0..<batch.count).map { copy in
        Copy(
          observation: row(observations, copy), state: row(states, copy),
          reward: batch.rewards[copy].bitPattern,
          flags: [batch.isTerminated[copy], batch.isTruncated[copy]],
          stepCount: batch.stepCounts[copy])
      }
    }
  }

  /// The arrays of a value are shared until one of them changes.
  @Test(arguments: names, [1, 16, 40])
  func `a copied batch goes on by itself`(name: String, count: Int) throws {
    let distribution = try Catalog.distribution(named: name)
    let task = try distribution.task(.train, index: 0, key: Self.key)
    let actions = [Float](
      repeating: 0, count: count * distribution.specification.actionSpace.size)
    var batch = distribution.makeBatch(task, count)
    batch.reset(key: Self.key)
    for _ in 0..<3 { batch.stepRunning(actions: actions) }
    let shown = Copy.all(batch)
    var copied = batch
    for round in 0..<3 {
      for _ in 0..<4 { copied.stepRunning(actions: actions) }
      copied.resetEndedEpisodes()
      if round == 1 { copied.reset(key: RandomKey(seed: 2)) }
      #expect(Copy.all(batch) == shown)
    }
    var second = batch
    for _ in 0..<4 {
      batch.stepRunning(actions: actions)
      second.stepRunning(actions: actions)
    }
    #expect(Copy.all(second) == Copy.all(batch))
  }

  /// One call that steps and begins gives the bits of two, in every distribution of the catalog.
  @Test(arguments: names, counts)
  func `stepping or beginning episodes is stepping and then beginning them`(
    name: String, count: Int
  ) throws {
    let distribution = try Catalog.distribution(named: name)
    let tasks = try Self.tasks(of: distribution)
    var first = distribution.makeBatch(tasks: (0..<count).map { tasks[Self.number($0)] })
    var second = first
    var agent = RandomAgent(actionSpace: distribution.specification.actionSpace)
    agent.begin(Block(copyCount: count, key: Self.key))
    first.reset(key: Self.key)
    second.reset(key: Self.key)
    var actions = [Float](
      repeating: 0, count: count * distribution.specification.actionSpace.size)
    for step in 0..<220 {
      agent.act(
        on: View(step: step, copies: Array(0..<count), observations: []), actions: &actions)
      if step % 9 == 4 {
        first.setTask(tasks[step % 3], ofCopy: step % count)
        second.setTask(tasks[step % 3], ofCopy: step % count)
      }
      let hadEnded = zip(first.isTerminated, first.isTruncated).map { $0 || $1 }
      first.stepRunning(actions: actions)
      first.beginEpisodes(in: hadEnded, streams: nil)
      second.stepOrBeginEpisodes(actions: actions)
      #expect(Copy.all(second) == Copy.all(first))
    }
  }

  /// Which of three tasks a copy is on: mixed within groups, but whole groups of one task as well.
  private static func number(_ copy: Int) -> Int { (48..<80).contains(copy) ? 2 : copy % 5 % 3 }

  private static func tasks(of distribution: TaskDistribution) throws -> [[Float]] {
    try (0..<3).map { try distribution.task(.train, index: $0, key: key) }
  }

  /// Plays some steps with random actions, begins ended episodes most of the time and all in the middle.
  private static func play(
    _ batches: inout [any EnvironmentBatch], actionSpace: Space,
    look: ([any EnvironmentBatch]) -> Void
  ) {
    var agent = RandomAgent(actionSpace: actionSpace)
    let count = batches[0].count
    agent.begin(Block(copyCount: count, key: key))
    var actions = [Float](repeating: 0, count: count * actionSpace.size)
    for step in 0..<70 {
      for index in batches.indices {
        if step % 35 == 0 { batches[index].reset(key: key.child(.reset, step)) }
        if step % 4 != 3 { batches[index].resetEndedEpisodes() }
      }
      look(batches)
      agent.act(
        on: View(step: step, copies: Array(0..<count), observations: []), actions: &actions)
      for index in batches.indices { batches[index].stepRunning(actions: actions) }
      look(batches)
    }
  }

  @Test(arguments: names, counts)
  func `several tasks in one batch give the bits each has alone`(name: String, count: Int) throws {
    let distribution = try Catalog.distribution(named: name)
    let tasks = try Self.tasks(of: distribution)
    // The last has each task alone, three batches of it.
    var batches = [distribution.makeBatch(tasks: (0..<count).map { tasks[Self.number($0)] })]
    batches += tasks.map { distribution.makeBatch($0, count) }
    Self.play(&batches, actionSpace: distribution.specification.actionSpace) { batches in
      let views = batches.map(Copy.all)
      for copy in 0..<count {
        #expect(views[0][copy] == views[1 + Self.number(copy)][copy], "copy \(copy)")
      }
    }
  }

  @Test(arguments: names, [5, 40])
  func `tasks set before a reset are those a batch is made with`(name: String, count: Int) throws {
    let distribution = try Catalog.distribution(named: name)
    let tasks = try Self.tasks(of: distribution)
    var batches = [
      distribution.makeBatch(tasks: (0..<count).map { tasks[Self.number($0)] }),
      distribution.makeBatch(tasks[0], count),
    ]
    for copy in 0..<count { batches[1].setTask(tasks[Self.number(copy)], ofCopy: copy) }
    Self.play(&batches, actionSpace: distribution.specification.actionSpace) { batches in
      #expect(Copy.all(batches[0]) == Copy.all(batches[1]))
    }
  }
}
