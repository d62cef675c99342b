import Arguments
import Testing

/// Command lines that end with a message on standard error, and the exact message.
struct ErrorMessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let expected: String
    var exitCode = ExitCode.wrongUsage

    var testDescription: String { "fledge \(line)" }

    init(_ line: String, _ expected: String, exitCode: ExitCode = .wrongUsage) {
      self.line = line
      self.expected = expected
      self.exitCode = exitCode
    }
  }

  static let commands = [
    Case("scoer", "There is no command 'scoer'. Did you mean 'score'? See 'fledge --help'."),
    Case("simulate", "There is no command 'simulate'. See 'fledge --help'."),
    Case("hepl", "There is no command 'hepl'. Did you mean 'help'? See 'fledge --help'."),
    Case(
      "help scoer", "There is no command 'scoer'. Did you mean 'score'? See 'fledge --help'."),
    Case(
      "help score train",
      "Unexpected argument 'train': 'fledge' takes only '<command>'. See 'fledge --help'."),
    Case(
      "--versoin",
      "There is no option '--versoin' before a command. Did you mean '--version'? "
        + "See 'fledge --help'."),
    Case(
      "--json score a", "There is no option '--json' before a command. See 'fledge --help'."),
  ]

  static let options = [
    Case(
      "score a --splt test",
      "There is no option '--splt'. Did you mean '--split'? See 'fledge score --help'."),
    Case(
      "score a -json",
      "There is no option '-json'. Did you mean '--json'? See 'fledge score --help'."),
    Case(
      "train a --learning-rate=0.1",
      "There is no option '--learning-rate'. Did you mean '--inner-learning-rate'? "
        + "See 'fledge train --help'."),
    Case("score a --verbose", "There is no option '--verbose'. See 'fledge score --help'."),
    Case(
      "score a --json=yes",
      "Unexpected value 'yes': '--json' takes none. See 'fledge score --help'."),
    Case(
      "score a --split",
      "Missing value for '--split <name>': nothing follows it. See 'fledge score --help'."),
    Case(
      "score a --split --json",
      "Missing value for '--split <name>': '--json' follows it, but looks like an option. "
        + "See 'fledge score --help'."),
    Case(
      "score a --split -- test",
      "Missing value for '--split <name>': '--' follows it, but looks like an option. "
        + "See 'fledge score --help'."),
    Case(
      "score a --split test --split=train",
      "The option '--split <name>' is given twice, as 'test' and 'train', but may be given "
        + "only once. See 'fledge score --help'."),
    Case(
      "train a",
      "Missing option '--output <folder>': The run folder, which must not exist yet. "
        + "See 'fledge train --help'."),
  ]

  static let arguments = [
    Case(
      "score --json",
      "Missing argument '<policy>': Path of a policy file, or the name of one in Policies/. "
        + "See 'fledge score --help'."),
    Case(
      "train --output b",
      "Missing argument '<distribution>': Where tasks come from: 'fledge list' shows all. "
        + "See 'fledge train --help'."),
    Case(
      "list all",
      "Unexpected argument 'all': 'fledge list' takes no arguments. See 'fledge list --help'."),
    Case(
      "train a b",
      "Unexpected argument 'b': 'fledge train' takes only '<distribution>'. "
        + "See 'fledge train --help'."),
    Case(
      "adapt a 1 2 -- --x",
      "Unexpected argument '--x': 'fledge adapt' takes only '<policy>', '<step>' and '<note>'. "
        + "See 'fledge adapt --help'."),
  ]

  static let values = [
    Case(
      "train a --inner-steps 0",
      "The value '0' is invalid for '--inner-steps <count>': it must be at least 1. "
        + "See 'fledge train --help'."),
    Case(
      "train a --inner-steps few",
      "The value 'few' is invalid for '--inner-steps <count>': it must be a whole number. "
        + "See 'fledge train --help'."),
    Case(
      "train a --inner-steps=",
      "The value '' is invalid for '--inner-steps <count>': it must be a whole number. "
        + "See 'fledge train --help'."),
    Case(
      "train a --inner-steps 99999999999999999999",
      "The value '99999999999999999999' is invalid for '--inner-steps <count>': it must be "
        + "between -9223372036854775808 and 9223372036854775807. See 'fledge train --help'."),
    Case(
      "train a --seed -1",
      "The value '-1' is invalid for '--seed <number>': it must be between 0 and "
        + "18446744073709551615. See 'fledge train --help'."),
    Case(
      "train a --discount 1.5",
      "The value '1.5' is invalid for '--discount <factor>': it must be between 0 and 1. "
        + "See 'fledge train --help'."),
    Case(
      "train a --discount nan",
      "The value 'nan' is invalid for '--discount <factor>': it must be a finite number. "
        + "See 'fledge train --help'."),
    Case(
      "train a --inner-learning-rate 0",
      "The value '0' is invalid for '--inner-learning-rate <rate,...>': it must be greater "
        + "than 0. See 'fledge train --help'."),
    Case(
      "train a --hidden 64,0",
      "The value '64,0' is invalid for '--hidden <units,...>': '0' must be at least 1. "
        + "See 'fledge train --help'."),
    Case(
      "train a --hidden 64,,64",
      "The value '64,,64' is invalid for '--hidden <units,...>': '' must be a whole number. "
        + "See 'fledge train --help'."),
    Case(
      "train a --inner-learning-rate 1,inf",
      "The value '1,inf' is invalid for '--inner-learning-rate <rate,...>': in 'inf', it must "
        + "be a finite number. See 'fledge train --help'."),
    Case(
      "train a --learner mmal",
      "The value 'mmal' is invalid for '--learner <name>': it must be 'maml', 'reptile' or "
        + "'first-order'. Did you mean 'maml'? See 'fledge train --help'."),
    Case(
      "score a --split holdout",
      "The value 'holdout' is invalid for '--split <name>': it must be 'train', 'test' or "
        + "'shifted'. See 'fledge score --help'."),
    Case(
      "adapt a 10",
      "The value '10' is invalid for '<step>': it must be at least 0 and less than 10. "
        + "See 'fledge adapt --help'."),
    Case(
      "adapt a --x 6",
      "The value '6' is invalid for '--x <metres>': it must be at most 5. "
        + "See 'fledge adapt --help'."),
    Case(
      "adapt a --task gravity",
      "The value 'gravity' is invalid for '--task <parameter=number>': it must be a parameter "
        + "and a number, such as 'gravity=9.8'. See 'fledge adapt --help'."),
    Case(
      "adapt a --task seed=3",
      "The value 'seed=3' is invalid for '--task <parameter=number>': 'seed' is not a parameter "
        + "of a task. See 'fledge adapt --help'."),
  ]

  static let commandErrors = [
    Case(
      "train a --output b --inner-steps 3 --inner-learning-rate 1,2",
      "'--inner-learning-rate' has 2 numbers, but '--inner-steps' is 3. See 'fledge train --help'."
    ),
    Case(
      "adapt a 1 unknown",
      "The value 'mass=1' is invalid for '--task <parameter=number>': cart-pole has no 'mass'. "
        + "See 'fledge adapt --help'."),
    Case("fail usage", "Nothing to fail at. See 'fledge fail --help'."),
    Case("fail pointed", "Nothing to fail at. See 'fledge list'."),
    Case(
      "fail described", "Error: Cannot read 'a.policy': it is empty, but a policy has a header.",
      exitCode: .failed),
    Case("fail plain", "Error: Plain(number: 3)", exitCode: .failed),
    Case("fail interrupted", "", exitCode: .interrupted),
  ]

  @Test(arguments: commands + options + arguments + values + commandErrors)
  func `has the exact words and exit code`(_ wrong: Case) {
    let expected = Message(wrong.expected, on: .standardError, exitCode: wrong.exitCode)
    #expect(ending(of: wrong.line) == expected)
  }

  @Test func `the first mistake on the line is the one reported`() {
    #expect(ending(of: "score --splt --jsno").text.hasPrefix("There is no option '--splt'."))
    #expect(ending(of: "train --inner-steps 0").text.hasPrefix("The value '0' is invalid"))
  }
}
