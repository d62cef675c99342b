import MetaLearning

extension Defaults {
  /// The settings of RL² on a distribution.
  mutating func chooseMemory(for fullName: String) {
    settings["proximal.learningRate"] = 0.002
    switch fullName {
    case "bandit/bernoulli", "bandit/two-armed", "bandit/one-good-arm", "bandit/gaussian",
      "bandit/contextual":
      iterations = 200
      settings["proximal.discount"] = 0.98
      settings["proximal.entropy"] = 0.04
    case "tabular-mdp/dirichlet":
      iterations = 400
      settings["episodes"] = 10
      settings["proximal.discount"] = 0.95
    case "point-robot/goals", "point-robot/winds", "point-robot/corners":
      iterations = 100
      settings["episodes"] = 3
      settings["encoder"] = 64
      settings["tasks"] = 256
      settings["proximal.entropy"] = 0.01
    case "point-robot/half-circle":
      iterations = 100
      settings["episodes"] = 3
      settings["encoder"] = 64
      settings["proximal.entropy"] = 0.02
    default:
      iterations = 200
      settings["episodes"] = 2
      settings["encoder"] = 64
      settings["tasks"] = 128
      settings["rewardScale"] = 0.03
      settings["proximal.discount"] = 0.995
      settings["proximal.entropy"] = 0.005
      settings["proximal.learningRate"] = 0.001
    }
  }
}
