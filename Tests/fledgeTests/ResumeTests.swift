import Foundation
import Recording
import Testing

/// Runs that were interrupted, killed or out of space, and go on to the same bits.
struct ResumeTests {
  /// A run of this many iterations ends with the same bits however it was interrupted.
  private static let run =
    "point-robot/goals --tasks 3 --rollouts 2 --hidden 8 --checkpoint-every 4 --quiet"

  @Test(arguments: [
    "--outer adam", "--outer trpo", "--learn-inner-learning-rate --inner-steps 2",
    "--learner joint",
  ])
  func `half, resumed, and the other half make the whole`(learner: String) throws {
    let fledge = try Fledge()
    #expect(try fledge("train \(Self.run) \(learner) --iterations 10 --output whole").code == 0)
    #expect(try fledge("train \(Self.run) \(learner) --iterations 5 --output run").code == 0)
    #expect(try fledge("train --resume run --iterations 10 --quiet").code == 0)
    try expectSame(fledge)
    #expect(try fledge.text("run/config.json") == fledge.text("whole/config.json"))
  }

  @Test func `a run that is done stays as it is`() throws {
    let fledge = try Fledge()
    try fledge.train(into: "run")
    try fledge.copy("run", to: "whole")
    let ending = try fledge("train --resume run")
    #expect(ending.code == 0)
    #expect(ending.errors == "Resuming run after iteration 3.\n")
    try expectSame(fledge)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends the run after the iteration`(signal: Int32) throws {
    let fledge = try Fledge()
    let process = try fledge.start("train \(Self.run) --iterations 400 --output run")
    try process.wait { fledge.rowCount >= 2 }
    process.send(signal)
    let ending = try process.ending()
    // With --quiet there are no words, only the code.
    #expect(ending == .init(output: "", errors: "", code: 130))
    let checkpoint = try SavedLearner(
      reading: .checkpoint, from: fledge.folder + "/run/checkpoint.safetensors")
    #expect(checkpoint.iteration == fledge.rowCount)
    #expect(try fledge("train --resume run --quiet").code == 0)
    #expect(try fledge("train \(Self.run) --iterations 400 --output whole").code == 0)
    try expectSame(fledge)
  }

  @Test func `an interrupted run says how to go on`() throws {
    let fledge = try Fledge()
    let process = try fledge.start("train bandit/bernoulli --iterations 1000000 --output run")
    try process.wait { fledge.rowCount >= 1 }
    process.send(SIGINT)
    let ending = try process.ending()
    #expect(ending.code == 130)
    #expect(
      ending.errors.hasSuffix(
        "Interrupted after iteration \(fledge.rowCount). Continue with 'fledge train --resume run'.\n"
      ))
  }

  @Test func `a second signal ends the run at once`() throws {
    let fledge = try Fledge()
    let process = try fledge.start(
      "train cart-pole/physics --tasks 1000 --rollouts 100 --output run --quiet --threads 1")
    try process.wait { (try? fledge.names(in: "run").contains("log.csv")) ?? false }
    usleep(200_000)
    process.send(SIGINT)
    usleep(20_000)
    process.send(SIGTERM)
    #expect([128 + SIGINT, 128 + SIGTERM].contains(try process.ending().code))
    #expect(fledge.rowCount == 0)
  }

  @Test func `a run killed at any moment goes on to the same bits`() throws {
    let fledge = try Fledge()
    let line = "train \(Self.run) --iterations 60 --checkpoint-every 1 --output "
      .replacing("--checkpoint-every 4 ", with: "")
    #expect(try fledge(line + "whole").code == 0)
    var generator = SystemRandomNumberGenerator()
    var process = try fledge.start(line + "run")
    for _ in 0..<6 {
      usleep(UInt32.random(in: 10_000...150_000, using: &generator))
      process.send(SIGKILL)
      _ = try process.ending()
      if try fledge.hasCheckpoint() {
        _ = try SavedLearner(
          reading: .checkpoint, from: fledge.folder + "/run/checkpoint.safetensors")
        if try fledge.names(in: "run").contains("policy.safetensors") {
          _ = try SavedLearner(reading: .policy, from: fledge.folder + "/run/policy.safetensors")
        }
        process = try fledge.start(
          "train --resume run --quiet --iterations 60 --checkpoint-every 1")
      } else {
        process = try fledge.start(line + "run")
      }
    }
    #expect(try process.ending().code == 0)
    #expect(try fledge("score run --tasks 1 --steps 0").code == 0)
    try expectSame(fledge)
    // No half-written file is left.
    #expect(try fledge.names(in: "run").count == 4)
  }

  @Test func `a full disk leaves the last good checkpoint`() throws {
    let fledge = try Fledge()
    let limited = try fledge.shell(
      "ulimit -f 4; exec $FLEDGE train \(Self.run) --iterations 60 --output run")
    #expect(limited.code == 1)
    let form =
      #/Error: Iteration (\d+): Cannot append to 'run/log.csv': it would exceed the largest size allowed for files \(File too large\)\. See 'ulimit -f'\. 'run/checkpoint.safetensors' holds iteration (\d+)\.\n/#
    let found = try #require(try form.wholeMatch(in: limited.errors)).output
    let checkpoint = try SavedLearner(
      reading: .checkpoint, from: fledge.folder + "/run/checkpoint.safetensors")
    #expect(found.2 == "\(checkpoint.iteration)")
    #expect(checkpoint.iteration > 0 && checkpoint.iteration % 4 == 0)
    #expect(try fledge("score run --tasks 1 --steps 0").code == 0)
    #expect(try fledge("train --resume run --quiet").code == 0)
    #expect(try fledge("train \(Self.run) --iterations 60 --output whole").code == 0)
    try expectSame(fledge)
  }

  @Test func `a disk that is full from the start leaves nothing half done`() throws {
    let fledge = try Fledge()
    expectFailure(
      try fledge.shell("ulimit -f 1; exec $FLEDGE train \(Self.run) --iterations 3 --output run"),
      1,
      "Error: Cannot write 'run/checkpoint.safetensors': it would exceed the largest size allowed"
        + " for files (File too large). See 'ulimit -f'.")
    #expect(try fledge.names(in: "run") == [])
    #expect(try fledge("train \(Self.run) --iterations 3 --output run").code == 0)
  }

  /// Compares the run in `run` with the one in `whole`.
  private func expectSame(_ fledge: Fledge) throws {
    for file in ["policy.safetensors", "checkpoint.safetensors"] {
      #expect(try fledge.content("run/\(file)") == fledge.content("whole/\(file)"), "\(file)")
    }
    #expect(try fledge.logWithoutSeconds("run") == fledge.logWithoutSeconds("whole"))
  }
}

extension Fledge {
  /// The rows in the log of `run`.
  fileprivate var rowCount: Int {
    max(0, ((try? text("run/log.csv")) ?? "").count { $0 == "\n" } - 1)
  }

  fileprivate func hasCheckpoint() throws -> Bool {
    try names().contains("run") && names(in: "run").contains("checkpoint.safetensors")
  }

  fileprivate func logWithoutSeconds(_ run: String) throws -> [Substring] {
    try text("\(run)/log.csv").split(separator: "\n").map {
      $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
    }
  }
}
