import Foundation
import TestSupport
import Testing

/// `benchmarks measure`: what it prints, compares and refuses.
struct MeasureTests {
  private static let subject = "tanh of 1,000 x 64 numbers, one thread"

  @Test func `a median lies within its spread, and the machine is named`() throws {
    let report = try ProgramFolder().measured("--repeats 3 --only tanh")
    #expect(report["format"] as? String == "fledge-benchmarks/2")
    let machine = try #require(report["machine"] as? [String: Any])
    #expect(machine["threads"] as? Int == machine["cores"] as? Int)
    for key in ["processor", "openBLASCore"] {
      #expect((machine[key] as? String)?.isEmpty == false, "\(key)")
    }
    let result = try #require((report["results"] as? [[String: Any]])?.first)
    let times = ["fastest", "median", "slowest"].compactMap { result[$0] as? Double }
    #expect(times.count == 3 && times == times.sorted() && times[0] > 0)
    let rate = try #require(result["rate"] as? Double)
    #expect(abs(rate * times[1] - 6.4e6) < 1)
  }

  @Test(arguments: [
    ("bandit,", "lane rounds"), ("cart-pole/physics, 1024 copies, one", "lane streams"),
    ("point-robot/goals, one", "lane rounds"),
  ])
  func `a subject is judged by its own bar, a share of a yardstick`(
    filter: String, yardstick: String
  ) throws {
    let report = try ProgramFolder().measured("--repeats 3 --only '\(filter)'")
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.count == 1)
    for result in results {
      let bar = try #require(result["bar"] as? [String: Any])
      #expect(bar["quantity"] as? String == "share")
      let bound = try #require(bar["atLeast"] as? Double)
      let share = try #require(result["share"] as? [String: Any])
      #expect(share["yardstick"] as? String == yardstick)
      let median = try #require(share["median"] as? Double)
      #expect(result["isMet"] as? Bool == (median >= bound))
    }
  }

  @Test func `a share is of products that are timed in turns`() throws {
    let report = try ProgramFolder().measured("--repeats 3 --only 2-64-64-2")
    let result = try #require((report["results"] as? [[String: Any]])?.first)
    let share = try #require(result["share"] as? [String: Any])
    let shares = ["lowest", "median", "highest"].compactMap { share[$0] as? Double }
    #expect(shares.count == 3 && shares == shares.sorted())
    // What the products allow cannot be beaten, unless the machine was taken away from them: it need
    // not have been undisturbed in each of three repeats.
    #expect(shares[0] > 0 && shares[0] < 1)
    #expect(share["yardstick"] as? String == "sgemm and tanh")
  }

  @Test(arguments: [(2.0, Int32(0)), (0.01, 1)])
  func `a comparison says how many times as good, and fails if asked`(
    factor: Double, code: Int32
  ) throws {
    let folder = try ProgramFolder()
    var report = try folder.measured("--repeats 3 --only tanh")
    var results = try #require(report["results"] as? [[String: Any]])
    let median = try #require(results[0]["median"] as? Double)
    // As if it had taken this many times as long before.
    results[0]["median"] = median * factor
    results.append(results[0].merging(["name": "tanh of old"]) { $1 })
    report["results"] = results
    try folder.write(JSONSerialization.data(withJSONObject: report), to: "before.json")
    let line = "measure --repeats 3 --only tanh --compare before.json"
    let free = try folder.run("benchmarks", line)
    #expect(free.code == 0)
    #expect(free.output.contains("compared with before.json: "))
    #expect(free.output.contains("tanh of old: only in before.json\n"))
    let judged = try folder.run("benchmarks", line + " --tolerance 0.5 --json")
    #expect(judged.code == code)
    #expect(
      judged.errors
        == (code == 0
          ? ""
          : "Error: Less than 0.5 times as good as in 'before.json': '\(Self.subject)'.\n"))
    let judgement = try JSONDecoder().decode(Judgement.self, from: Data(judged.output.utf8))
    let row = try #require(judgement.comparison.rows.first)
    #expect(row.old == median * factor)
    #expect(row.ratio == row.old / row.new)
  }

  /// What is read of a comparison, by a decoder that rounds as it should: the other is off by up to four
  /// units in the last place.
  private struct Judgement: Decodable {
    struct Comparison: Decodable { let rows: [Row] }
    struct Row: Decodable { let old, new, ratio: Double }

    let comparison: Comparison
  }

  @Test func `a run from before bars were shares can still be compared with`() throws {
    let folder = try ProgramFolder()
    var report = try folder.measured("--repeats 3 --only 'point-robot/goals, one'")
    var results = try #require(report["results"] as? [[String: Any]])
    results[0]["share"] = nil
    results[0]["bar"] = ["quantity": "rate", "atLeast": 50_000_000]
    report["results"] = results
    try folder.write(JSONSerialization.data(withJSONObject: report), to: "before.json")
    let ending = try folder.run(
      "benchmarks", "--repeats 3 --only 'point-robot/goals, one' --compare before.json")
    #expect(ending.code == 0, "\(ending.errors)")
    let row = try #require(ending.output.split(separator: "\n").last)
    // Without a share on both sides, median times are compared.
    #expect(row.contains(#/^point-robot/goals, one, step by step .* s +[0-9.]+$/#))
  }

  private static let advice = " Save a run with 'benchmarks measure --json >FILE'.\n"

  @Test(
    arguments: [
      (nil, "the file does not exist or cannot be read."),
      (
        "name,seconds\n",
        "it is not a JSON object with a 'format', but the output of 'benchmarks measure --json' is"
          + " needed."
      ),
      (
        #"{"format": "fledge-score/1"}"#,
        "it has format 'fledge-score/1', but 'fledge-benchmarks/2' is needed."
      ),
      (
        #"{"format": "fledge-benchmarks/2", "results": []}"#,
        "it has format 'fledge-benchmarks/2', but some of its figures are missing or not positive."
      ),
    ] as [(String?, String)])
  func `a file that cannot be compared with is refused before anything is timed`(
    content: String?, reason: String
  ) throws {
    let folder = try ProgramFolder()
    if let content { try folder.write(content.utf8, to: "before.json") }
    let ending = try folder.run("benchmarks", "measure --compare before.json")
    #expect(ending.code == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errors == "Error: Cannot compare with 'before.json': " + reason + Self.advice)
  }

  @Test(arguments: [
    (
      "measure --tolerance 0.9",
      "--tolerance needs a run to compare with: add --compare FILE. See 'benchmarks measure --help'.\n"
    ),
    (
      "measure --only nothing",
      "No subject's name contains 'nothing'; --list names them all. See 'benchmarks measure --help'.\n"
    ),
  ])
  func `wrong usage is explained`(line: String, words: String) throws {
    let ending = try ProgramFolder().run("benchmarks", line)
    #expect(ending == ProgramFolder.Ending(output: "", errors: words, code: 64))
  }

  @Test func `the list has every subject with its bar`() throws {
    let ending = try ProgramFolder().run("benchmarks", "measure --list")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first == "sgemm 2000x64x64, all threads")
    for (subject, bar) in [
      ("2-D navigation, MAML, adam, hidden 64-64", "≥ 50 %"),
      ("2-D navigation, MAML, trpo, hidden 64-64", "≥ 45 %"),
      ("2-D navigation, MAML, adam, hidden 100-100", "≥ 60 %"),
      ("2-D navigation, MAML, trpo, hidden 100-100", "≥ 45 %"),
      ("two threads over one, adam", "≥ 92 %"),
      ("memory of 64 times the tasks", "≤ 2 GB"),
    ] {
      #expect(lines.contains { $0.hasPrefix(subject) && $0.hasSuffix(bar) }, "\(subject)")
    }
    // No bar depends on how fast the machine is.
    let bars = lines.filter { $0.contains("≥") || $0.contains("≤") }
    #expect(bars.count > 20)
    #expect(bars.allSatisfy { $0.hasSuffix(" %") || $0.hasSuffix(" GB") })
  }

  @Test func `help lists the commands, and timing needs no command`() throws {
    let folder = try ProgramFolder()
    let help = try folder.run("benchmarks", "--help")
    #expect(help.code == 0 && help.output.contains("  measure "))
    #expect(try folder.run("benchmarks", "help count").output.contains("valgrind"))
    #expect(try folder.run("benchmarks", "--list") == folder.run("benchmarks", "measure --list"))
  }
}

extension ProgramFolder {
  /// Measures, and reads the object that is printed.
  fileprivate func measured(_ options: String) throws -> [String: Any] {
    try object("benchmarks", "measure --json " + options)
  }
}
