import Foundation
import TestSupport
import Testing

/// `benchmarks measure`, `kernel` and `count`: what they print, compare and refuse.
struct BenchmarksTests {
  private static let subject = "tanh of 1,000 x 64 numbers, one thread"

  @Test func `a median lies within its spread, and the machine is named`() throws {
    let report = try Fledge().measured("measure --repeats 3 --only tanh --json")
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

  @Test func `a subject is judged by its own bar`() throws {
    let report = try Fledge().measured("measure --repeats 3 --json --only bandit,")
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.count == 1)
    for result in results {
      let bar = try #require(result["bar"] as? [String: Any])
      #expect(bar["quantity"] as? String == "seconds")
      let bound = try #require(bar["atMost"] as? Double)
      let median = try #require(result["median"] as? Double)
      #expect(result["isMet"] as? Bool == (median <= bound))
    }
  }

  @Test func `a share is of products that are timed in turns`() throws {
    let report = try Fledge().measured("measure --repeats 3 --json --only 2-64-64-2")
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
    let fledge = try Fledge()
    let ending = try fledge.benchmarks("measure --repeats 3 --only tanh --json")
    var report = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    var results = try #require(report["results"] as? [[String: Any]])
    let median = try #require(results[0]["median"] as? Double)
    // As if it had taken so many times as long before.
    results[0]["median"] = median * factor
    results.append(results[0].merging(["name": "tanh of old"]) { $1 })
    report["results"] = results
    try fledge.write(JSONSerialization.data(withJSONObject: report), to: "before.json")
    let line = "measure --repeats 3 --only tanh --compare before.json"
    let free = try fledge.benchmarks(line)
    #expect(free.code == 0)
    #expect(free.output.contains("compared with before.json: "))
    #expect(free.output.contains("tanh of old: only in before.json\n"))
    let judged = try fledge.benchmarks(line + " --tolerance 0.5 --json")
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

  private static let advice = " Save a run with 'benchmarks measure --json >FILE'.\n"

  @Test(
    arguments: [
      (nil, "there is no such file that can be read."),
      (
        "name,seconds\n",
        "it is not a JSON object that names its format, but what 'benchmarks measure --json' prints is"
          + " needed."
      ),
      (
        #"{"format": "fledge-score/1"}"#,
        "it has format 'fledge-score/1', but 'fledge-benchmarks/2' is needed."
      ),
      (
        #"{"format": "fledge-benchmarks/2", "results": []}"#,
        "it says it has format 'fledge-benchmarks/2', but lacks parts of it, or has figures that are not"
          + " positive."
      ),
    ] as [(String?, String)])
  func `a file that cannot be compared with is refused before anything is timed`(
    content: String?, words: String
  ) throws {
    let fledge = try Fledge()
    if let content { try fledge.write(content.utf8, to: "before.json") }
    let ending = try fledge.benchmarks("measure --compare before.json")
    #expect(ending.code == 1)
    #expect(ending.output.isEmpty)
    #expect(ending.errors == "Error: Cannot compare with 'before.json': " + words + Self.advice)
  }

  @Test(arguments: [
    (
      "measure --tolerance 0.9",
      "--tolerance says how a comparison is judged, but there is no --compare. See 'benchmarks measure"
        + " --help'.\n"
    ),
    (
      "measure --only nothing",
      "No subject's name contains 'nothing'; --list names them all. See 'benchmarks measure --help'.\n"
    ),
  ])
  func `wrong usage has words of its own`(line: String, words: String) throws {
    let ending = try Fledge().benchmarks(line)
    #expect(ending == Fledge.Ending(output: "", errors: words, code: 64))
  }

  @Test func `the list has every subject, with what is asked of it`() throws {
    let ending = try Fledge().benchmarks("measure --list")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.first == "sgemm 2000x64x64, all threads")
    #expect(lines.last == "estimators on point-robot/goals")
    for (subject, bar) in [
      ("2-D navigation, MAML, adam, hidden 64-64", "≥ 50 %"),
      ("2-D navigation, MAML, trpo, hidden 64-64", "≥ 45 %"),
      ("2-D navigation, MAML, adam, hidden 100-100", "≥ 60 %"),
      ("2-D navigation, MAML, trpo, hidden 100-100", "≥ 45 %"),
      ("two threads over one, adam", "≥ 92 %"), ("fledge train", "≤ 0.150 s"),
      ("memory of 64 times the tasks", "≤ 2 GB"),
    ] {
      #expect(lines.contains { $0.hasPrefix(subject) && $0.hasSuffix(bar) }, "\(subject)")
    }
  }

  @Test func `a kernel is repeated as often as asked for`() throws {
    let fledge = try Fledge()
    func run(_ times: Int) throws -> [String: Any] {
      try fledge.measured("kernel tanh --times \(times)")
    }
    let (few, many) = (try run(10), try run(2000))
    #expect(few["unitCount"] as? Int == 64_000)
    #expect(many["times"] as? Int == 2000)
    let (short, long) = (few["seconds"] as? Double, many["seconds"] as? Double)
    #expect(try #require(long) > 20 * (try #require(short)))
    let ending = try fledge.benchmarks("kernel cosine")
    #expect(ending.code == 64)
    #expect(ending.errors.hasPrefix("There is no kernel 'cosine'; there are tanh, affine-tanh,"))
  }

  /// What it prints of a process that takes 1,000 instructions and 7 allocations to start, and of which
  /// each repeat takes 128,000 and, from the 12th on, 5 instead of 3.
  private static let valgrind = """
    #!/bin/bash
    for word; do [[ $before != --times ]] || times=$word; before=$word; done
    late=$((times > 12 ? times - 12 : 0))
    echo "==1== I   refs:      $(printf "%'d" $((1000 + 128000 * times)))" >&2
    echo "==1==     in use at exit: $((64 + 8 * times)) bytes in 3 blocks" >&2
    echo "==1==   total heap usage: $((7 + 3 * times + 2 * late)) allocs, 2 frees" >&2
    """

  @Test func `counts are differences of runs of different lengths`() throws {
    let fledge = try Fledge()
    try fledge.write(Self.valgrind.utf8, to: "valgrind")
    let ending = try fledge.shell(
      "chmod +x valgrind; PATH=$PWD:$PATH \(Fledge.benchmarks) count --only tanh --json")
    #expect(ending.code == 0, "\(ending.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
    #expect(report["format"] as? String == "fledge-benchmark-counts/1")
    let counts = try #require(report["counts"] as? [[String: Any]])
    let tanh = try #require(counts.first { $0["name"] as? String == "tanh" })
    #expect(tanh["instructions"] as? Double == 2)
    #expect(tanh["allocations"] as? Double == 5)
    #expect(tanh["allocationGrowth"] as? Double == 2)
    #expect(tanh["bytesKept"] as? Double == 8)
  }

  @Test func `counts without valgrind say what to do`() throws {
    let fledge = try Fledge()
    try fledge.write("#!/bin/bash\necho no such instruction >&2\nexit 132\n".utf8, to: "valgrind")
    let ending = try fledge.shell(
      "chmod +x valgrind; PATH=$PWD:$PATH \(Fledge.benchmarks) count --only philox")
    #expect(ending.code == 1)
    #expect(
      ending.errors
        == "Error: Counting 'philox': it ended with code 132: no such instruction. Valgrind has to be"
        + " installed, and does not know all instructions of new processors: 'make bench-counts'"
        + " builds for one that it knows.\n")
  }
}

extension Fledge {
  /// The benchmark program beside the test bundle.
  fileprivate static let benchmarks = URL(fileURLWithPath: program).deletingLastPathComponent()
    .appendingPathComponent("benchmarks").path

  /// Runs the benchmark program.
  fileprivate func benchmarks(_ line: String) throws -> Ending {
    try shell("\(Self.benchmarks) \(line)")
  }

  /// Runs it and reads the object it prints.
  fileprivate func measured(_ line: String) throws -> [String: Any] {
    let ending = try benchmarks(line)
    try #require(ending.code == 0, "\(ending.errors)")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any])
  }
}
