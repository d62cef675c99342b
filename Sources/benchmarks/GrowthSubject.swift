import Measuring
import MetaLearning
import Numerics
import Tensors

/// How the time of an iteration grows with its meta-batch: a meta-batch that is `factor` times as large
/// against `factor` times the time of the reference.
struct GrowthSubject: Subject {
  /// What is multiplied.
  enum Dimension: String {
    case tasks, rollouts
  }

  let dimension: Dimension
  let factor = 64

  var name: String { "\(factor) times the \(dimension.rawValue), adam, one iteration" }

  func check() throws {
    let report = try iteration(2).run(on: .init(count: 1)).report
    guard report.environmentSteps == 160_000 else {
      throw WrongResult(
        subject: name,
        finding: "twice the \(dimension.rawValue) take"
          + " \(report.environmentSteps) steps, not 160,000")
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let (small, large) = (try iteration(1), try iteration(factor))
    let work = Double(factor) * (dimension == .tasks ? 20 : 800)
    let times = try bench.secondsInTurns {
      for _ in 0..<4 { try small.run(on: bench.workers) }
    } _: {
      try large.run(on: bench.workers)
    }
    return SubjectResult(
      name, inTurns: times, work: work, unit: "\(dimension.rawValue)/s",
      worth: Double(factor) / 4, of: "linear growth")
  }

  private func iteration(_ factor: Int) throws -> Iteration { try dimension.iteration(factor) }
}

extension GrowthSubject.Dimension {
  /// The reference configuration with `factor` times the tasks or rollouts.
  func iteration(_ factor: Int) throws -> Iteration {
    try .reference { settings in
      switch self {
      case .tasks: settings.tasks *= factor
      case .rollouts: settings.rollouts *= factor
      }
    }
  }
}

/// How the time of an iteration grows with its inner steps, K: the cost of one of the steps 6 to 10
/// against the cost of one of the steps 2 to 5.
struct InnerStepGrowthSubject: Subject {
  let name = "10 inner steps, adam, one iteration"

  func check() throws {
    for steps in [1, 5, 10] {
      let report = try iteration(steps).run(on: .init(count: 1)).report
      guard report.environmentSteps == 40_000 * (steps + 1) else {
        throw WrongResult(
          subject: name, finding: "\(steps) inner steps take \(report.environmentSteps) steps")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let iterations = try [1, 5, 10].map { try iteration($0) }
    let rounds = try bench.rounds(3) { index in
      try iterations[index].run(on: bench.workers)
    }
    var result = SubjectResult(
      name, times: rounds.map { $0[2] }.sorted(), work: 10, unit: "inner steps/s")
    result.share = SubjectResult.Share(
      rounds.map { (($0[1] - $0[0]) / 4) / (($0[2] - $0[1]) / 5) }, of: "linear growth")
    return result
  }

  private func iteration(_ steps: Int) throws -> Iteration {
    try .reference { $0.inner.steps = steps }
  }
}

/// The most memory that one iteration on a large meta-batch holds, in a process of its own.
struct PeakMemorySubject: Subject {
  let dimension: GrowthSubject.Dimension
  private var kernel: String { "64-times-\(dimension.rawValue)" }

  var name: String { "memory of 64 times the \(dimension.rawValue), adam, one iteration" }

  func check() throws {
    // More repeats must take longer: a kernel is repeated as often as it should be.
    let (few, many) = (try KernelRun(of: "tanh", times: 10), try KernelRun(of: "tanh", times: 2000))
    guard many.seconds > 20 * few.seconds else {
      throw WrongResult(
        subject: name,
        finding: "10 repeats of a kernel take \(few.seconds) s, 2,000 \(many.seconds) s")
    }
    // A process that is known to hold more must be seen to hold more.
    let large = try KernelRun(of: "memory", times: 1).peakBytes
    let small = few.peakBytes
    guard (0.9...1.2).contains((large - small) / BenchmarkKernel.memoryBytes) else {
      throw WrongResult(
        subject: name,
        finding: "\(BenchmarkKernel.memoryBytes) more bytes are counted as \(large - small)")
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let runs = try (0..<2).map { _ in
      try KernelRun(of: kernel, times: 1, threads: bench.workers.count)
    }
    var result = SubjectResult(
      name, times: runs.map(\.seconds).sorted(), work: 1, unit: "iterations/s")
    result.peakBytes = runs.map(\.peakBytes).max()
    return result
  }
}
