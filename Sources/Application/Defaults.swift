package import Gym
package import MetaLearning

/// What `fledge train` and `fledge score` do with a distribution by default.
package struct Defaults {
  /// Settings that differ from those of the learner itself, by the keys that its table has; a learner
  /// has no use for those that are not in its table.
  package private(set) var settings: [String: SettingValue] = [:]
  /// How many iterations.
  package private(set) var iterations = 300
  /// How many tasks a score is of.
  package private(set) var scoredTasks = 40

  /// The least number of adaptation steps of a score by default.
  package static let leastScoredSteps = 3

  /// How many adaptation steps a score has by default.
  ///
  /// - Parameter stepCount: How many there are in training.
  package static func scoredSteps(trained stepCount: Int) -> Int {
    max(leastScoredSteps, stepCount)
  }

  /// The defaults of a distribution and a learner.
  ///
  /// - Parameters:
  ///   - fullName: Environment and distribution.
  ///   - learner: The name of the learner.
  package init(distribution fullName: String, learner: String) {
    chooseLengths(for: fullName)
    guard Self.gradientLearners.contains(learner) else { return }
    choose(for: fullName)
    choose(for: learner, on: fullName)
  }

  /// The learners that the settings below were chosen for; others have their own.
  private static let gradientLearners: Set = [
    "maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint",
  ]

  /// How long training is and how many tasks a score has, whatever learns.
  private mutating func chooseLengths(for fullName: String) {
    switch fullName {
    // Where hardly any episode pays, more of them led to worse policies.
    case "point-robot/half-circle": iterations = 150
    case "point-robot/goals", "point-robot/winds": iterations = 600
    case "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed", "bandit/one-good-arm",
      "bandit/contextual":
      (iterations, scoredTasks) = (100, 500)
    case "tabular-mdp/dirichlet": (iterations, scoredTasks) = (30, 500)
    case "cart-pole/target": iterations = 150
    case "cart-pole/physics", "cart-pole/reversed", "cart-pole/continuous", "cart-pole/swing-up":
      iterations = 200
    default: break
    }
  }

  /// What suits a distribution, whichever of them learns; each figure was chosen by training MAML on it.
  private mutating func choose(for fullName: String) {
    switch fullName {
    case "point-robot/goals", "point-robot/winds", "point-robot/half-circle":
      settings["inner.learningRates"] = [0.5]
      settings["advantages.lambda"] = 0.95
      settings["outer.learningRate"] = 0.002
    case "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed", "bandit/one-good-arm",
      "bandit/contextual":
      settings["tasks"] = 100
      settings["rollouts"] = 1
      settings["inner.steps"] = 4
      settings["inner.learningRates"] = [15]
      settings["inner.decay"] = 1
      settings["policy.hidden"] = []
      settings["advantages.discount"] = 0
      settings["advantages.baseline"] = "mean"
    case "tabular-mdp/dirichlet":
      // Ten episodes, a step after each but the last, as published trials have it. What an action pays
      // at once says most: later rewards are noise to ten steps of one episode.
      settings["tasks"] = 100
      settings["rollouts"] = 1
      settings["inner.steps"] = 9
      settings["inner.learningRates"] = [5]
      settings["inner.decay"] = 1
      settings["policy.hidden"] = []
      settings["advantages.discount"] = 0
      settings["advantages.baseline"] = "constant"
      settings["advantages.baselineConstant"] = 1.4
      settings["advantages.isNormalized"] = false
      settings["metaGradient.countsWholeTrial"] = true
      settings["metaGradient.isFirstOrder"] = true
    case "cart-pole/target":
      settings["tasks"] = 10
      settings["inner.steps"] = 2
      settings["metaGradient.countsWholeTrial"] = true
      settings["inner.learningRates"] = [0.5]
      settings["outer.learningRate"] = 0.002
    case "cart-pole/physics", "cart-pole/reversed", "cart-pole/continuous", "cart-pole/swing-up":
      settings["inner.learningRates"] = [0.5]
      settings["outer.learningRate"] = 0.003
    default:
      break
    }
  }

  /// What a learner needs besides: a line for each pair that differs from what suits MAML.
  private mutating func choose(for learner: String, on fullName: String) {
    if learner == "anil", settings["policy.hidden"] == .counts([]) {
      // Something has to be left that does not adapt.
      settings["policy.hidden"] = [32]
    }
    switch (learner, fullName) {
    case ("maml", "point-robot/goals"), ("maml", "point-robot/winds"):
      // Every stage counts, and deviations begin small: what is left of them at the end is what hovering
      // about the goal costs.
      settings["inner.steps"] = 3
      settings["metaGradient.countsWholeTrial"] = true
      settings["policy.initialStandardDeviation"] = 0.4
      settings["inner.learningRates"] = [0.1]
      settings["inner.learnsRates"] = true
      settings["outer.rateLearningRate"] = 0.01
      settings["outer.learningRate"] = 0.001
      iterations = 200
    case ("reptile", "point-robot/goals"):
      // What does not see where a step goes wrong keeps smaller deviations, and a step goes as far as
      // one over their square. Of 0.2 and 0.5.
      settings["inner.learningRates"] = [0.2]
    case ("fomaml", "point-robot/goals"):
      // Of 0.25 and 0.5, for the same reason.
      settings["inner.learningRates"] = [0.25]
    case ("anil", "point-robot/goals"):
      // Of 0.15, 0.25, 0.5 and 2.
      settings["inner.learningRates"] = [0.15]
    default:
      break
    }
  }
}

extension LearnerEntry {
  /// The settings that training has with a distribution by default.
  ///
  /// - Throws: `SettingsError` if the defaults make no sense.
  package func defaultSettings(
    for distribution: TaskDistribution
  ) throws -> any LearnerSettings {
    try makeSettings(
      defaults: Defaults(distribution: distribution.fullName, learner: name).settings,
      for: distribution.specification)
  }
}
