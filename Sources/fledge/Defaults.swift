import MetaLearning

/// What `fledge train` and `fledge score` do with a distribution unless told otherwise.
struct Defaults {
  /// How the learner learns.
  var settings = LearnerSettings()
  /// How many iterations.
  var iterations = 300
  /// How many tasks a score is of.
  var scoredTasks = 40

  /// The defaults of a distribution; each figure was chosen by training on it.
  init(distribution fullName: String) {
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
}
