import Testing

/// Command lines that cannot be meant, the whole text that answers them, and exit code 64.
struct WrongUsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let words: String

    var testDescription: String { "fledge \(line)" }

    init(_ line: String, _ words: String) {
      self.line = line
      self.words = words
    }
  }

  static let names = [
    Case("trian", "There is no command 'trian'. Did you mean 'train'? See 'fledge --help'."),
    Case(
      "train point-robot/goals --iteratons 3",
      "There is no option '--iteratons'. Did you mean '--iterations'? See 'fledge train --help'."),
    Case(
      "train pont-robot/goals",
      "There is no environment 'pont-robot'. Did you mean 'point-robot'? 'fledge list' shows all"
        + " 4."),
    Case(
      "describe cart-pole",
      "'cart-pole' is an environment; which of its distributions? Use 'cart-pole/physics',"
        + " 'cart-pole/reversed', 'cart-pole/target', 'cart-pole/swing-up' or"
        + " 'cart-pole/continuous'. See 'fledge describe --help'."),
    Case(
      "describe cart-pole/phisics",
      "There is no distribution 'phisics' of 'cart-pole'. Did you mean 'physics'? It has 'physics',"
        + " 'reversed', 'target', 'swing-up' and 'continuous'; 'fledge list' shows all."),
    Case(
      "describe bandit/bernoulli --option arm=3",
      "There is no option 'arm'. Did you mean 'arms'? 'bandit' has 'arms' and 'pulls'."
        + " See 'fledge describe --help'."),
    Case(
      "train cart-pole/physics --option arms=3",
      "There is no option 'arms': 'cart-pole' has no options. See 'fledge train --help'."),
    Case(
      "train cart-pole/physics --vary gravty=5...15",
      "There is no parameter 'gravty'. Did you mean 'gravity'? 'cart-pole' has 'gravity',"
        + " 'cartMass', 'poleMass', 'poleHalfLength', 'forceMagnitude' and 'forceSign'."
        + " See 'fledge train --help'."),
    Case(
      "score policy --split shift",
      "The value 'shift' is invalid for '--split <name>': it must be 'train', 'test' or"
        + " 'shifted'. Did you mean 'shifted'? See 'fledge score --help'."),
  ]

  static let ranges = [
    Case(
      "describe cart-pole/physics --vary gravity=15...5",
      "The value '15...5' is invalid for the parameter 'gravity': the lower end must come first:"
        + " 5...15. See 'fledge describe --help'."),
    Case(
      "describe cart-pole/physics --vary gravity=5...5",
      "The value '5...5' is invalid for the parameter 'gravity': the ends must differ; for one"
        + " value write gravity=5. See 'fledge describe --help'."),
    Case(
      "describe cart-pole/physics --vary gravity=5...inf",
      "The value '5...inf' is invalid for the parameter 'gravity': every number must be finite."
        + " See 'fledge describe --help'."),
    Case(
      "train cart-pole/physics --vary poleMass=-1...1",
      "The value '-1' is invalid for the parameter 'poleMass': it must lie in 0.001...100."
        + " See 'fledge train --help'."),
    Case(
      "train cart-pole/physics --fix gravity=nan",
      "The value 'nan' is invalid for the parameter 'gravity': every number must be finite."
        + " See 'fledge train --help'."),
    Case(
      "train cart-pole/physics --vary gravity=1...3 --fix gravity=4",
      "The parameter 'gravity' is given twice. Name it once. See 'fledge train --help'."),
    Case(
      "describe bandit/bernoulli --option arms=1",
      "The value '1' is invalid for the option 'arms': it must be a whole number from 2 to 50."
        + " See 'fledge describe --help'."),
    Case(
      "describe bandit/bernoulli --option arms",
      "The value 'arms' is invalid for '--option <name=value>': it must be a name and a value,"
        + " as in arms=10. See 'fledge describe --help'."),
    Case(
      "describe bandit/bernoulli --option arms=3 --option arms=4",
      "The value 'arms=4' is invalid for '--option <name=value>': 'arms' is given twice."
        + " See 'fledge describe --help'."),
  ]

  static let counts = [
    Case(
      "train point-robot/goals --iterations 0",
      "The value '0' is invalid for '--iterations <count>': it must be between 1 and 1000000000."
        + " See 'fledge train --help'."),
    Case(
      "train point-robot/goals --tasks -5",
      "The value '-5' is invalid for '--tasks <count>': it must be between 1 and 100000."
        + " See 'fledge train --help'."),
    Case(
      "train point-robot/goals --rollouts 9223372036854775807",
      "The value '9223372036854775807' is invalid for '--rollouts <count>': it must be between 1"
        + " and 100000. See 'fledge train --help'."),
    Case(
      "train point-robot/goals --threads 0",
      "The value '0' is invalid for '--threads <count>': it must be between 1 and 1024."
        + " See 'fledge train --help'."),
    Case(
      "train point-robot/goals --hidden 1000000000",
      "The value '1000000000' is invalid for '--hidden <units,...>': it must be between 0 and"
        + " 4096. See 'fledge train --help'."),
    Case(
      "train point-robot/goals --hidden 64,0",
      "The value '64,0' is invalid for '--hidden <units,...>': 0, for no hidden layers, must stand"
        + " alone. See 'fledge train --help'."),
    Case(
      "train cart-pole/physics --tasks 100000 --rollouts 100000 --inner-steps 1",
      "One iteration could take 10000000000000 environment steps (100000 tasks, 100000 rollouts, 2"
        + " stages of 500 steps), but at most 100000000 are supported. Give fewer --tasks or"
        + " --rollouts. See 'fledge train --help'."),
    Case(
      "train cart-pole/physics --hidden 4096,4096,4096,4096,4096",
      "The policy would have 67153922 parameters, but at most 50000000 are supported. Give fewer or"
        + " narrower layers with --hidden. See 'fledge train --help'."),
    Case(
      "train point-robot/goals --hidden 4096,4096 --inner-steps 20",
      "One iteration would keep 14785580480 numbers (20 tasks, 21 stages of 16801796 parameters), but at"
        + " most 2000000000 are supported. Give fewer --tasks or --inner-steps, or narrower layers with"
        + " --hidden. See 'fledge train --help'."),
    Case(
      "score policy --tasks 0",
      "The value '0' is invalid for '--tasks <count>': it must be between 1 and 100000."
        + " See 'fledge score --help'."),
    Case(
      "adapt policy --steps -1",
      "The value '-1' is invalid for '--steps <count>': it must be between 0 and 1000."
        + " See 'fledge adapt --help'."),
  ]

  static let combinations = [
    Case(
      "train",
      "Name what to train on, for instance 'fledge train point-robot/goals'; 'fledge list' shows"
        + " all. Or continue a run with --resume."),
    Case("adapt --task goalX=0.3", missingPolicy(of: "adapt")),
    Case("train --resume runs/nav --seed 1", onlyFewWithResume),
    Case("train --resume runs/nav --fix gravity=9", onlyFewWithResume),
    Case("train point-robot/goals --resume runs/nav", onlyFewWithResume),
    Case("train --resume runs/nav --first-order", onlyFewWithResume),
  ]

  @Test(arguments: names + ranges + counts + combinations)
  func `wrong usage is answered in one line`(wrong: Case) throws {
    let workspace = try Workspace()
    expectFailure(try workspace(wrong.line), 64, wrong.words)
    #expect(try workspace.names() == [])
  }

  @Test(arguments: ["1e300", "1e-300"])
  func `numbers that single precision cannot hold are wrong usage`(number: String) throws {
    let workspace = try Workspace()
    for option in ["inner-learning-rate", "initial-standard-deviation"] {
      let ending = try workspace("train point-robot/goals --\(option) \(number) --output run")
      #expect(ending.code == 64)
      #expect(ending.errors.hasPrefix("With these "))
      #expect(try workspace.names() == [])
    }
  }

  private static func missingPolicy(of command: String) -> String {
    "Missing argument '<policy>': Path of a policy file or run folder, or the name of one in"
      + " Policies/. See 'fledge \(command) --help'."
  }

  private static let onlyFewWithResume =
    "With --resume the distribution, the folder, the seed and all settings come from the run; only"
    + " --iterations, --environment-steps, --checkpoint-every, --threads and --quiet may be given."
    + " See 'fledge train --help'."
}
