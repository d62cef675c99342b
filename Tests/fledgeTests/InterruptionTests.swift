import Foundation
import Recording
import Testing

/// Runs that are interrupted or killed, and go on to the same bits.
struct InterruptionTests {
  /// A run of this many iterations ends with the same bits however it was interrupted.
  private static let run =
    "point-robot/goals --tasks 3 --rollouts 2 --hidden 8 --checkpoint-every 4 --quiet"

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
    try fledge.expectSameRuns()
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
    try fledge.expectSameRuns()
    // No half-written file is left.
    #expect(try fledge.names(in: "run").count == 4)
  }

  @Test func `a run that was interrupted ends with the steps it was to have`() throws {
    let fledge = try Fledge()
    // An iteration takes 2 tasks x 3 stages x 20 pulls: 120 environment steps.
    let run = "bandit/bernoulli --tasks 2 --inner-steps 2 --checkpoint-every 4 --quiet"
    let line = "train \(run) --environment-steps 60000 --output "
    #expect(try fledge(line + "whole").code == 0)
    let process = try fledge.start(line + "run")
    try process.wait { fledge.rowCount >= 2 }
    process.send(SIGINT)
    #expect(try process.ending().code == 130)
    #expect(fledge.rowCount < 500)
    #expect(try fledge("train --resume run --quiet").code == 0)
    #expect(fledge.rowCount == 500)
    #expect(try fledge.text("run/log.csv").contains(/\n500,.*,60000,[^,]*\n$/))
    #expect(
      try fledge.content("run/policy.safetensors") == fledge.content("whole/policy.safetensors"))
  }

  @Test func `two processes do not train in one folder`() throws {
    let fledge = try Fledge()
    let first = try fledge.start("train bandit/bernoulli --iterations 1000000 --output run --quiet")
    try first.wait { (try? fledge.names(in: "run").contains("log.csv")) ?? false }
    expectFailure(
      try fledge("train --resume run"), 1,
      "Error: Cannot train in 'run': another process is training there. Wait until it ends, or"
        + " choose another folder with --output.")
    first.send(SIGINT)
    #expect(try first.ending().code == 130)
  }
}

extension Fledge {
  fileprivate func hasCheckpoint() throws -> Bool {
    try names().contains("run") && names(in: "run").contains("checkpoint.safetensors")
  }
}
