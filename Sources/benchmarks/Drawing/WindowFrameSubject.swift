#if Viewer
import Foundation
import Measuring
import Numerics

/// Frames of the window while a policy adapts in the background.
///
/// A frame is handling events, drawing and showing, without sleeping. The window opens in a process of
/// its own, with SDL's driver that needs no display.
struct WindowFrameSubject: Subject {
  /// A frame in lane rounds.
  ///
  /// A round number: it only defines what 100 % is.
  private static let worth = 100.0
  /// How long the window is open.
  private static let seconds = 3

  let name = "window, one frame while the policy adapts"

  func check() throws {
    try TemporaryFolder.use { folder in
      try train(into: folder)
      let count = try watch(folder).count
      // 60 frames a second are planned; a busy machine shows fewer.
      guard count > 10 else {
        throw WrongResult(subject: name, finding: "only \(count) frames in \(Self.seconds) s")
      }
    }
  }

  func measure(_ bench: Bench) throws -> SubjectResult {
    let rounds = LaneRounds(count: 200)
    let one = Workers(count: 1)
    return try TemporaryFolder.use { folder in
      try train(into: folder)
      var times = TimesInTurns()
      var before = try Timing.seconds { try rounds.run(on: one) }
      for _ in 0..<min(bench.repeats, 5) {
        let frame = try watch(folder).seconds
        let after = try Timing.seconds { try rounds.run(on: one) }
        times.append(frame, ratio: 2 * frame / (before + after))
        before = after
      }
      return SubjectResult(
        name, inTurns: times, work: 1, unit: "frames/s",
        worth: Self.worth / Double(rounds.count), of: LaneRounds.yardstick)
    }
  }

  private func train(into folder: String) throws {
    _ = try ChildProcess(
      ChildProcess.sibling("fledge"),
      ["train", "point-robot/goals", "--iterations", "1", "--output", folder + "/run", "--quiet"]
    ).capture()
  }

  /// Opens the window for a while.
  ///
  /// - Returns: The number of frames, and the median of their work in seconds.
  private func watch(_ folder: String) throws -> (count: Int, seconds: Double) {
    // Enough steps and rollouts that adapting takes as long as the window is open.
    let process = ChildProcess(
      ChildProcess.sibling("fledge"),
      [
        "watch", folder + "/run", "--steps", "100", "--rollouts", "1000", "--seconds",
        "\(Self.seconds)", "--frame-times",
      ], environment: ["SDL_VIDEODRIVER": "dummy"])
    let text = String(decoding: try process.capture().output, as: UTF8.self)
    guard let found = text.firstMatch(of: #/(\d+) frames, .* work ([\d.]+) ms/#),
      let count = Int(found.1), let milliseconds = Double(found.2)
    else { throw WrongResult(subject: name, finding: "'fledge watch' printed '\(text)'") }
    return (count, milliseconds / 1000)
  }
}
#endif
