import Gym
import Numerics
import Synchronization
import Testing

/// Each copy of a batch is on a task of its own and does what it would do without the others.
struct CopyTaskTests {
  private static let key = RandomKey(seed: 21)
  static let counts = [1, 5, 16, 17, 40, 100]

  /// Steps copies on several tasks, changes tasks on the way, and compares every copy with one computed
  /// alone.
  ///
  /// - Parameters:
  ///   - environment: The dynamics, with an action space of any size.
  ///   - count: How many copies.
  ///   - task: The parameters of each copy in each of its episodes.
  private static func compare(
    _ environment: some Environment, count: Int, task: (_ copy: Int, _ episode: UInt32) -> [Float]
  ) {
    let specification = environment.specification
    let (size, actionSize) = (
      specification.observationSpace.size, specification.actionSpace.size
    )
    var batch: any EnvironmentBatch = VectorizedEnvironment(
      environment, tasks: (0..<count).map { task($0, 0) })
    batch.reset(key: key)
    var copies = (0..<count).map {
      LoneCopy(environment, parameters: task($0, 0), copy: $0, key: key)
    }
    var changeCount = 0
    for step in 0..<60 {
      // Every copy's next task is set long before it begins, so running episodes must keep theirs.
      for copy in 0..<count where batch.stepCounts[copy] == 0 {
        batch.setTask(task(copy, copies[copy].episode + 1), ofCopy: copy)
      }
      let actions = (0..<count * actionSize).map {
        key.uniform(UInt32(step), UInt32($0)) - 0.3
      }
      batch.stepRunning(actions: actions)
      for copy in 0..<count where !copies[copy].hasEnded {
        copies[copy].step(Array(actions[copy * actionSize..<(copy + 1) * actionSize]))
        #expect(batch.rewards[copy].bitPattern == copies[copy].reward.bitPattern)
      }
      // Now and then episodes stay ended for a while.
      if step % 4 != 3 {
        batch.resetEndedEpisodes()
        for copy in 0..<count where copies[copy].hasEnded {
          copies[copy].beginNextEpisode(on: task(copy, copies[copy].episode + 1))
          changeCount += 1
        }
      }
      #expect(batch.observations == copies.flatMap(\.observation))
      #expect(batch.isTerminated == copies.map(\.isTerminated))
      #expect(batch.isTruncated == copies.map(\.isTruncated))
      #expect(batch.stepCounts == copies.map(\.stepCount))
      #expect(batch.observations.count == count * size)
    }
    #expect(changeCount >= count)
  }

  @Test(arguments: counts)
  func `copies of vectors go from task to task as they would alone`(count: Int) {
    let sizes = WalkSizes(actions: 1, observations: 4, stepNoise: 1)
    Self.compare(SpanWalk(sizes), count: count) { copy, episode in
      [Float((copy * 7 + Int(episode) * 5) % 11) / 4]
    }
  }

  @Test(arguments: counts)
  func `copies of arrays go from task to task as they would alone`(count: Int) {
    let sizes = WalkSizes(actions: 2, observations: 2, stepNoise: 0)
    Self.compare(ArrayWalk(sizes), count: count) { copy, episode in
      [Float((copy * 7 + Int(episode) * 5) % 11) / 4]
    }
    Self.compare(Drift(), count: count) { copy, episode in
      [2 + Float((copy + Int(episode)) % 9), Float(1 + copy % 3), 1]
    }
  }

  @Test(arguments: counts)
  func `where tasks are shown a start shows that of its copy`(count: Int) {
    Self.compare(Signpost(), count: count) { copy, episode in
      [Float(copy), Float(1 + (copy + Int(episode)) % 5)]
    }
  }

  @Test(arguments: counts)
  func `copies that are all on one task are as copies of that task`(count: Int) {
    let sizes = WalkSizes(actions: 1, observations: 1, stepNoise: 2)
    var listed = VectorizedEnvironment(
      SpanWalk(sizes), tasks: Array(repeating: [0.5], count: count))
    var shared = VectorizedEnvironment(SpanWalk(sizes), parameters: [0.5], count: count)
    listed.reset(key: Self.key)
    shared.reset(key: Self.key)
    for _ in 0..<30 {
      let actions = [Float](repeating: 0.1, count: count)
      listed.step(actions: actions)
      shared.step(actions: actions)
      #expect(listed.observations == shared.observations)
      #expect(listed.states == shared.states)
      listed.resetEndedEpisodes()
      shared.resetEndedEpisodes()
    }
  }

  @Test func `the latest of several changes counts, from the next reset of all on too`() {
    var batch = VectorizedEnvironment(Signpost(), parameters: [1, 5], count: 20)
    batch.setTask([2, 5], ofCopy: 18)
    batch.setTask([3, 5], ofCopy: 18)
    #expect(batch.states == [Float](repeating: 1, count: 20))
    batch.reset(key: Self.key)
    var expected = [Float](repeating: 1, count: 20)
    expected[18] = 3
    #expect(batch.observations == expected)
    batch.setTask([4, 5], ofCopy: 0)
    batch.step(actions: [Float](repeating: 0, count: 20))
    #expect(batch.observations == expected)
    batch.reset(key: Self.key)
    expected[0] = 4
    #expect(batch.observations == expected)
  }

  @Test func `a task is made once for all copies and all groups that share it`() {
    let signpost = Signpost()
    func callCount(_ make: () -> VectorizedEnvironment<Signpost>) -> Int {
      signpost.calls.withLock { $0 = 0 }
      var batch = make()
      batch.reset(key: Self.key)
      for _ in 0..<20 {
        batch.step(actions: [Float](repeating: 0, count: batch.count))
        batch.resetEndedEpisodes()
      }
      return signpost.calls.withLock { $0 }
    }
    let (first, second) = ([1, 5] as [Float], [2, 5] as [Float])
    #expect(callCount { VectorizedEnvironment(signpost, parameters: first, count: 100) } == 1)
    // Two groups on one task, one on another, one on the first again, one on both.
    let blocks = [(first, 32), (second, 16), (first, 16), (second, 3), (first, 7)]
    let tasks = blocks.flatMap { Array(repeating: $0.0, count: $0.1) }
    #expect(callCount { VectorizedEnvironment(signpost, tasks: tasks) } == 3)
  }

  @Test func `equal bits in all lanes are recognized`() {
    #expect(([] as [Lanes]).isUniform)
    #expect([Lanes(repeating: 3), Lanes(repeating: -.nan)].isUniform)
    for lane in 0..<16 {
      var lanes = Lanes()
      lanes[lane] = -0.0
      #expect(![Lanes(repeating: 3), lanes].isUniform)
    }
  }

  @Test func `tasks that do not fit are refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = VectorizedEnvironment(Drift(), tasks: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = VectorizedEnvironment(Drift(), tasks: [[5, 1, 1], [5, 1]])
    }
    await #expect(processExitsWith: .failure) {
      var batch = VectorizedEnvironment(Drift(), parameters: [5, 1, 1], count: 3)
      batch.setTask([5, 1], ofCopy: 0)
    }
    await #expect(processExitsWith: .failure) {
      var batch = VectorizedEnvironment(Drift(), parameters: [5, 1, 1], count: 3)
      batch.setTask([5, 1, 1], ofCopy: 3)
    }
  }
}

/// Shows one parameter of its task, ends after as many steps as the other says, and counts how often tasks
/// are made.
private struct Signpost: SpanEnvironment {
  struct State: VectorState {
    var stepCount = Lanes()

    mutating func replace(with other: State, where mask: LaneMask) {
      stepCount.replace(with: other.stepCount, where: mask)
    }
  }

  struct Task: Sendable {
    var sign: Lanes
    var length: Lanes
  }

  final class Calls: Sendable {
    private let count = Mutex(0)

    func withLock<Result: Sendable>(_ body: (inout sending Int) -> sending Result) -> Result {
      count.withLock(body)
    }
  }

  let calls = Calls()
  let specification = EnvironmentSpecification(
    name: "signpost", observationSpace: .box(low: [-.infinity], high: [.infinity]),
    actionSpace: .box(low: [-1], high: [1]), horizon: 8,
    parameters: [
      TaskParameter(name: "sign", meaning: "shown", defaultValue: 0, legalRange: 0...100),
      TaskParameter(name: "length", meaning: "steps", defaultValue: 5, legalRange: 1...9),
    ],
    words: EnvironmentWords(
      summary: "Shows a number.", observation: [], action: "Ignored.", reward: "The number.",
      endOfEpisode: "After the length."))

  func makeTask(_ parameters: [Lanes]) -> Task {
    calls.withLock { $0 += 1 }
    return Task(sign: parameters[0], length: parameters[1])
  }

  func reset(task: Task, noise: Span<Lanes>) -> State { State() }

  func step(
    _ state: inout State, actions: Span<Lanes>, noise: Span<Lanes>, task: Task
  ) -> StepOutcome {
    state.stepCount += 1
    return StepOutcome(reward: task.sign, isTerminated: state.stepCount .>= task.length)
  }

  func observe(_ state: State, task: Task, into observation: inout MutableSpan<Lanes>) {
    observation[0] = task.sign
  }
}
