import Testing

/// Wrong usage and failures, as the caller of the program meets them: a line on standard error, nothing
/// on standard output, and an exit code.
struct UsageTests {
  @Test(arguments: [
    ("trian", "There is no command 'trian'. Did you mean 'train'? See 'fledge --help'."),
    (
      "train point-robot/goals --iteratons 3",
      "There is no option '--iteratons'. Did you mean '--iterations'? See 'fledge train --help'."
    ),
    (
      "score policy --split shift",
      "The value 'shift' is invalid for '--split <name>': it must be 'train', 'test' or"
        + " 'shifted'. Did you mean 'shifted'? See 'fledge score --help'."
    ),
    (
      "train",
      "Name what to train on, for instance 'fledge train point-robot/goals'; 'fledge list' shows"
        + " all. Or continue a run with --resume."
    ),
    (
      "describe pont-robot/goals",
      "There is no environment 'pont-robot'. Did you mean 'point-robot'? 'fledge list' shows all 4."
    ),
  ])
  func `wrong usage ends with 64`(line: String, words: String) throws {
    let fledge = try Fledge()
    expectFailure(try fledge(line), 64, words)
    #expect(try fledge.names() == [])
  }

  @Test(arguments: ["score nowhere", "adapt nowhere", "replay nowhere", "train --resume nowhere"])
  func `a failure ends with 1`(line: String) throws {
    let ending = try Fledge()(line)
    #expect(ending.code == 1 && ending.output == "")
    #expect(ending.errors.hasPrefix("Error: ") && ending.errors.contains("'nowhere'"))
    #expect(ending.errors.count { $0 == "\n" } == 1)
  }

  @Test(arguments: ["list --json", "describe bandit/bernoulli", "describe bandit/bernoulli --json"])
  func `results are on standard output alone`(line: String) throws {
    let ending = try Fledge()(line)
    #expect(ending.code == 0 && ending.errors == "" && ending.output.hasSuffix("\n"))
  }
}
