import Testing

/// The options of learners: which are refused, with the whole text, and which go together.
struct LearnerUsageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let line: String
    let words: String

    var testDescription: String { "fledge train \(line)" }

    init(_ line: String, _ words: String) {
      self.line = line
      self.words = words + " See 'fledge train --help'."
    }

    /// An option that changes nothing on navigation.
    init(_ options: String, unused option: String, _ reason: String) {
      self.init("\(goals) \(options)", "'--\(option)' changes nothing here: \(reason).")
    }

    /// An option about meta-gradients for a learner that takes none.
    init(_ learner: String, withoutUseFor option: String, _ value: String = "") {
      self.init(
        "\(goals) --learner \(learner) --\(option) \(value)",
        "'--learner \(learner)' does not differentiate through adaptation, so it has no use for"
          + " '--\(option)'. Leave that out, or use --learner maml.")
    }
  }

  private static let goals = "point-robot/goals"
  private static let learners =
    "it must be 'maml', 'fomaml', 'reptile', 'meta-sgd', 'anil', 'cavia', 'joint' or 'rl2'."
  private static let oneStep =
    "it must be between 1 and 100, since adapting takes a step ('--learner joint' trains without"
    + " any)."

  static let names = [
    Case(
      "\(goals) --learner reptil",
      "The value 'reptil' is invalid for '--learner <name>': \(learners) Did you mean 'reptile'?"),
    Case(
      "\(goals) --learner mmal",
      "The value 'mmal' is invalid for '--learner <name>': \(learners) Did you mean 'maml'?"),
    Case(
      "\(goals) --estimator dic",
      "The value 'dic' is invalid for '--estimator <name>': it must be 'log-likelihood',"
        + " 'likelihood-ratio' or 'dice'. Did you mean 'dice'?"),
    Case(
      "\(goals) --outer promb",
      "The value 'promb' is invalid for '--outer <name>': it must be 'trpo', 'adam', 'ppo' or"
        + " 'promp'. Did you mean 'promp'?"),
    Case(
      "\(goals) --baseline constnt",
      "The value 'constnt' is invalid for '--baseline <name>': it must be 'linear', 'mean' or"
        + " 'constant'. Did you mean 'constant'?"),
  ]

  static let numbers = [
    Case(
      "\(goals) --inner-steps 0", "The value '0' is invalid for '--inner-steps <count>': \(oneStep)"
    ),
    Case(
      "\(goals) --inner-steps 101",
      "The value '101' is invalid for '--inner-steps <count>': \(oneStep)"),
    Case(
      "\(goals) --outer ppo --epochs 0",
      "The value '0' is invalid for '--epochs <count>': it must be between 1 and 1000."),
    Case(
      "\(goals) --outer ppo --clip 0",
      "The value '0' is invalid for '--clip <number>': it must be greater than 0."),
    Case(
      "\(goals) --outer promp --inner-kl-penalty -1",
      "The value '-1' is invalid for '--inner-kl-penalty <number>': it must be at least 0."),
    Case(
      "\(goals) --learner meta-sgd --rate-learning-rate -1",
      "The value '-1' is invalid for '--rate-learning-rate <rate>': it must be at least 0."),
    Case(
      "\(goals) --learner cavia --context-size 5000",
      "The value '5000' is invalid for '--context-size <count>': it must be between 1 and 4096."),
  ]

  static let combinations = [
    Case(
      "\(goals) --learner reptile --inner-steps 1",
      "Reptile with one inner step is joint training: the parameters move along the mean policy"
        + " gradient. Give --inner-steps 2 or more, or --learner joint."),
    Case(
      "\(goals) --learner reptile --outer trpo",
      "'--outer trpo' has nothing to ascend with '--learner reptile', which moves towards adapted"
        + " parameters and has no outer objective. Use --outer adam."),
    Case(
      "bandit/bernoulli --learner anil --hidden 0",
      "'--learner anil' adapts the last layer alone, but without hidden layers that is the whole"
        + " policy. Give --hidden, or use --learner maml."),
    Case(
      "\(goals) --learner joint --outer promp",
      "'--outer promp' is '--outer ppo' with a penalty on inner steps, but '--learner joint' trains"
        + " without them. Use --outer ppo."),
    Case(
      "\(goals) --score-function-term --outer ppo",
      "The score-function term has no clipped form, so '--outer ppo' cannot take several steps on it."
        + " Use --outer adam or trpo."),
    Case(
      "\(goals) --score-function-term --tasks 1",
      "The score-function term weighs a task's rollouts by how its return compares with those of the"
        + " other tasks, but there is only one task per iteration. Give --tasks 2 or more."),
    Case(
      "\(goals) --score-function-term --estimator likelihood-ratio",
      "'--score-function-term' and '--estimator likelihood-ratio' both count how the parameters"
        + " change the distribution of the rollouts, and together they count it twice. Use --estimator"
        + " log-likelihood or --first-order, or leave the term out."),
    Case(
      "\(goals) --learner meta-sgd --learn-inner-learning-rate",
      "'--learner meta-sgd' learns a rate for every parameter already, so a learned rate for each"
        + " step adds nothing. Leave out --learn-inner-learning-rate, or use --learner maml."),
    Case(
      "\(goals) --minimum-standard-deviation 2",
      "The first standard deviation is 0.4, but it must lie between its limits, 2.0 and 10.0. Change"
        + " --initial-standard-deviation or the limits."),
  ]

  static let withoutMetaGradient = ["reptile", "joint"].flatMap { learner in
    [
      Case(learner, withoutUseFor: "estimator", "dice"),
      // Also if it is the one that others have by default.
      Case(learner, withoutUseFor: "estimator", "likelihood-ratio"),
      Case(learner, withoutUseFor: "first-order"), Case(learner, withoutUseFor: "whole-trial"),
      Case(learner, withoutUseFor: "score-function-term"),
      Case(learner, withoutUseFor: "learn-inner-learning-rate"),
    ]
  }

  static let unused = [
    Case("--context-size 4", unused: "context-size", "only --learner cavia uses it"),
    Case(
      "--learner fomaml --first-order", unused: "first-order",
      "--learner fomaml is of first order already"),
    Case(
      "--outer trpo --outer-learning-rate 0.1", unused: "outer-learning-rate",
      "--outer trpo goes as far as --max-kl allows"),
    Case(
      "--learner fomaml --rate-learning-rate 0.1", unused: "rate-learning-rate",
      "only --learner meta-sgd and --learn-inner-learning-rate learn rates"),
    Case(
      "--learner meta-sgd --outer trpo --rate-learning-rate 0.1", unused: "rate-learning-rate",
      "--outer trpo goes as far as --max-kl allows"),
    Case("--max-kl 0.1", unused: "max-kl", "only --outer trpo uses it"),
    Case("--curvature-share 0.5", unused: "curvature-share", "only --outer trpo uses it"),
    Case("--epochs 5", unused: "epochs", "only --outer ppo and promp use it"),
    Case("--outer trpo --clip 0.2", unused: "clip", "only --outer ppo and promp use it"),
    Case(
      "--outer ppo --inner-kl-penalty 0.1", unused: "inner-kl-penalty", "only --outer promp uses it"
    ),
    Case(
      "--baseline-constant 1", unused: "baseline-constant", "only --baseline constant uses it"),
    Case(
      "--hidden 0 --activation relu", unused: "activation",
      "only hidden layers use it, and there are none"),
  ]

  /// Those of continuous actions where actions are choices.
  static let deviations = ["initial", "minimum", "maximum"].map {
    Case(
      "bandit/bernoulli --\($0)-standard-deviation 1",
      "'--\($0)-standard-deviation' changes nothing here: only continuous actions use it, and these"
        + " are choices.")
  }

  @Test(
    arguments: names + numbers + combinations + withoutMetaGradient + unused + deviations)
  func `what cannot be meant is answered in one line`(wrong: Case) throws {
    let workspace = try Workspace()
    expectFailure(try workspace("train " + wrong.line), 64, wrong.words)
    #expect(try workspace.names() == [])
  }

  static let right = [
    "\(goals) --estimator dice --first-order",
    "\(goals) --learner fomaml --estimator log-likelihood",
    "\(goals) --score-function-term --outer trpo --tasks 2",
    "\(goals) --learner joint --outer ppo --epochs 2 --clip 0.1",
    "\(goals) --learner meta-sgd --rate-learning-rate 0",
    "\(goals) --learn-inner-learning-rate --rate-learning-rate 0.02",
    "\(goals) --outer promp --inner-kl-penalty 0 --epochs 3",
    "\(goals) --baseline constant --baseline-constant -30 --unnormalized-advantages",
    "\(goals) --minimum-standard-deviation 0.4 --maximum-standard-deviation 0.4",
    "\(goals) --learner cavia --context-size 3 --hidden 0",
    "\(goals) --learner reptile --inner-steps 2 --outer adam",
  ]

  @Test(arguments: right)
  func `what makes sense trains`(line: String) throws {
    let ending = try Workspace()("train \(line) --iterations 1 --rollouts 2 --quiet --output run")
    #expect(ending == .init(output: "", errors: "", code: 0))
  }

  /// The settings in a run's configuration, by the names of parts and settings with dots between them.
  private func settings(of configuration: String) throws -> [String: Any] {
    let settings = try #require(try jsonObject(configuration)["settings"] as? [String: Any])
    var result: [String: Any] = [:]
    for (name, value) in settings {
      if let part = value as? [String: Any] {
        for (inner, value) in part { result["\(name).\(inner)"] = value }
      } else {
        result[name] = value
      }
    }
    return result
  }

  @Test func `options arrive in the settings`() throws {
    let workspace = try Workspace()
    let given = [
      ("--learner cavia", "learner"), ("--context-size 3", "contextSize"), ("--tasks 4", "tasks"),
      ("--rollouts 2", "rollouts"), ("--inner-steps 2", "inner.steps"),
      ("--inner-learning-rate-decay 0.25", "inner.decay"),
      ("--estimator dice", "metaGradient.estimator"),
      ("--outer promp", "outer.step"), ("--outer-learning-rate 0.004", "outer.learningRate"),
      ("--rate-learning-rate 0.02", "outer.rateLearningRate"), ("--epochs 2", "outer.epochs"),
      ("--clip 0.3", "outer.clip"), ("--inner-kl-penalty 0.25", "outer.innerDivergencePenalty"),
      ("--baseline constant", "advantages.baseline"),
      ("--baseline-constant -3.5", "advantages.baselineConstant"),
      ("--discount 0.75", "advantages.discount"), ("--lambda 0.5", "advantages.lambda"),
      ("--activation relu", "policy.activation"),
      ("--initial-standard-deviation 0.5", "policy.initialStandardDeviation"),
      ("--minimum-standard-deviation 0.125", "policy.minimumStandardDeviation"),
      ("--maximum-standard-deviation 2.5", "policy.maximumStandardDeviation"),
    ]
    let flags = [
      ("--learn-inner-learning-rate", "inner.learnsRates", true),
      ("--first-order", "metaGradient.isFirstOrder", true),
      ("--whole-trial", "metaGradient.countsWholeTrial", true),
      ("--unnormalized-advantages", "advantages.isNormalized", false),
    ]
    let line = (given.map(\.0) + flags.map(\.0)).joined(separator: " ")
    let ending = try workspace("train \(Self.goals) \(line) --iterations 1 --quiet --output run")
    try #require(ending == .init(output: "", errors: "", code: 0))
    let settings = try settings(of: try workspace.text("run/config.json"))
    for (option, name) in given {
      let value = try #require(option.split(separator: " ").last.map(String.init))
      let found = settings[name]
      #expect(found as? String == value || found as? Double == Double(value), "\(option)")
    }
    for (option, name, value) in flags { #expect(settings[name] as? Bool == value, "\(option)") }
  }

  /// A learner where a default of the distribution would not do, and what it has instead.
  @Test func `defaults make way for the learner`() throws {
    let workspace = try Workspace()
    func setting(_ name: String, _ line: String) throws -> Any? {
      try? workspace.remove("run")
      let ending = try workspace("train \(line) --tasks 2 --iterations 1 --quiet --output run")
      try #require(ending == .init(output: "", errors: "", code: 0))
      return try settings(of: try workspace.text("run/config.json"))[name]
    }
    // Conditions on meta-gradients that suit a distribution are not for learners without them.
    #expect(try setting("policy.hidden", "tabular-mdp/dirichlet --learner joint") as? [Int] == [])
    for learner in ["maml", "cavia"] {
      #expect(try setting("policy.hidden", "bandit/bernoulli --learner \(learner)") as? [Int] == [])
    }
    let hidden = try setting("policy.hidden", "bandit/bernoulli --learner anil") as? [Int]
    #expect(hidden?.isEmpty == false)
    #expect(try setting("inner.steps", "\(Self.goals) --learner maml") as? Int == 3)
    #expect(try setting("inner.steps", "\(Self.goals) --learner fomaml") as? Int == 1)
    let steps = try #require(try setting("inner.steps", "\(Self.goals) --learner reptile") as? Int)
    #expect(steps >= 2)
  }

  @Test(arguments: ["maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint"])
  func `every learner trains, goes on, and adapts by more steps than in training`(
    learner: String
  ) throws {
    let workspace = try Workspace()
    for distribution in [Self.goals, "cart-pole/reversed"] {
      try? workspace.remove("run")
      try workspace.train(distribution, into: "run", "--learner \(learner)")
      #expect(try workspace("train --resume run --iterations 4 --quiet").code == 0)
      let ending = try workspace(
        "score run --tasks 3 --steps 5 --inner-learning-rate-decay 0.9 --json")
      #expect(ending.errors == "" && ending.code == 0)
      let curve = try #require(try jsonObject(ending.output)["curve"] as? [[String: Any]])
      #expect(curve.count == 6 && curve.allSatisfy { $0["mean"] is Double })
      let task = distribution == Self.goals ? "--task goalX=0.2" : "--task forceSign=-1"
      #expect(try workspace("adapt run \(task) --steps 5 --inner-learning-rate 0.3,0.2").code == 0)
    }
  }
}
