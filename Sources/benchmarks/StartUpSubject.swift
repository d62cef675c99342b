import Foundation
import Measuring
import Numerics

/// The time from `fledge train` to the end of its first iteration of the reference configuration:
/// starting the program, making the run's folder, one iteration, and writing log, checkpoint and
/// policy.
struct StartUpSubject: Subject {
  /// A start in lane rounds.
  ///
  /// A round number: it only defines what 100 % is.
  private static let worth = 1000.0

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
      throw WrongResult(
        subject: name, finding: "the log does not have one iteration of 80,000 steps")
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let rounds = LaneRounds(count: 400)
    let one = Workers(count: 1)
    let times = try bench.secondsInTurns {
      try rounds.run(on: one)
    } _: {
      _ = try TemporaryFolder.use { try train(into: $0) }
    }
    return SubjectResult(
      name, inTurns: times, work: 1, unit: "starts/s",
      worth: Self.worth / Double(rounds.count), of: LaneRounds.yardstick)
  }

  private func train(into folder: String) throws -> ChildProcess.Capture {
    // The defaults of `point-robot/goals`, as near to the reference configuration as options bring
    // them. They still learn their rate, on the whole trial.
    let settings = [
      "--vary", ReferenceTask.range, "--inner-steps", "1", "--inner-learning-rate", "0.1",
    ]
    return try ChildProcess(
      ChildProcess.sibling("fledge"),
      ["train", "point-robot/goals", "--iterations", "1", "--output", folder + "/run", "--quiet"]
        + settings
    ).capture()
  }
}
