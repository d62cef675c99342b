import MetaLearning

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
    switch (learner, fullName) {
    case (.reptile, _):
      // A single step would be joint training.
      settings.innerSteps = max(2, settings.innerSteps)
    case (.anil, "bandit/bernoulli"):
      // Something has to be left that does not adapt.
      settings.hidden = [32]
    default:
      break
    }
  }
}
