package import MetaLearning
import Networks

/// What `fledge train` and `fledge score` do with a distribution by default.
package struct Defaults {
  /// How the learner learns.
  package var settings = LearnerSettings()
  /// How many iterations.
  package var iterations = 300
  /// How many tasks a score is of.
  package var scoredTasks = 40

  /// The least number of adaptation steps of a score by default.
  package static let leastScoredSteps = 3

  /// How many adaptation steps a score has by default.
  package static func scoredSteps(for settings: LearnerSettings) -> Int {
    max(leastScoredSteps, settings.innerSteps)
  }

  /// The defaults of a distribution and a learner.
  ///
  /// - Parameters:
  ///   - fullName: Environment and distribution.
  ///   - learner: The learner, if one is chosen.
  package init(distribution fullName: String, learner: LearnerName = .maml) {
    settings.learner = learner
    choose(for: fullName)
    choose(for: learner, on: fullName)
  }

  /// What suits a distribution, whatever learns; each figure was chosen by training MAML on it.
  private mutating func choose(for fullName: String) {
    switch fullName {
    case "point-robot/goals", "point-robot/winds", "point-robot/half-circle":
      settings.innerLearningRates = [0.5]
      settings.lambda = 0.95
      settings.outerLearningRate = 0.002
      // Where hardly any episode pays, more of them led to worse policies.
      iterations = fullName == "point-robot/half-circle" ? 150 : 600
    case "bandit/bernoulli", "bandit/gaussian", "bandit/two-armed", "bandit/one-good-arm",
      "bandit/contextual":
      settings.tasks = 100
      settings.rollouts = 1
      settings.innerSteps = 4
      settings.innerLearningRates = [15]
      settings.learningRateDecay = 1
      settings.hidden = []
      settings.discount = 0
      settings.baseline = .mean
      iterations = 100
      scoredTasks = 500
    case "tabular-mdp/dirichlet":
      // Ten episodes, a step after each but the last, as published trials have it. What an action pays
      // at once says most: later rewards are noise to ten steps of one episode.
      settings.tasks = 100
      settings.rollouts = 1
      settings.innerSteps = 9
      settings.innerLearningRates = [5]
      settings.learningRateDecay = 1
      settings.hidden = []
      settings.discount = 0
      settings.baseline = .constant
      settings.baselineConstant = 1.4
      settings.normalizesAdvantages = false
      settings.countsWholeTrial = true
      settings.isFirstOrder = true
      iterations = 30
      scoredTasks = 500
    case "cart-pole/target":
      settings.tasks = 10
      settings.innerSteps = 2
      settings.countsWholeTrial = true
      settings.innerLearningRates = [0.5]
      settings.outerLearningRate = 0.002
      iterations = 150
    case "cart-pole/physics", "cart-pole/reversed", "cart-pole/continuous", "cart-pole/swing-up":
      settings.innerLearningRates = [0.5]
      settings.outerLearningRate = 0.003
      iterations = 200
    default:
      break
    }
  }

  /// What a learner needs besides: a line for each pair that differs from what suits MAML.
  private mutating func choose(for learner: LearnerName, on fullName: String) {
    if learner == .reptile {
      // A single step would be joint training.
      settings.innerSteps = max(2, settings.innerSteps)
    }
    switch (learner, fullName) {
    case (.maml, "point-robot/goals"), (.maml, "point-robot/winds"):
      // Every stage counts, and deviations begin small: what is left of them at the end is what hovering
      // about the goal costs.
      settings.innerSteps = 3
      settings.countsWholeTrial = true
      settings.initialStandardDeviation = 0.4
      settings.innerLearningRates = [0.1]
      settings.learnsInnerLearningRates = true
      settings.rateLearningRate = 0.01
      settings.outerLearningRate = 0.001
      iterations = 200
    case (.reptile, "point-robot/goals"):
      // What does not see where a step goes wrong keeps smaller deviations, and a step goes as far as
      // one over their square. Of 0.2 and 0.5.
      settings.innerLearningRates = [0.2]
    case (.fomaml, "point-robot/goals"):
      // Of 0.25 and 0.5, for the same reason.
      settings.innerLearningRates = [0.25]
    case (.anil, "point-robot/goals"):
      // Of 0.15, 0.25, 0.5 and 2.
      settings.innerLearningRates = [0.15]
    case (.anil, "bandit/bernoulli"):
      // Something has to be left that does not adapt.
      settings.hidden = [32]
    case (.cavia, _):
      // With a hyperbolic tangent a context near 0 adds to what a unit says, but cannot turn round what
      // the observation means; a rectifier lets it choose which units speak.
      settings.activation = .relu
    default:
      break
    }
  }
}
