import MetaLearning
import Numerics
import Tensors

/// How the time of an iteration grows with the size of its meta-batch: a larger one against as many
/// times the reference.
struct GrowthSubject: Subject {
  /// What there is more of.
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

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let (small, large) = (try iteration(1), try iteration(factor))
    let work = Double(factor) * (dimension == .tasks ? 20 : 800)
    let times = try bench.secondsInTurns {
      for _ in 0..<4 { try small.run(on: bench.workers) }
    } _: {
      try large.run(on: bench.workers)
    }
    return Result(
      name, inTurns: times, work: work, unit: "\(dimension.rawValue)/s",
      worth: Double(factor) / 4, of: "linear growth")
  }

  private func iteration(_ factor: Int) throws -> Iteration { try dimension.iteration(factor) }
}

extension GrowthSubject.Dimension {
  /// The reference configuration with so many times the tasks or rollouts.
  func iteration(_ factor: Int) throws -> Iteration {
    try .reference { settings in
      switch self {
      case .tasks: settings.tasks *= factor
      case .rollouts: settings.rollouts *= factor
      }
    }
  }
}

/// How the time of an iteration grows with its inner steps, K: what a step costs from 5 to 10 of them
/// against what it costs from 1 to 5.
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

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let iterations = try [1, 5, 10].map { try iteration($0) }
    let rounds = try Bench.rounds(3, repeats: bench.repeats) { index in
      try iterations[index].run(on: bench.workers)
    }
    var result = Result(
      name, times: rounds.map { $0[2] }.sorted(), work: 10, unit: "inner steps/s")
    result.share = Result.Share(
      rounds.map { (($0[1] - $0[0]) / 4) / (($0[2] - $0[1]) / 5) }, of: "linear growth")
    return result
  }

  private func iteration(_ steps: Int) throws -> Iteration {
    try .reference { $0.inner.steps = steps }
  }
}

/// The most memory that one iteration on a large meta-batch ever holds, in a process of its own.
struct PeakMemorySubject: Subject {
  let dimension: GrowthSubject.Dimension
  private var kernel: String { "64-times-\(dimension.rawValue)" }

  var name: String { "memory of 64 times the \(dimension.rawValue), adam, one iteration" }

  func check() throws {
    // What is asked for must be counted: a process that holds so much more.
    let small = try KernelRun(of: "tanh", times: 1).peakBytes
    let large = try KernelRun(of: "memory", times: 1).peakBytes
    guard (0.9...1.2).contains((large - small) / Kernel.memoryBytes) else {
      throw WrongResult(
        subject: name,
        finding: "\(Kernel.memoryBytes) bytes more count as \(large - small)")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let runs = try (0..<2).map { _ in
      try KernelRun(of: kernel, times: 1, threads: bench.workers.count)
    }
    var result = Result(
      name, times: runs.map(\.seconds).sorted(), work: 1, unit: "iterations/s")
    result.peakBytes = runs.map(\.peakBytes).max()
    return result
  }
}
