import MetaLearning
import Networks

/// What `fledge train` and `fledge score` do with a distribution unless told otherwise.
struct Defaults {
  /// How the learner learns.
  var settings = LearnerSettings()
  /// How many iterations.
  var iterations = 300
  /// How many tasks a score is of.
  var scoredTasks = 40

  /// The defaults of a distribution and a learner.
  ///
  /// - Parameters:
  ///   - fullName: Environment and distribution.
  ///   - learner: The learner, if one is chosen.
  init(distribution fullName: String, learner: LearnerName = .maml) {
    settings.learner = learner
    choose(for: fullName)
    choose(for: learner, on: fullName)
  }

  /// What suits a distribution, whatever learns; each figure was chosen by training MAML on it.
  private mutating func choose(for fullName: String) {
    switch fullName {
    case "point-robot/goals":
      settings.innerLearningRates = [0.5]
      settings.lambda = 0.95
      settings.outerLearningRate = 0.002
      iterations = 600
    case "bandit/bernoulli":
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
    case "cart-pole/physics", "cart-pole/reversed":
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
