extension PublishedTable {
  /// All tables, in the order of the page.
  static let all = [navigation, bandits, banditLearners, tabularMDP]

  /// The 2-D navigation of MAML.
  static let navigation = PublishedTable(
    name: "navigation", title: "2-D navigation: MAML",
    introduction: """
      Finn, Abbeel and Levine 2017, appendix, table 4 (<https://arxiv.org/abs/1703.03400>): mean \
      return after 0 to 3 gradient steps, on 40 goals with 40 rollouts each, of one training seed; \
      the interval of the published means is about ±2.2 after one step and ±0.6 after two and three. \
      Measured with the same protocol, pooled over five training seeds.
      """,
    runs: [
      PublishedRun(
        name: "maml", training: ["point-robot/goals"], seeds: [1, 2, 3, 4, 5],
        score: ["--tasks", "40", "--rollouts", "40", "--steps", "3"],
        lines: [
          PublishedLine(label: "before", published: "-40.41", quantity: .afterSteps(0)),
          PublishedLine(label: "1 step", published: "-11.68", quantity: .afterSteps(1)),
          PublishedLine(label: "2 steps", published: "-3.33", quantity: .afterSteps(2)),
          PublishedLine(label: "3 steps", published: "-3.23", quantity: .afterSteps(3)),
        ])
    ])

  /// The published numbers for a number of pulls and of arms.
  private struct BanditSetting {
    let pulls: Int
    let arms: Int
    let random: String
    let thompson: String
    let gittins: String
  }

  private static let banditSettings = [
    BanditSetting(pulls: 10, arms: 5, random: "5.0", thompson: "5.7", gittins: "6.6"),
    BanditSetting(pulls: 10, arms: 10, random: "5.0", thompson: "5.5", gittins: "6.6"),
    BanditSetting(pulls: 10, arms: 50, random: "5.1", thompson: "5.2", gittins: "6.5"),
    BanditSetting(pulls: 100, arms: 5, random: "49.9", thompson: "74.7", gittins: "78.3"),
    BanditSetting(pulls: 100, arms: 10, random: "49.9", thompson: "76.7", gittins: "82.8"),
    BanditSetting(pulls: 100, arms: 50, random: "49.8", thompson: "64.5", gittins: "85.2"),
    BanditSetting(pulls: 500, arms: 5, random: "249.8", thompson: "402.0", gittins: "405.8"),
    BanditSetting(pulls: 500, arms: 10, random: "249.0", thompson: "429.5", gittins: "437.8"),
    BanditSetting(pulls: 500, arms: 50, random: "249.6", thompson: "427.2", gittins: "463.7"),
  ]

  /// Bandits, by reference players.
  static let bandits = PublishedTable(
    name: "bandits", title: "Bernoulli bandits: reference players",
    introduction: """
      Duan et al. 2016, table 1 (<https://arxiv.org/abs/1611.02779>): mean total reward over n pulls \
      of k arms that pay with probabilities uniform on [0, 1]. Here a trial is one episode of n \
      pulls, on 4,000 tasks.
      """,
    runs: banditSettings.flatMap { setting in
      [
        ("random", setting.random), ("thompson", setting.thompson), ("gittins", setting.gittins),
      ].map { player, published in
        PublishedRun(
          name: "\(player)-\(setting.pulls)-\(setting.arms)",
          score: [
            "--player", player, "--distribution", "bandit/bernoulli",
            "--option", "arms=\(setting.arms)", "--option", "pulls=\(setting.pulls)",
            "--rollouts", "1", "--steps", "0", "--tasks", "4000",
          ],
          lines: [
            PublishedLine(
              label: "\(player), n = \(setting.pulls), k = \(setting.arms)", published: published,
              quantity: .trial(over: 1))
          ])
      }
    })
}
