import Foundation
import Recording
import Testing

/// Runs whose files may not grow as they would have to, as on a full disk.
struct FullDiskTests {
  private static let run =
    "point-robot/goals --tasks 3 --rollouts 2 --hidden 8 --checkpoint-every 4 --quiet"

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
    try fledge.expectSameRuns()
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
}
