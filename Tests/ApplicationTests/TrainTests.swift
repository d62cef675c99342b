import Foundation
import Gym
import Recording
import Testing

/// `fledge train`: what a run leaves behind and says.
struct TrainTests {
  private static let columns =
    "iteration,preAdaptationReturn,postAdaptationReturn,klDivergence,lineSearchStep,gradientNorm,"
    + "entropy,logStandardDeviation,lowestStandardDeviation,highestStandardDeviation,"
    + "tasksAtStandardDeviationLimit,innerLearningRate,environmentSteps,seconds"

  private static let files = [
    "checkpoint.safetensors", "config.json", "log.csv", "policy.safetensors",
  ]

  @Test func `a run leaves its four files and says where they are`() throws {
    let workspace = try Workspace()
    let ending = try workspace("train point-robot/goals \(Workspace.tiny) --output runs/nav/")
    #expect(ending.code == 0)
    #expect(try workspace.names(in: "runs/nav") == Self.files)
    let said = ending.errors.split(separator: "\n")
    #expect(said.count == 4)
    #expect(said[0] == "Training point-robot/goals with maml and adam into runs/nav.")
    for (line, iteration) in zip(said.dropFirst(), 1...) {
      let form =
        #/iteration (\d)/3  return -\d+\.\d\d -> -\d+\.\d\d  KL [\d.]+(e-\d\d)?  .+ steps/s  .+ s left/#
      #expect(try form.wholeMatch(in: line)?.output.1 == "\(iteration)")
    }
    let results = ending.output.split(separator: "\n")
    #expect(try #/Trained 3 iterations, \d+ environment steps\./#.wholeMatch(in: results[0]) != nil)
    #expect(
      results[1...] == [
        "The policy is in runs/nav/policy.safetensors; 'fledge score runs/nav' scores it."
      ])
  }

  /// The rows of the log in `run`, by column.
  private func rows(_ workspace: Workspace) throws -> [[String: String]] {
    let lines = try workspace.text("run/log.csv").split(separator: "\n")
    #expect(lines.first.map(String.init) == Self.columns)
    let names = Self.columns.split(separator: ",").map(String.init)
    return try lines.dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == names.count)
      return Dictionary(uniqueKeysWithValues: zip(names, fields))
    }
  }

  private static let deviationColumns = [
    "logStandardDeviation", "lowestStandardDeviation", "highestStandardDeviation",
    "tasksAtStandardDeviationLimit",
  ]

  @Test func `the log has a row for each iteration and a number for each column`() throws {
    let workspace = try Workspace()
    try workspace.train(into: "run", "--outer trpo")
    let rows = try rows(workspace)
    #expect(rows.map { $0["iteration"] } == ["1", "2", "3"])
    for row in rows {
      for (name, field) in row
      where !Self.deviationColumns.contains(name) && name != "lineSearchStep" {
        // No line search is accepted where no step improves.
        #expect(Double(field)?.isFinite == true, "\(name)")
      }
      let numbers = Self.deviationColumns.map { Double(row[$0] ?? "") ?? .nan }
      // The mean of logarithms lies between the extremes, and the two tasks have two dimensions each.
      #expect(numbers[1] <= exp(numbers[0]) && exp(numbers[0]) <= numbers[2])
      #expect((0...2).contains(numbers[3]))
    }
  }

  @Test func `choices have no standard deviations in the log`() throws {
    let workspace = try Workspace()
    try workspace.train("bandit/bernoulli", into: "run")
    for row in try rows(workspace) {
      #expect(Self.deviationColumns.map { row[$0] } == ["", "", "", ""])
      #expect(row["lineSearchStep"] == "")
    }
  }

  @Test func `a divergence is shown however small`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train bandit/bernoulli \(Workspace.tiny) --output run")
    let lines = ending.errors.split(separator: "\n").dropFirst()
    #expect(lines.count == 3)
    for line in lines { #expect(line.contains(#/  KL (\d(\.\d)?e-\d\d|< 1e-7)  /#)) }
  }

  @Test func `the configuration says what the run has`() throws {
    let workspace = try Workspace()
    try workspace.train("cart-pole/physics", into: "run", "--fix gravity=3 --seed 9 --lambda 0.5")
    let configuration = try jsonObject(try workspace.text("run/config.json"))
    #expect(
      configuration.keys.sorted() == ["distribution", "format", "iterations", "seed", "settings"])
    #expect(configuration["format"] as? String == "fledge-run/2")
    #expect(configuration["iterations"] as? Int == 3)
    #expect(configuration["seed"] as? Int == 9)
    let settings = try #require(configuration["settings"] as? [String: Any])
    let advantages = try #require(settings["advantages"] as? [String: Any])
    #expect(advantages["lambda"] as? Double == 0.5)
    let policy = try #require(settings["policy"] as? [String: Any])
    #expect(policy["hidden"] as? [Int] == [8])
  }

  @Test func `a changed distribution travels with the policy`() throws {
    let workspace = try Workspace()
    try workspace.train(
      "bandit/bernoulli", into: "run", "--option arms=3 --vary p0=0.1...0.2,0.8...0.9 --fix p2=0.5")
    let policy = try SavedLearner(
      reading: .policy, from: workspace.folder + "/run/policy.safetensors")
    let train = try #require(policy.distribution.regions["train"])
    #expect(policy.distribution.options == ["arms": 3, "pulls": 20])
    #expect(train.parameters["p0"]?.uniform == [[0.1, 0.2], [0.8, 0.9]])
    #expect(train.parameters["p2"]?.choices == [0.5])
    let score = try jsonObject(try workspace("score run --tasks 20 --json").output)
    for task in try #require(score["taskParameters"] as? [[Double]]) {
      #expect((0.1...0.2).contains(task[0]) || (0.8...0.9).contains(task[0]))
      #expect(task[2] == 0.5)
    }
  }

  @Test func `the defaults that describe shows are those that train has`() throws {
    let workspace = try Workspace()
    for (distribution, learner) in [
      ("point-robot/goals", ""), ("bandit/bernoulli", ""), ("bandit/bernoulli", "--learner anil"),
      ("bandit/bernoulli", "--learner cavia"), ("bandit/bernoulli", "--learner reptile"),
      ("point-robot/goals", "--learner reptile"), ("point-robot/goals", "--learner fomaml"),
      ("point-robot/goals", "--learner meta-sgd"), ("point-robot/goals", "--learner joint"),
    ] {
      let page = try workspace("describe \(distribution) \(learner)").output
      let heading = "Defaults of 'fledge train'\n"
      let options = try #require(page.components(separatedBy: heading).last)
        .split(whereSeparator: \.isWhitespace).dropFirst(2).joined(separator: " ")
      let common = "train \(distribution) --iterations 1 --quiet"
      #expect(try workspace("\(common) --output default \(learner)").code == 0)
      #expect(try workspace("\(common) --output told \(options)").code == 0)
      #expect(try workspace.text("default/config.json") == workspace.text("told/config.json"))
      try workspace.remove("default")
      try workspace.remove("told")
    }
  }

  @Test func `progress off a terminal is some ten plain lines, and none with --quiet`() throws {
    let workspace = try Workspace()
    let line = "train bandit/bernoulli --iterations 95 --tasks 1 --rollouts 1"
    let ending = try workspace(line + " --output loud")
    #expect(ending.errors.split(separator: "\n").count == 1 + 10)
    #expect(ending.errors.allSatisfy { $0 == "\n" || !$0.isASCII || $0 >= " " })
    #expect(
      try workspace(line + " --output quiet --quiet") == .init(output: "", errors: "", code: 0))
  }

  @Test func `progress tells of steps that only the limits of deviations stop`() throws {
    let workspace = try Workspace()
    let line =
      "train point-robot/goals --learner fomaml --iterations 1 --tasks 4 --rollouts 3 --threads 1"
    let wild = try workspace(line + " --output wild --inner-learning-rate 1e9").errors
    #expect(wild.contains("  deviation limit in 4 tasks  "))
    #expect(!(try workspace(line + " --output tame").errors.contains("limit")))
  }

  @Test(arguments: ["--outer adam", "--outer trpo"])
  func `the number of threads changes no bit`(optimizer: String) throws {
    let workspace = try Workspace()
    for threads in 1...3 {
      try workspace.train(into: "run\(threads)", "--threads \(threads) \(optimizer)")
    }
    for file in ["policy.safetensors", "checkpoint.safetensors"] {
      let single = try workspace.content("run1/\(file)")
      #expect(try workspace.content("run2/\(file)") == single)
      #expect(try workspace.content("run3/\(file)") == single)
    }
  }

  @Test func `an update that is not finite is refused and changes nothing`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      // Units that saturate would leave everything finite.
      "train point-robot/goals \(Workspace.tiny) --output run --quiet --inner-learning-rate 1e30"
        + " --activation relu")
    #expect(ending.code == 1)
    #expect(ending.output == "")
    #expect(
      try
        #/Error: Iteration 1: .+ (non-finite|not finite).+ 'run/checkpoint.safetensors' holds iteration 0\.\n/#
        .wholeMatch(in: ending.errors) != nil)
    let policy = try SavedLearner(
      reading: .policy, from: workspace.folder + "/run/policy.safetensors")
    #expect(policy.iteration == 0)
    #expect(try workspace("train --resume run --quiet") == ending)
  }

  @Test func `a refused update keeps what was learned before it`() throws {
    let workspace = try Workspace()
    let ending = try workspace(
      "train point-robot/goals --tasks 2 --rollouts 2 --hidden 8 --iterations 50 --output run"
        + " --quiet --outer-learning-rate 1e30")
    #expect(ending.code == 1)
    let form = #/Error: Iteration (\d+): .+ 'run/checkpoint.safetensors' holds iteration (\d+)\.\n/#
    let numbers = try #require(try form.wholeMatch(in: ending.errors)).output
    let checkpoint = try SavedLearner(
      reading: .checkpoint, from: workspace.folder + "/run/checkpoint.safetensors")
    #expect(numbers.1 == "\(checkpoint.iteration + 1)")
    #expect(numbers.2 == "\(checkpoint.iteration)")
    #expect(try workspace("train --resume run --quiet") == ending)
  }
}
