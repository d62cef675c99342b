import Foundation

/// The time from `fledge train` to the end of its first iteration of the reference configuration:
/// starting the program, making the run's folder, one iteration, and writing log, checkpoint and
/// policy.
struct StartUpSubject: Subject {
  let name = "fledge train, from start to one iteration"

  func check() throws {
    let log = try TemporaryFolder.use { folder in
      _ = try train(into: folder)
      return try String(contentsOfFile: folder + "/run/log.csv", encoding: .utf8)
    }
    let rows = log.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard rows.count == 2, let column = rows[0].firstIndex(of: "environmentSteps"),
      column < rows[1].count, rows[1][column] == "80000"
    else {
      throw WrongResult(subject: name, finding: "its log is not of one iteration of 80,000 steps")
    }
  }

  func measure(_ bench: Bench, sgemm: Double?) throws -> Result {
    let times = try (0..<bench.repeats).map { _ in
      try TemporaryFolder.use { try train(into: $0).seconds }
    }
    return Result(name, times: times.sorted(), work: 1, unit: "starts/s")
  }

  private func train(into folder: String) throws -> ChildRun {
    // What the defaults of `point-robot/goals` have more of than the reference configuration and a
    // command line can take away. They still learn their rate, on the whole trial.
    let settings = [
      "--vary", ReferenceTask.range, "--inner-steps", "1", "--inner-learning-rate", "0.1",
    ]
    return try ChildRun(
      ChildRun.sibling("fledge"),
      ["train", "point-robot/goals", "--iterations", "1", "--output", folder + "/run", "--quiet"]
        + settings)
  }
}
