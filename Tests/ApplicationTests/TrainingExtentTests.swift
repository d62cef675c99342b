import Foundation
import Testing

/// `fledge train --environment-steps`: runs that are as long in environment steps, not iterations.
struct TrainingExtentTests {
  /// An iteration of it takes 2 tasks x 3 stages x 20 pulls: 120 environment steps.
  private static let run =
    "bandit/bernoulli --tasks 2 --inner-steps 2 --checkpoint-every 4 --quiet"

  @Test(arguments: [(1, 1), (120, 1), (121, 2), (1200, 10)])
  func `training ends after the iteration that reaches the steps`(
    enough: Int, iterations: Int
  ) throws {
    let workspace = try Workspace()
    let ending = try workspace("train \(Self.run) --environment-steps \(enough) --output run")
    #expect(ending == .init(output: "", errors: "", code: 0))
    #expect(try workspace.progress().last == [iterations, 120 * iterations])
    let configuration = try jsonObject(try workspace.text("run/config.json"))
    #expect(configuration["environmentSteps"] as? Int == enough)
  }

  @Test func `the first of two limits counts`() throws {
    let workspace = try Workspace()
    #expect(
      try workspace(
        "train \(Self.run) --environment-steps 1200 --iterations 3 --output run"
      ).code == 0)
    #expect(try workspace.progress().last == [3, 360])
  }

  @Test func `a run that has reached its steps stays as it is, and more can be asked for`() throws {
    let workspace = try Workspace()
    #expect(try workspace("train \(Self.run) --environment-steps 600 --output run").code == 0)
    #expect(try workspace("train --resume run --quiet --environment-steps 120").code == 0)
    #expect(try workspace.progress().last == [5, 600])
    #expect(try workspace("train --resume run --quiet --environment-steps 1000").code == 0)
    #expect(try workspace.progress().last == [9, 1080])
  }

  @Test func `when resuming, what is given is how long the run is to be`() throws {
    let workspace = try Workspace()
    #expect(try workspace("train \(Self.run) --iterations 3 --output run").code == 0)
    #expect(try workspace("train --resume run --quiet --environment-steps 600").code == 0)
    #expect(try workspace.progress().last == [5, 600])
    #expect(try workspace("train --resume run --quiet --iterations 7").code == 0)
    #expect(try workspace.progress().last == [7, 840])
  }

  @Test func `progress tells the steps there are and those that are enough`() throws {
    let workspace = try Workspace()
    let line = Self.run.replacing(" --quiet", with: "")
    let said = try workspace("train \(line) --environment-steps 240 --output run").errors
      .split(separator: "\n")
    let form = #/iteration (\d)  (\d+) of 240 steps  return .+ steps/s  .+ s left/#
    let rows = try said.dropFirst().map { try #require(try form.wholeMatch(in: $0)).output }
    #expect(rows.map { [$0.1, $0.2] } == [["1", "120"], ["2", "240"]])
  }
}

extension Workspace {
  /// Iteration and environment steps of each row in the log of `run`.
  fileprivate func progress() throws -> [[Int]] {
    let lines = try text("run/log.csv").split(separator: "\n")
    let names = try #require(lines.first).split(separator: ",")
    let columns = try ["iteration", "environmentSteps"].map {
      try #require(names.firstIndex(of: Substring($0)))
    }
    return lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return columns.compactMap { $0 < fields.count ? Int(fields[$0]) : nil }
    }
  }
}
