import Foundation
import Testing

/// `fledge score` by separate trials: of policies with a memory, and of others beside them.
struct ScoreTrialsTests {
  private let workspace: Workspace

  init() throws {
    workspace = try Workspace()
  }

  /// Trains the smallest memory there is.
  private func trainMemory(
    into output: String = "gru", on distribution: String = "bandit/bernoulli",
    _ options: String = "--option pulls=6"
  ) throws {
    let ending = try workspace(
      "train \(distribution) --learner rl2 --tasks 4 --minibatches 2 --memory 3 --iterations 1"
        + " --quiet --output \(output) \(options)")
    try #require(ending == Workspace.Ending(output: "", errors: "", code: 0))
  }

  private func trainGradient(into output: String = "maml") throws {
    try workspace.train("bandit/bernoulli", into: output, "--option pulls=6")
  }

  private func score(_ line: String) throws -> [String: Any] {
    let ending = try workspace("score \(line) --json --quiet")
    try #require(ending.errors == "" && ending.code == 0)
    return try jsonObject(ending.output)
  }

  private func lines(_ line: String) throws -> [String] {
    let ending = try workspace("score \(line) --quiet")
    try #require(ending.errors == "" && ending.code == 0)
    let lines = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 100 })
    return lines.map(String.init)
  }

  private func means(_ object: Any?) throws -> [Double] {
    let curve = try #require((object as? [String: Any])?["curve"] as? [[String: Any]])
    return curve.compactMap { $0["mean"] as? Double }
  }

  @Test func `a memory plays as many episodes as in training, on many tasks`() throws {
    try trainMemory(into: "gru", "--option pulls=2 --episodes 2")
    let usual = try score("gru")
    #expect(usual["tasks"] as? Int == 4000)
    #expect(usual["experience"] as? String == "separate")
    #expect(usual["episodes"] as? Int == 2 && usual["trialsPerTask"] as? Int == 1)
    #expect(usual["rolloutsPerStep"] as? Int == 1)
    #expect((usual["trial"] as? [String: Any])?["episodes"] as? Int == 2)
    for (option, count) in [("--episodes 3", 3), ("--steps 3", 4), ("--episodes 1", 1)] {
      let score = try score("gru --tasks 3 \(option)")
      #expect(score["tasks"] as? Int == 3)
      #expect(score["episodes"] as? Int == count)
      #expect(try means(score).count == count)
    }
    try trainMemory(into: "mdp", on: "tabular-mdp/dirichlet", "--episodes 1")
    #expect(try score("mdp")["tasks"] as? Int == 1000)
  }

  @Test func `the table has a row for each episode and one for the trial`() throws {
    try trainMemory(into: "gru", "--option pulls=6 --episodes 2")
    let table = try lines("gru --tasks 40 --rollouts 3")
    #expect(
      table[0]
        == "gru on bandit/bernoulli: 40 test tasks, 3 trials of 2 episodes per task, seed 1")
    let cells = table[2...5].map { line in
      line.split(separator: "  ").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(
      cells[0] == ["episode", "env steps", "mean", "95 % interval", "IQM", "sd", "normalised"])
    #expect(cells[1][0...1] == ["1", "0"] && cells[2][0...1] == ["2", "6"])
    #expect(cells[3][0] == "trial" && cells[3].count == 6)
    #expect(table[7].hasPrefix("  random "))
    #expect(table[8].hasPrefix("  untrained: "))
    #expect(
      table[9].contains(
        #/^  whole trial of 2 episodes: random [.0-9]+, blind [.0-9]+, untrained [.0-9]+, oracle/#))
    #expect(!table.contains { $0.contains("step ") || $0.contains("rollout") })
  }

  @Test func `returns and whole trials add up`() throws {
    try trainMemory(into: "gru", "--option pulls=6 --episodes 3")
    let score = try score("gru --tasks 50 --rollouts 2")
    let returns = try #require(score["taskReturns"] as? [[Double]])
    let trials = try #require(score["taskTrialReturns"] as? [Double])
    #expect(returns.count == 50 && trials.count == 50)
    for (task, trial) in zip(returns, trials) {
      #expect(task.count == 3)
      #expect(abs(task.reduce(0, +) - trial) < 1e-9)
    }
    let trial = try #require(score["trial"] as? [String: Any])
    #expect(
      trial.keys.sorted() == [
        "confidence95", "episodes", "interquartileMean", "interquartileMeanConfidence95", "mean",
        "normalized", "standardDeviation",
      ])
    let mean = try #require(trial["mean"] as? Double)
    #expect(abs(mean - trials.reduce(0, +) / 50) < 1e-9)
    #expect(abs(mean - (try means(score)).reduce(0, +)) < 1e-9)
    let interval = try #require(trial["confidence95"] as? [Double])
    #expect(interval[0] < mean && mean < interval[1])
  }

  @Test func `a player plays the trials of a memory, and learns from each alone`() throws {
    try trainMemory()
    let line = "--tasks 200 --episodes 2"
    let pair = try score("gru --against greedy \(line)")
    let alone = try score(
      "--player greedy --distribution bandit/bernoulli --option pulls=6 \(line)")
    #expect(alone["experience"] as? String == "separate")
    let other = try #require(pair["against"] as? [String: Any])
    #expect(try means(other) == means(alone))
    let trial = try #require(other["trial"] as? [String: Any])
    let levels = try [pair, alone].map { score in
      try #require((score["trial"] as? [String: Any])?["mean"] as? Double)
    }
    #expect(trial["mean"] as? Double == levels[1])
    let difference = try #require(trial["difference"] as? Double)
    #expect(abs(difference - (levels[0] - levels[1])) < 1e-9)
    // It knows more in the second episode than in the first, which no pool of rollouts taught.
    let curve = try means(alone)
    #expect(curve[1] > curve[0])
    // The other way round has the opposite difference.
    let reverse = try score(
      "--player greedy --distribution bandit/bernoulli --option pulls=6 --against gru \(line)")
    let opposite = try #require(
      (reverse["against"] as? [String: Any])?["trial"] as? [String: Any])
    #expect(abs(try #require(opposite["difference"] as? Double) + difference) < 1e-9)
    let table = try lines("gru --against greedy \(line)")
    #expect(
      table.contains(
        "  greedy: each trial by an agent of its own, which learns from this trial's episodes alone, after"
      ))
    #expect(table.contains("  each of them"))
    #expect(table.contains("Against greedy, paired by task:"))
    #expect(table.contains { $0.hasPrefix("  episode  theirs") })
    #expect(table.count { $0.hasPrefix("    trial  ") } == 2)
  }

  @Test func `a player's trial of one episode is that of a pooled score`() throws {
    let line =
      "--player oracle --distribution bandit/bernoulli --option pulls=6 --fix p0=1 --tasks 30"
    let trial = try score("\(line) --episodes 1")
    let pooled = try score("\(line) --rollouts 1 --steps 0")
    #expect(pooled["experience"] as? String == "pooled")
    #expect(trial["taskReturns"] as? [[Double]] == Array(repeating: [6], count: 30))
    #expect(pooled["taskReturns"] as? [[Double]] == Array(repeating: [6], count: 30))
    for key in ["episodes", "trialsPerTask", "episodesPerStep", "taskTrialReturns"] {
      #expect(trial[key] != nil && pooled[key] == nil, "\(key)")
    }
  }

  @Test func `gradient steps and a memory play the same trials, either way round`() throws {
    try trainMemory(into: "gru", "--option pulls=6 --episodes 3")
    try trainGradient()
    for line in ["gru --against maml", "maml --against gru"] {
      let score = try score("\(line) --tasks 10")
      // As many as the memory was trained with.
      #expect(score["episodes"] as? Int == 3)
      #expect(try means(score["against"]).count == 3)
      let trial = try #require((score["against"] as? [String: Any])?["trial"] as? [String: Any])
      #expect(trial["difference"] is Double && trial["confidence95"] is [Double])
    }
    // The rate is that of the policy which takes steps.
    let line = "gru --against maml --tasks 10"
    let (usual, changed) = (
      try score(line), try score("\(line) --inner-learning-rate 0.001")
    )
    #expect(try means(changed) == means(usual))
    #expect(try means(changed["against"]) != means(usual["against"]))
    #expect(try means(changed["against"])[0] == means(usual["against"])[0])
    let rarer = try score("\(line) --episodes-per-step 2")
    #expect(rarer["episodesPerStep"] as? Int == 2)
    #expect(try means(rarer["against"])[0] == means(usual["against"])[0])
    #expect(try means(rarer["against"])[1] != means(usual["against"])[1])
    #expect(
      try lines("\(line) --episodes-per-step 2").contains("  alone, after every 2 episodes"))
  }

  @Test func `several memories are pooled, and shifted tasks stand beside test tasks`() throws {
    let options = "--option pulls=6 --episodes 2"
    try trainMemory(into: "a", options)
    try trainMemory(into: "b", options + " --seed 2")
    let table = try lines("a b --tasks 20 --split shifted")
    #expect(
      table[0]
        == "2 policies on bandit/bernoulli: 20 shifted tasks, 1 trial of 2 episodes per task, seed 1"
    )
    #expect(table[2].hasPrefix("  episode  "))
    #expect(table.contains("Each policy:"))
    #expect(table.contains { $0.contains(#/^  policy +last episode/#) })
    #expect(table.contains("Drop from 20 test tasks to shifted ones:"))
    // In the main table and in that of the drop.
    #expect(table.count { $0.hasPrefix("    trial  ") } == 2)
    let score = try score("a b --tasks 20 --split shifted")
    let runs = try #require(score["runs"] as? [[String: Any]])
    let trials = try runs.map { try #require($0["taskTrialReturns"] as? [Double]) }
    #expect(
      try #require(score["taskTrialReturns"] as? [Double])
        == zip(trials[0], trials[1]).map { ($0 + $1) / 2 })
    #expect((score["trial"] as? [String: Any])?["confidence95OverRunsAndTasks"] is [Double])
    let drop = try #require(score["dropOfTrial"] as? [String: Any])
    #expect(drop.keys.sorted() == ["confidence95", "difference"])
    let levels = try [score["test"], score].map { object in
      let trial = (object as? [String: Any])?["trial"] as? [String: Any]
      return try #require(trial?["mean"] as? Double)
    }
    #expect(abs(try #require(drop["difference"] as? Double) - (levels[0] - levels[1])) < 1e-9)
  }

  @Test func `tables for other programs have the whole trial, and every step`() throws {
    try trainMemory(into: "gru", "--option pulls=6 --episodes 2")
    let ending = try workspace(
      "score gru --against blind --tasks 5 --json --by-step --csv t.csv --csv-by-step s.csv")
    #expect(ending.code == 0)
    let score = try jsonObject(ending.output)
    func rows(of name: String) throws -> [[Substring]] {
      try workspace.text(name).replacing(workspace.folder + "/", with: "").split(separator: "\n")
        .map { $0.split(separator: ",") }
    }
    let returnRows = try rows(of: "t.csv")
    #expect(
      returnRows[0].prefix(9).joined(separator: ",")
        == "policy,split,rolloutsPerStep,task,step,environmentSteps,return,trialReturn,parameter.p0"
    )
    #expect(returnRows.count == 1 + 2 * 5 * 2)
    let returns = try #require(score["taskReturns"] as? [[Double]])
    let trials = try #require(score["taskTrialReturns"] as? [Double])
    for (index, row) in returnRows[1...10].enumerated() {
      let (task, episode) = (index / 2, index % 2)
      #expect(row[0...5] == ["gru", "test", "1", "\(task + 1)", "\(episode)", "\(6 * episode)"])
      #expect(Double(row[6]) == returns[task][episode] && Double(row[7]) == trials[task])
    }
    let steps = try rows(of: "s.csv")
    #expect(
      steps[0].joined(separator: ",")
        == "policy,split,rolloutsPerStep,step,environmentStep,reward,runningShare")
    #expect(steps.count == 1 + 2 * 2 * 6)
    let rewards = try #require(score["rewardsByStep"] as? [[Double]])
    #expect(rewards.map(\.count) == [6, 6])
    for (index, row) in steps[1...12].enumerated() {
      let (episode, step) = (index / 6, index % 6)
      #expect(row[0...4] == ["gru", "test", "1", "\(episode)", "\(step + 1)"])
      #expect(Double(row[5]) == rewards[episode][step] && Double(row[6]) == 1)
    }
    for (sum, mean) in zip(rewards.map { $0.reduce(0, +) }, try means(score)) {
      #expect(abs(sum - mean) < 1e-9)
    }
    #expect((score["against"] as? [String: Any])?["rewardsByStep"] is [[Double]])
    #expect((score["against"] as? [String: Any])?["runningSharesByStep"] is [[Double]])
    let plain = try self.score("gru --against blind --tasks 5")
    #expect(plain["rewardsByStep"] == nil)
    #expect(try means(plain) == means(score))
  }

  @Test func `long episodes have at most 25 rows of steps`() throws {
    let player = "--player oracle --distribution bandit/bernoulli --fix p0=1 --tasks 2"
    for (pulls, first, second, last, count) in [
      (1, "1", nil, "1", 1), (25, "1", "2", "25", 25), (26, "1-2", "3-4", "25-26", 13),
      (100, "1-4", "5-8", "97-100", 25), (101, "1-5", "6-10", "101-101", 21),
    ] as [(Int, String, String?, String, Int)] {
      let table = try lines("\(player) --option pulls=\(pulls) --episodes 1 --by-step")
      let start = try #require(table.firstIndex(of: "Mean reward by environment step:"))
      let rows = table[(start + 2)...].map { $0.split(separator: " ") }.filter { !$0.isEmpty }
      #expect(rows[0] == ["env", "step", "episode", "1"])
      #expect(rows.count == 1 + count)
      #expect(rows[1] == [Substring(first), "1.000"])
      if let second { #expect(rows[2] == [Substring(second), "1.000"]) }
      #expect(rows.last == [Substring(last), "1.000"])
    }
  }

  @Test func `pooled agents have steps too, and ended episodes count as 0`() throws {
    try workspace.train("cart-pole/reversed", into: "run")
    let line = "run --tasks 4 --rollouts 2 --steps 11 --by-step"
    let table = try lines(line)
    #expect(table.contains("Mean reward by environment step (0 after an episode's end):"))
    #expect(table.contains { $0.contains("env step  step 0  step 1") })
    #expect(table.contains { $0.contains("step 11") })
    let score = try score(line)
    let (rewards, shares) = (
      try #require(score["rewardsByStep"] as? [[Double]]),
      try #require(score["runningSharesByStep"] as? [[Double]])
    )
    // A step pays 1.
    #expect(rewards == shares)
    #expect(shares.allSatisfy { $0[0] == 1 && $0 == $0.sorted(by: >) })
    for (sum, mean) in zip(rewards.map { $0.reduce(0, +) }, try means(score)) {
      #expect(abs(sum - mean) < 1e-9)
    }
  }

  @Test func `a recording has the trials of the score`() throws {
    try trainMemory(into: "gru", "--option pulls=6 --episodes 2")
    let score = try score("gru --tasks 4 --rollouts 3 --record play --against greedy")
    let summary = try jsonObject(try workspace("replay play --verify --json").output)
    #expect(summary["verified"] as? Bool == true)
    let trials = try #require(summary["trials"] as? [[String: Any]])
    let means = try trials.map { trial in
      try #require(trial["stages"] as? [[String: Any]]).map { $0["mean"] as? Double }
    }
    #expect(means == (score["taskReturns"] as? [[Double]]))
    // What it is compared with meets the same random numbers, recorded or not.
    try workspace.copy("gru/policy.safetensors", to: "twin")
    for option in ["", "--record play"] {
      let pair = try self.score("gru --tasks 9 --against twin \(option)")
      let trial = try #require((pair["against"] as? [String: Any])?["trial"] as? [String: Any])
      #expect(trial["difference"] as? Double == 0)
      #expect(trial["confidence95"] as? [Double] == [0, 0])
    }
  }

  @Test(arguments: [
    "gru", "gru --against greedy", "maml --against gru", "maml --episodes 2 --by-step",
    "--player greedy --distribution bandit/bernoulli --option pulls=6 --episodes 2",
  ])
  func `no trial depends on the threads, but all on the seed`(line: String) throws {
    try trainMemory()
    try trainGradient()
    let common = "score \(line) --tasks 70 --json --csv table --threads "
    let single = try workspace(common + "1")
    let table = try workspace.content("table")
    #expect(single.code == 0)
    #expect(try workspace(common + "3") == single)
    #expect(try workspace.content("table") == table)
    #expect(try workspace(common + "1 --seed 2").output != single.output)
  }

  @Test(arguments: [
    (
      "gru --episodes 0",
      "The value '0' is invalid for '--episodes <count>': it must be between 1 and 10000."
    ),
    (
      "gru --steps -1",
      "The value '-1' is invalid for '--steps <count>': it must be between 0 and 1000."
    ),
    (
      "gru --steps two",
      "The value 'two' is invalid for '--steps <count>': it must be a whole number."
    ),
    (
      "gru --steps 1 --episodes 2",
      "'--episodes' and '--steps' both say how long a trial is: K steps are K + 1 episodes. Give only"
        + " one of them."
    ),
    (
      "gru --inner-learning-rate 0.1",
      "'--inner-learning-rate' does not apply to policies of 'rl2': they adapt by their memory and"
        + " have no adaptation steps that could be changed."
    ),
    (
      "gru --against greedy --inner-learning-rate-decay 0.5",
      "'--inner-learning-rate-decay' does not apply to policies of 'rl2': they adapt by their memory"
        + " and have no adaptation steps that could be changed."
    ),
    (
      "gru --rollouts 1,2",
      "'--rollouts 1,2' asks how few rollouts are enough for a step, but in separate trials it is the"
        + " number of trials for each task. Give one number."
    ),
    (
      "gru --episodes-per-step 2",
      "'--episodes-per-step' changes nothing here: only agents without a memory learn from whole"
        + " episodes."
    ),
    (
      "maml --episodes-per-step 2",
      "'--episodes-per-step' is for separate trials. Give the --episodes of a trial with it, or a"
        + " policy with a memory."
    ),
    (
      "gru --csv /tmp/t --csv-by-step /tmp/t",
      "'--csv' and '--csv-by-step' both name '/tmp/t'. Give each a file of its own."
    ),
  ])
  func `options without an effect are refused`(line: String, words: String) throws {
    try trainMemory()
    try trainGradient()
    expectFailure(
      try workspace("score \(line)"), 64, words + " See 'fledge score --help'.")
  }

  @Test func `a table of steps that cannot be written is refused first`() throws {
    expectFailure(
      try workspace(
        "score --player random --distribution point-robot/goals --episodes 1000 --tasks 4000"
          + " --csv-by-step nowhere/t.csv"), 1,
      "Error: Cannot write 'nowhere/t.csv': its folder does not exist (No such file or directory)."
        + " Create the folder first.")
  }
}
