import Numerics
import Probes
import TestSupport
import Testing

struct LinearProbeTests {
  private static let key = RandomKey(seed: 5)

  /// Features uniform on [-1, 1].
  private static func features(
    tasks: Int, width: Int, rowsPerTask: Int = 1, seed: UInt32
  ) -> [Double] {
    (0..<tasks * rowsPerTask * width).map {
      2 * Double(key.uniform(UInt32($0), seed)) - 1
    }
  }

  /// Data whose targets are a function of each row's features.
  private static func data(
    tasks: Int, width: Int = 6, rowsPerTask: Int = 1, seed: UInt32,
    _ targets: ([Double]) -> [Double]
  ) -> ProbeData {
    let features = features(tasks: tasks, width: width, rowsPerTask: rowsPerTask, seed: seed)
    let rows = stride(from: 0, to: features.count, by: width).map {
      Array(features[$0..<$0 + width])
    }
    return ProbeData(
      features: features, targets: rows.flatMap(targets), taskCount: tasks,
      rowsPerTask: rowsPerTask)
  }

  private static func score(
    _ train: ProbeData, _ test: ProbeData
  ) -> (probe: LinearProbe, score: ProbeScore) {
    let probe = LinearProbe(fittedOn: train)
    return (probe, ProbeScore(probe.predictions(test), of: test, key: key))
  }

  @Test(arguments: [1, 3])
  func `a linear function of the memory is read perfectly`(rowsPerTask: Int) throws {
    func targets(_ row: [Double]) -> [Double] {
      [3 * row[0] - row[4] + 7, 1e-3 * row[2], -row[0] - row[1] + row[5]]
    }
    let (probe, score) = Self.score(
      Self.data(tasks: 200, rowsPerTask: rowsPerTask, seed: 1, targets),
      Self.data(tasks: 100, rowsPerTask: rowsPerTask, seed: 2, targets))
    #expect(probe.strengths == [1e-6, 1e-6, 1e-6])
    for share in score.targets {
      let share = try #require(share)
      expectClose(share.value, 1, within: .absolute(1e-9))
      expectClose(share.confidence95.lowerBound, 1, within: .absolute(1e-9))
    }
    expectClose(try #require(score.mean).value, 1, within: .absolute(1e-9))
  }

  @Test func `of a memory that knows nothing hardly more than the mean is read`() throws {
    func data(_ seed: UInt32, tasks: Int) -> ProbeData {
      var data = Self.data(tasks: tasks, width: 40, seed: seed) { _ in [0, 0] }
      data.targets = Self.features(tasks: tasks, width: 2, seed: seed + 100)
      return data
    }
    let (probe, score) = Self.score(data(1, tasks: 400), data(2, tasks: 400))
    #expect(probe.strengths.allSatisfy { $0 >= 1 })
    let mean = try #require(score.mean)
    #expect(abs(mean.value) < 0.05)
    #expect(mean.confidence95.contains(mean.value))
  }

  @Test func `each target has the ridge that suits it`() throws {
    func data(_ seed: UInt32) -> ProbeData {
      let noise = Self.features(tasks: 300, width: 1, seed: seed + 100)
      var data = Self.data(tasks: 300, width: 30, seed: seed) { [$0[3], 0] }
      for task in 0..<300 { data.targets[2 * task + 1] = noise[task] }
      return data
    }
    let (probe, score) = Self.score(data(1), data(2))
    #expect(probe.strengths[0] == 1e-6)
    #expect(probe.strengths[1] >= 1)
    #expect(try #require(score.targets[0]).value > 0.999_999)
  }

  /// A feature of ±1 has variance 1, so the ridge 1e-6 makes 2 into 2 / (1 + 1e-6).
  @Test func `the ridge is in units of a feature's variance`() {
    for scale in [1.0, 1000] {
      let signs = (0..<20).map { $0 % 2 == 0 ? 1.0 : -1.0 }
      let probe = LinearProbe(
        fittedOn: ProbeData(
          features: signs.map { scale * $0 + 5 }, targets: signs.map { 2 * $0 + 1 },
          taskCount: 20))
      #expect(probe.strengths == [1e-6])
      let one = ProbeData(features: [scale + 5], targets: [0], taskCount: 1)
      expectClose(
        probe.predictions(one), [1 + 2 / (1 + 1e-6)], within: .relative(1e-12))
    }
  }

  @Test func `a feature that is constant counts nothing`() {
    func data(_ seed: UInt32) -> ProbeData {
      var data = Self.data(tasks: 60, width: 2, seed: seed) { [4 * $0[0]] }
      for row in 0..<60 { data.features[2 * row + 1] = 0.1 }
      return data
    }
    var test = data(2)
    let probe = LinearProbe(fittedOn: data(1))
    let predictions = probe.predictions(test)
    for row in 0..<60 { test.features[2 * row + 1] = 1e6 }
    #expect(probe.predictions(test) == predictions)
  }

  @Test func `a share is one less squared errors over the spread`() throws {
    let data = ProbeData(features: [0, 0, 0, 0], targets: [1, 2, 3, 4], taskCount: 4)
    // Squared errors 1, spread 2.25 + 0.25 + 0.25 + 2.25.
    let score = ProbeScore([1, 2, 3, 5], of: data, key: Self.key)
    let share = try #require(score.targets[0])
    expectClose(share.value, 1 - 1 / 5.0, within: .absolute(1e-12))
    #expect(score.mean == share)
    let poor = ProbeScore([4, 3, 2, 1], of: data, key: Self.key)
    expectClose(try #require(poor.mean).value, 1 - 20 / 5.0, within: .absolute(1e-12))
    let mean = ProbeScore([2.5, 2.5, 2.5, 2.5], of: data, key: Self.key)
    expectClose(try #require(mean.mean).value, 0, within: .absolute(1e-12))
  }

  @Test func `targets that do not vary have no share and do not count`() throws {
    let data = ProbeData(
      features: [0, 0, 0, 0], targets: [1, 0.1, 2, 0.1, 3, 0.1, 5, 0.1], taskCount: 4)
    let score = ProbeScore([1, 9, 2, 9, 3, 9, 5, 9], of: data, key: Self.key)
    #expect(score.targets[1] == nil)
    expectClose(try #require(score.mean).value, 1, within: .absolute(1e-12))
    let constant = ProbeData(features: [0, 0], targets: [2, 2], taskCount: 2)
    let nothing = ProbeScore([1, 1], of: constant, key: Self.key)
    #expect(nothing.targets == [nil])
    #expect(nothing.mean == nil)
  }

  @Test func `intervals resample tasks, not rows`() throws {
    // The ten rows of a task are alike, so there is no more to know than from one of them.
    func score(rowsPerTask: Int) -> ProbeScore {
      let numbers = Self.features(tasks: 80, width: 2, seed: 9)
      var targets: [Double] = []
      var predictions: [Double] = []
      for task in 0..<80 {
        for _ in 0..<rowsPerTask {
          targets.append(numbers[2 * task])
          predictions.append(numbers[2 * task] + numbers[2 * task + 1])
        }
      }
      let data = ProbeData(
        features: targets, targets: targets, taskCount: 80, rowsPerTask: rowsPerTask)
      return ProbeScore(predictions, of: data, key: Self.key)
    }
    let (one, ten) = (
      try #require(score(rowsPerTask: 1).mean), try #require(score(rowsPerTask: 10).mean)
    )
    expectClose(ten.value, one.value, within: .absolute(1e-9))
    expectClose(
      ten.confidence95.lowerBound, one.confidence95.lowerBound, within: .absolute(1e-9))
    expectClose(
      ten.confidence95.upperBound, one.confidence95.upperBound, within: .absolute(1e-9))
    #expect(one.confidence95.upperBound - one.confidence95.lowerBound > 0.2)
    #expect(one.confidence95.contains(one.value))
  }

  /// Two of thirty tasks are too few; two of twenty are enough, and may both be missing from a resample.
  @Test func `a target that hardly any task differs in has no share`() throws {
    for (tasks, isShared) in [(30, false), (20, true)] {
      // The two lie about the others, so that the mean is theirs.
      var targets = Array(repeating: 0.5, count: tasks)
      (targets[3], targets[7]) = (0.75, 0.25)
      let data = ProbeData(features: targets, targets: targets, taskCount: tasks)
      let off = targets.map { $0 + 0.05 }
      let score = ProbeScore(off, of: data, key: Self.key)
      #expect((score.targets[0] != nil) == isShared)
      guard let share = score.mean else { continue }
      expectClose(
        share.value, 1 - 20 * 0.05 * 0.05 / (2 * 0.25 * 0.25), within: .absolute(1e-9))
      // One of the two in twenty makes twice the share of errors.
      #expect(share.confidence95.lowerBound > 0.15 && share.confidence95.contains(share.value))
    }
    #expect(
      [1, 9, 100, 199, 200, 1000].map { ProbeScore.leastTasks(of: $0) } == [1, 1, 10, 19, 20, 20])
  }

  @Test func `the interval of many targets' mean lies about it`() throws {
    let targets = Self.features(tasks: 200, width: 400, seed: 4)
    let data = ProbeData(features: targets, targets: targets, taskCount: 200)
    let nothing = Array(repeating: 0.0, count: targets.count)
    let mean = try #require(ProbeScore(nothing, of: data, key: Self.key).mean)
    #expect(mean.confidence95.contains(mean.value))
    // A mean of 0 in place of that of the test tasks costs one of 200 on average.
    expectClose(mean.value, -1 / 200.0, within: .absolute(0.001))
  }
}
