import Foundation
import Testing

/// Runs that are resumed, and end with the same bits as others.
struct ResumeTests {
  /// A run of this many iterations ends with the same bits however it was interrupted.
  private static let run =
    "point-robot/goals --tasks 3 --rollouts 2 --hidden 8 --checkpoint-every 4 --quiet"

  @Test(arguments: [
    "--outer adam", "--outer trpo", "--learn-inner-learning-rate --inner-steps 2",
    "--learner joint",
  ])
  func `half, resumed, and the other half make the whole`(learner: String) throws {
    let workspace = try Workspace()
    #expect(try workspace("train \(Self.run) \(learner) --iterations 10 --output whole").code == 0)
    #expect(try workspace("train \(Self.run) \(learner) --iterations 5 --output run").code == 0)
    #expect(try workspace("train --resume run --iterations 10 --quiet").code == 0)
    try expectSame(workspace)
    #expect(try workspace.text("run/config.json") == workspace.text("whole/config.json"))
  }

  @Test func `a run that is done stays as it is`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run")
    try workspace.copy("run", to: "whole")
    let ending = try workspace("train --resume run")
    #expect(ending.code == 0)
    #expect(ending.errors == "Resuming run after iteration 3.\n")
    try expectSame(workspace)
  }

  /// Compares the run in `run` with the one in `whole`.
  private func expectSame(_ workspace: Workspace) throws {
    for file in ["policy.safetensors", "checkpoint.safetensors"] {
      #expect(try workspace.content("run/\(file)") == workspace.content("whole/\(file)"), "\(file)")
    }
    #expect(try workspace.logWithoutSeconds("run") == workspace.logWithoutSeconds("whole"))
  }
}

extension Workspace {
  fileprivate func logWithoutSeconds(_ run: String) throws -> [Substring] {
    try text("\(run)/log.csv").split(separator: "\n").map {
      $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)]
    }
  }
}
