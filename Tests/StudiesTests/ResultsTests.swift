import Foundation
import TestSupport
import Testing

/// `studies results`: the table of every learner, on budgets that are much too small.
struct ResultsTests {
  /// One learner on one family; three iterations of a bandit, scored on five tasks.
  private static let tiny =
    "--environment-steps 30000 --tasks 5 --runs runs --output page --only joint/bandit/bernoulli"

  @Test func `means and intervals are those of the scores over seeds`() throws {
    let folder = try ProgramFolder()
    #expect(try folder.results("\(Self.tiny) --seeds 1,2,3").code == 0)
    let row = try folder.row()
    let runs = try #require(row["runs"] as? [[String: Any]])
    #expect(runs.compactMap { $0["seed"] as? Int } == [1, 2, 3])
    let curves = try (1...3).map { try folder.scoredCurve(seed: $0) }
    #expect(runs.map { $0["curve"] as? [Double] } == curves)
    let points = try #require(row["curve"] as? [[String: Any]])
    #expect(points.count == 4)
    for (step, point) in points.enumerated() {
      let values = curves.map { $0[step] }
      let mean = values.reduce(0, +) / 3
      #expect(abs(try #require(point["mean"] as? Double) - mean) < 1e-9)
      let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
      // 4.303 is the 0.975 quantile of Student's t with two degrees of freedom.
      let half = 4.303 * (squares / 2 / 3).squareRoot()
      let interval = try #require(point["confidence95"] as? [Double])
      #expect(abs(interval[0] - (mean - half)) < 1e-9 && abs(interval[1] - (mean + half)) < 1e-9)
      guard [0, 1, 3].contains(step) else { continue }
      let cell = String(format: "%.2f ± %.2f", mean, half)
      #expect(try folder.text("page/results.md").contains(cell), "\(cell)")
    }
  }

  @Test func `the commands on record make the same numbers`() throws {
    let folder = try ProgramFolder()
    #expect(try folder.results("\(Self.tiny) --seeds 4").code == 0)
    let run = try #require((try folder.row()["runs"] as? [[String: Any]])?.first)
    #expect(
      run["train"] as? String
        == "fledge train bandit/bernoulli --learner joint --seed 4 --environment-steps 30000"
        + " --output runs/bandit-bernoulli/joint/4 --quiet")
    #expect(run["environmentSteps"] as? Int == 30_000)
    #expect(run["iterations"] as? Int == 15)
    let before = try folder.scoredCurve(seed: 4)
    try folder.remove("runs")
    let commands = ["train", "score"].compactMap { run[$0] as? String }
    #expect(commands.count == 2)
    let output = try commands.map {
      try folder.run("fledge", String($0.dropFirst("fledge ".count))).output
    }
    try folder.write(output[1].utf8, to: "runs/bandit-bernoulli/joint/4/score.json")
    #expect(try folder.scoredCurve(seed: 4) == before)
  }

  @Test func `what is there is not run again, and what has changed is`() throws {
    let folder = try ProgramFolder()
    #expect(try folder.results("\(Self.tiny) --seeds 1").code == 0)
    let page = try folder.text("page/results.md")
    let again = try folder.results("\(Self.tiny) --seeds 1")
    #expect(again.code == 0)
    #expect(again.errors.hasPrefix("1 cell, 1 of them finished;"))
    #expect(!again.errors.contains("[1/"))
    #expect(try folder.text("page/results.md") == page)
    for change in ["--fresh", "--tasks=6"] {
      let line = Self.tiny.replacing("--tasks 5", with: change == "--fresh" ? "--tasks 5" : "")
      let ending = try folder.results("\(line) --seeds 1 \(change)")
      #expect(ending.errors.contains("[1/1] joint on bandit/bernoulli, seed 1: "), "\(change)")
    }
  }

  @Test func `a page says what is missing, and one seed has no interval`() throws {
    let folder = try ProgramFolder()
    #expect(try folder.results("\(Self.tiny) --seeds 1").code == 0)
    let page = try folder.text("page/results.md")
    let words = page.replacing("\n", with: " ")
    #expect(words.contains("**This page is not complete:** 20 of 21 runs are missing."))
    let row = try #require(
      page.split(separator: "\n").first { $0.hasPrefix("| `joint`") && !$0.contains(" - ") })
    #expect(!row.contains("±"))
    #expect(!page.contains("highest mean"))
  }

  @Test func `a cell that fails is named, and the others are run`() throws {
    let folder = try ProgramFolder()
    let fake = """
      #!/bin/bash
      case "$*" in
        train*'--seed 1 '*) echo 'Error: Iteration 3: it burst.' >&2; exit 1 ;;
      esac
      exec "$PROGRAMS/fledge" "$@"
      """
    try folder.write(fake.utf8, to: "fake")
    let ending = try folder.shell(
      "chmod +x fake; exec $PROGRAMS/studies results \(Self.tiny) --seeds 1,2 --fledge ./fake")
    #expect(ending.code == 1)
    let row = try folder.row()
    #expect((row["runs"] as? [[String: Any]])?.compactMap { $0["seed"] as? Int } == [2])
    #expect(
      try folder.text("page/results.md").contains(
        "- `joint` with seed 1 has no result: Error: Iteration 3: it burst."))
    // Another program may do better: nothing of the first one counts for it.
    let other = try folder.results("\(Self.tiny) --seeds 1,2")
    #expect(other.code == 0)
    #expect(other.errors.hasPrefix("2 cells, 0 of them finished;"))
    #expect(try folder.row()["failures"] as? [String] == [])
  }

  @Test func `an interrupted cell leaves nothing, and the rest goes on from there`() throws {
    let folder = try ProgramFolder()
    #expect(try folder.results("\(Self.tiny) --seeds 1").code == 0)
    let long = Self.tiny.replacing("30000", with: "1000000000")
    let ending = try folder.shell(
      """
      $PROGRAMS/studies results \(long) --seeds 2 & process=$!
      for _ in {1..500}; do
        [[ $(wc -l <runs/bandit-bernoulli/joint/2/log.csv) -gt 3 ]] 2>/dev/null && break
        sleep 0.02
      done
      kill -INT $process
      wait $process
      """)
    #expect(ending.code == 130)
    #expect(
      ending.errors.hasSuffix(
        "Interrupted; 0 of 1 cell finished. The same command without --fresh continues.\n")
    )
    #expect(try folder.names(in: "runs/bandit-bernoulli/joint") == ["1"])
    let rest = try folder.results("\(Self.tiny) --seeds 1,2")
    #expect(rest.errors.hasPrefix("2 cells, 1 of them finished;"))
    #expect(rest.code == 0)
  }

  @Test(arguments: [
    (
      "--only mmal", Int32(64),
      "No cell matches 'mmal'. Did you mean 'maml'? Learners: maml, fomaml, reptile, meta-sgd, anil,"
        + " cavia, joint. Distributions: point-robot/goals, bandit/bernoulli, cart-pole/reversed."
        + " --variants adds more. See 'studies results --help'."
    ),
    (
      "--seeds 1,2,1", 64,
      "The value '1' is invalid for '--seeds <seed,...>': it is given twice. See 'studies results"
        + " --help'."
    ),
    (
      "--fledge nowhere/fledge", 1,
      "Error: Cannot make results: there is no 'nowhere/fledge'. Run 'make build'."
    ),
  ])
  func `nothing runs that has no name or is given twice`(
    options: String, code: Int32, words: String
  ) throws {
    let folder = try ProgramFolder()
    #expect(
      try folder.results(options)
        == ProgramFolder.Ending(output: "", errors: words + "\n", code: code))
    #expect(try folder.names() == [])
  }

  @Test func `the full table is every learner on every family, and fledge reads its commands`()
    throws
  {
    let folder = try ProgramFolder()
    let lines = try folder.results("--variants --dry-run").output.split(separator: "\n")
    #expect(lines.count == 2 * (7 * 3 * 5 + 7 * 3 * 3))
    #expect(try folder.names() == [])
    let learners = lines.filter { $0.contains(" train ") && $0.contains("--learner") }
    for name in ["maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint"] {
      #expect(learners.count { $0.contains("--learner \(name) ") } == 15, "\(name)")
    }
    // Each is a command that can be run: with a single environment step it is an iteration long.
    for line in lines where line.contains(" train ") && line.contains("--seed 1 ") {
      let words = line.split(separator: " ").dropFirst().joined(separator: " ")
      let steps = try #require(words.firstMatch(of: #/--environment-steps \d+/#)).output
      let short = words.replacing(steps, with: "--environment-steps 1")
      let ending = try folder.run("fledge", "\(short) --tasks 2 --rollouts 2")
      #expect(ending == .init(output: "", errors: "", code: 0), "\(line)")
    }
  }
}

extension ProgramFolder {
  fileprivate func results(_ options: String) throws -> Ending {
    try run("studies", "results " + options)
  }

  /// The row of joint training on bandits in `results.json`.
  fileprivate func row() throws -> [String: Any] {
    let report = try Self.object(try text("page/results.json"))
    let table = try #require((report["tables"] as? [[String: Any]])?.first)
    let families = try #require(table["families"] as? [[String: Any]])
    let family = try #require(
      families.first { $0["distribution"] as? String == "bandit/bernoulli" })
    let rows = try #require(family["rows"] as? [[String: Any]])
    return try #require(rows.first { $0["name"] as? String == "joint" })
  }

  /// The means that `fledge score` gave.
  fileprivate func scoredCurve(seed: Int) throws -> [Double] {
    let score = try Self.object(try text("runs/bandit-bernoulli/joint/\(seed)/score.json"))
    let curve = try #require(score["curve"] as? [[String: Any]])
    return curve.compactMap { $0["mean"] as? Double }
  }
}
