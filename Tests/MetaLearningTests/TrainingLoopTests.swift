import Environments
import Foundation
import Gym
import MetaLearning
import Numerics
import Tensors
import Testing

struct TrainingLoopTests {
  @Test(arguments: TrainingCase.all + TrainingCase.family)
  func `the same seed gives the same bits for one, two and three threads`(
    _ test: TrainingCase
  ) throws {
    var single = try test.loop()
    let reports = try single.run(3, workers: Workers(count: 1))
    #expect(single.learner.state != (try test.learner().state))
    for threadCount in [2, 3] {
      var loop = try test.loop()
      #expect(try loop.run(3, workers: Workers(count: threadCount)) == reports)
      #expect(loop.learner.state == single.learner.state)
      #expect(loop.environmentSteps == single.environmentSteps)
    }
  }

  @Test func `another seed gives other bits`() throws {
    let test = TrainingCase.all[0]
    let workers = Workers(count: 1)
    var (first, second) = (try test.loop(), try test.loop(seed: 8))
    #expect(try first.run(1, workers: workers) != second.run(1, workers: workers))
    #expect(first.learner.state != second.learner.state)
  }

  @Test(arguments: TrainingCase.all + TrainingCase.family)
  func `a run that is saved and restored ends with the bits of one that was not`(
    _ test: TrainingCase
  ) throws {
    let workers = Workers(count: 2)
    var whole = try test.loop()
    let reports = try whole.run(4, workers: workers)

    var firstHalf = try test.loop()
    var halves = try firstHalf.run(2, workers: workers)
    let text = try JSONEncoder().encode(test.settings)
    let settings = try JSONDecoder().decode(LearnerSettings.self, from: text)
    #expect(settings == test.settings)
    // Another key draws other initial parameters; all of them must be restored.
    var learner = MAML(
      settings: settings, specification: firstHalf.distribution.specification,
      key: RandomKey(seed: 1_000))
    try learner.restore(firstHalf.learner.state)
    var secondHalf = TrainingLoop(
      learner: learner, distribution: firstHalf.distribution,
      tasksPerIteration: settings.tasks, seed: 7, iteration: firstHalf.iteration,
      environmentSteps: firstHalf.environmentSteps)
    halves += try secondHalf.run(2, workers: workers)

    #expect(halves == reports)
    #expect(secondHalf.learner.state == whole.learner.state)
    #expect(secondHalf.iteration == 4)
    #expect(secondHalf.environmentSteps == whole.environmentSteps)
  }

  @Test func `every iteration draws tasks of its own`() throws {
    struct Noting: Learner {
      var tasks: [[Float]] = []

      mutating func update(
        on tasks: [[Float]], of distribution: TaskDistribution, workers: Workers, key: RandomKey
      ) -> UpdateReport {
        self.tasks += tasks
        state.counters["keys", default: 0] ^= key.hashValue
        return UpdateReport()
      }

      func makeAgent() -> any Agent { preconditionFailure("This learner makes no agents.") }
      var state = LearnerState()
    }
    var loop = TrainingLoop(
      learner: Noting(), distribution: try Catalog.distribution(named: "point-robot/goals"),
      tasksPerIteration: 4, seed: 3)
    _ = try loop.run(3, workers: Workers(count: 1))
    let tasks = (loop.learner as? Noting)?.tasks ?? []
    #expect(tasks.count == 12)
    #expect(Set(tasks).count == 12)
    // The tasks of an iteration do not depend on those before it.
    var later = TrainingLoop(
      learner: Noting(), distribution: loop.distribution, tasksPerIteration: 4, seed: 3,
      iteration: 2)
    _ = try later.run(1, workers: Workers(count: 1))
    #expect((later.learner as? Noting)?.tasks == Array(tasks[8...]))
  }

  @Test(arguments: [
    TrainingCase("MAML, Adam"), TrainingCase("MAML, TRPO") { $0.outer = .trpo },
    TrainingCase("joint") { $0.learner = .joint },
  ])
  func `a refused iteration changes nothing`(_ test: TrainingCase) throws {
    var loop = TrainingLoop(
      learner: MAML(
        settings: test.settings, specification: Payout().specification,
        key: RandomKey(seed: 1)),
      distribution: Payout.distribution(amounts: [1, .infinity]), tasksPerIteration: 1, seed: 2)
    let workers = Workers(count: 2)
    var refusalCount = 0
    for _ in 0..<8 where refusalCount == 0 {
      let before = loop
      do {
        _ = try loop.runIteration(workers: workers)
      } catch let error as LearnerError {
        let name = "layer0.weight[0, 0]"
        #expect(
          error
            == (test.settings.trainingSteps > 0
              ? .notFiniteAdaptation(step: 1, count: 26, firstName: name)
              : .notFiniteMetaGradient(count: 26, firstName: name)))
        #expect(loop.learner.state == before.learner.state)
        #expect(loop.iteration == before.iteration)
        #expect(loop.environmentSteps == before.environmentSteps)
        refusalCount += 1
      }
    }
    #expect(refusalCount == 1)
  }

  /// Reads how many bytes of this process are in memory.
  private static func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
      .split(separator: " ")
    return (Int(pages[1]) ?? 0) * 4096
  }

  /// In a process of its own, where no other test takes memory.
  @Test func `hundreds of iterations take no more memory than the first`() async {
    await #expect(processExitsWith: .success) {
      let workers = Workers(count: 2)
      for test in TrainingCase.all.prefix(2) {
        var loop = try test.loop()
        _ = try loop.run(60, workers: workers)
        let early = try Self.residentBytes()
        _ = try loop.run(240, workers: workers)
        let growth = try Self.residentBytes() - early
        #expect(growth < 2 << 20, "\(test.testDescription): \(growth) bytes more")
      }
    }
  }
}
