package import Gym
package import MetaLearning
import Scoring

/// What `fledge train` and `fledge score` do with a distribution by default.
package struct Defaults {
  /// Settings that differ from the learner's own defaults, by the keys of its table; a learner ignores keys
  /// that its table does not have.
  package internal(set) var settings: [String: SettingValue] = [:]
  /// How many iterations.
  package internal(set) var iterations = 300
  /// Whether the learner's agents adapt by gradient steps.
  package private(set) var takesSteps = false
  /// How many tasks a score has.
  package let scoredTasks: Int
  /// How many tasks a score of separate trials has, which are short and played side by side.
  package let scoredTasksOfTrials: Int

  /// The least number of adaptation steps of a score by default.
  package static let leastScoredSteps = ScoringDefaults.leastStepCount

  /// Chooses how many adaptation steps a score has by default.
  ///
  /// - Parameter stepCount: How many there are in training.
  /// - Returns: That number, but at least `leastScoredSteps`.
  package static func scoredSteps(trained stepCount: Int) -> Int {
    max(leastScoredSteps, stepCount)
  }

  /// The defaults of a distribution and a learner.
  ///
  /// - Parameters:
  ///   - fullName: Environment and distribution.
  ///   - learner: The name of the learner.
  ///   - iterations: The length of the run, if it is not the default one; step size and entropy of RL² fall
  ///     over this many iterations.
  package init(distribution fullName: String, learner: String, iterations: Int? = nil) {
    let scoring = ScoringDefaults(distribution: fullName)
    (scoredTasks, scoredTasksOfTrials) = (scoring.taskCount, scoring.taskCountOfTrials)
    chooseLength(for: fullName)
    if learner == "rl2" {
      chooseMemory(for: fullName)
      settings["proximal.fallingIterations"] = .count(iterations ?? self.iterations)
    }
    takesSteps = Self.gradientLearners.contains(learner)
    guard takesSteps else { return }
    choose(for: fullName)
    choose(for: learner, on: fullName)
  }

  /// The learners that the settings below were chosen for; others have their own.
  private static let gradientLearners: Set = [
    "maml", "fomaml", "reptile", "meta-sgd", "anil", "cavia", "joint",
  ]

  /// The length of training, the same for every learner.
  private mutating func chooseLength(for fullName: String) {
    switch fullName {
    // Hardly any episode has a reward: more iterations led to worse policies.
    case "point-robot/half-circle": iterations = 150
    case "point-robot/goals", "point-robot/winds": iterations = 600
    case "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed", "bandit/one-good-arm",
      "bandit/contextual":
      iterations = 100
    case "tabular-mdp/dirichlet": iterations = 30
    case "cart-pole/target": iterations = 150
    case "cart-pole/physics", "cart-pole/reversed", "cart-pole/continuous", "cart-pole/swing-up":
      iterations = 200
    default: break
    }
  }

  /// The settings of a distribution for all of them, chosen by training MAML on it.
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
      // Ten episodes, a step after each but the last, as in published trials. An action's own reward has
      // most of the signal: later rewards are noise to ten steps of one episode.
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

  /// The settings of learners on distributions for which those of MAML do not work well.
  private mutating func choose(for learner: String, on fullName: String) {
    if learner == "anil", settings["policy.hidden"] == .counts([]) {
      // Without a hidden layer the last layer would be the whole policy.
      settings["policy.hidden"] = [32]
    }
    switch (learner, fullName) {
    case ("maml", "point-robot/goals"), ("maml", "point-robot/winds"):
      // Every stage counts, and standard deviations begin small: at the end they are the cost of hovering
      // around the goal.
      settings["inner.steps"] = 3
      settings["metaGradient.countsWholeTrial"] = true
      settings["policy.initialStandardDeviation"] = 0.4
      settings["inner.learningRates"] = [0.1]
      settings["inner.learnsRates"] = true
      settings["outer.rateLearningRate"] = 0.01
      settings["outer.learningRate"] = 0.001
      iterations = 200
    case ("reptile", "point-robot/goals"):
      // Without derivatives of the steps training keeps smaller standard deviations, and the length of a
      // step grows with one over their square. The better of 0.2 and 0.5.
      settings["inner.learningRates"] = [0.2]
    case ("fomaml", "point-robot/goals"):
      // The better of 0.25 and 0.5, for the same reason.
      settings["inner.learningRates"] = [0.25]
    case ("anil", "point-robot/goals"):
      // The best of 0.15, 0.25, 0.5 and 2.
      settings["inner.learningRates"] = [0.15]
    default:
      break
    }
  }
}

extension LearnerEntry {
  /// The default settings of training on a distribution.
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
