extension PublishedTable {
  /// The options of MAML on a bandit, and the published number.
  private struct BanditLearner {
    let arms: Int
    /// Pulls of an episode; a step follows each episode but the last.
    let pulls: Int
    let options: [String]
    let published: String
  }

  /// The options they share: one episode per step, advantages against a constant, and an objective over
  /// the whole trial.
  private static let banditOptions = [
    "--rollouts", "1", "--baseline", "constant", "--unnormalized-advantages", "--whole-trial",
    "--learn-inner-learning-rate", "--score-function-term", "--outer-learning-rate", "0.0001",
  ]

  /// Rates that rise over 49 steps of two pulls, from a search over schedules.
  private static let slowlyRising =
    "1.9,1.96,2.01,2.07,2.13,2.19,2.25,2.32,2.39,2.46,2.53,2.6,2.68,2.75,2.83,2.92,3,3,3,3,3,3,3,3,3"
    + ",3,3,3,3,3,3,3,3,3.1,3.2,3.3,3.41,3.52,3.63,3.75,3.87,4,4.13,4.26,4.4,4.54,4.69,4.84,5"

  private static let banditLearnersOf100 = [
    BanditLearner(
      arms: 5, pulls: 2,
      options: [
        "--estimator", "log-likelihood", "--baseline-constant", "0.74", "--inner-learning-rate",
        slowlyRising, "--tasks", "100", "--iterations", "10", "--rate-learning-rate", "0.002",
      ], published: "67.1 ± 1.1"),
    BanditLearner(
      arms: 10, pulls: 2,
      options: [
        "--estimator", "log-likelihood", "--baseline-constant", "0.8", "--inner-learning-rate",
        "3", "--tasks", "100", "--iterations", "10", "--rate-learning-rate", "0.002",
      ], published: "70.1 ± 0.6"),
    BanditLearner(
      arms: 50, pulls: 5,
      options: [
        "--estimator", "log-likelihood", "--baseline-constant", "0.72", "--inner-learning-rate",
        "17", "--tasks", "100", "--iterations", "20", "--rate-learning-rate", "0.002",
      ], published: "70.3 ± 0.4"),
  ]

  /// MAML on bandits.
  static let banditLearners = PublishedTable(
    name: "bandit-learners", title: "Bernoulli bandits: MAML",
    introduction: """
      Mishra et al. 2018 (SNAIL), table 3 (<https://arxiv.org/abs/1707.03141>): mean total reward \
      over 100 pulls. The paper does not say how pulls are counted. Here every pull of the trial \
      counts, those spent on adapting included; the 100 pulls are 50 episodes of 2 (20 of 5 with 50 \
      arms), with an adaptation step after each but the last. The untrained row is the policy before training with \
      its best single learning rate.
      """,
    runs: banditLearnersOf100.map { learner in
      let steps = 100 / learner.pulls - 1
      let setting = "n = 100, k = \(learner.arms)"
      return PublishedRun(
        name: "maml-\(learner.arms)",
        training: [
          "bandit/bernoulli", "--option", "arms=\(learner.arms)", "--option",
          "pulls=\(learner.pulls)", "--inner-steps", "\(steps)",
        ] + banditOptions + learner.options,
        seeds: [1], score: ["--tasks", "4000"],
        lines: [
          PublishedLine(
            label: "MAML, \(setting)", published: learner.published, quantity: .trial(over: 1)),
          PublishedLine(
            label: "untrained, \(setting)", published: "-", quantity: .untrainedTrial(over: 1)),
        ])
    })

  /// MAML and reference players on the tabular MDP.
  static let tabularMDP = PublishedTable(
    name: "tabular-mdp", title: "Tabular MDP",
    introduction: """
      Duan et al. 2016, table 2, and Mishra et al. 2018, table 4: mean return per episode over all n \
      episodes of a trial, exploration counted. The second paper divides by a normaliser that its \
      tables imply to be 20.76; MAML's .563 and .591 are given here times that. Neither paper says how \
      it samples the mean rewards exactly, and their normaliser is not the best return there is: \
      differences up to 5 % may lie in the definition.
      """,
    runs: [
      PublishedRun(
        name: "random",
        score: player("random", steps: 0),
        lines: [PublishedLine(label: "random", published: "10.0", quantity: .trial(over: 1))]),
      PublishedRun(
        name: "oracle", score: player("oracle", steps: 0),
        lines: [PublishedLine(label: "value iteration", published: "-", quantity: .trial(over: 1))]),
    ]
      + [(10, "13.81"), (25, "16.35")].map { count, published in
        PublishedRun(
          name: "psrl-\(count)", score: player("psrl", steps: count - 1),
          lines: [
            PublishedLine(
              label: "PSRL, n = \(count)", published: published, quantity: .trial(over: count))
          ])
      }
      + [(10, "11.69"), (25, "12.27")].map { count, published in
        PublishedRun(
          name: "maml-\(count)",
          training: ["tabular-mdp/dirichlet", "--inner-steps", "\(count - 1)"],
          seeds: [1], score: ["--tasks", "2000"],
          lines: [
            PublishedLine(
              label: "MAML, n = \(count)", published: published, quantity: .trial(over: count)),
            PublishedLine(
              label: "untrained, n = \(count)", published: "-",
              quantity: .untrainedTrial(over: count)),
          ])
      })

  private static func player(_ name: String, steps: Int) -> [String] {
    [
      "--player", name, "--distribution", "tabular-mdp/dirichlet", "--rollouts", "1", "--steps",
      "\(steps)", "--tasks", "3000",
    ]
  }
}
