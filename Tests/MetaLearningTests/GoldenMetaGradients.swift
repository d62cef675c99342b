import TestSupport

/// What an independent script says meta-gradients are, on problems small enough to know everything
/// about: Tests/Golden/metalearning_metagradients.py.
struct GoldenMetaGradients: Decodable {
  var bandit: Bandit
  var twoStepMDP: TwoStepMDP
  var gaussian: Gaussian
  var quadratic: Quadratic

  static func load() throws -> GoldenMetaGradients {
    try golden("metalearning_metagradients.json")
  }

  struct Bandit: Decodable {
    var parameters: [Double]
    var learningRate: Double
    var gradient: [Double]
    var hessian: [[Double]]
    var cases: [Case]
    var infinitelyManyPulls: Infinite
    var twoStepsOfOnePull: [TwoSteps]

    struct Case: Decodable {
      var pulls: Int
      var baseline: String
      var value: Double
      var fullGradient: [Double]
      var firstOrder: [Double]
      var logLikelihood: [Double]
      var likelihoodRatio: [Double]
      var scoreFunctionTerm: [Double]
    }

    struct Infinite: Decodable {
      var adaptedParameters: [Double]
      var value: Double
      var exact: [Double]
      var firstOrder: [Double]
      var baselines: [Baseline]
      var adaptedFisher: [[Double]]
      var trustRegionCurvature: [[Double]]
    }

    struct Baseline: Decodable {
      var baseline: String
      var logLikelihood: [Double]
      var logLikelihoodHessian: [[Double]]
    }

    struct TwoSteps: Decodable {
      var baseline: String
      var lastStage: Part
      var wholeTrial: Part
    }

    struct Part: Decodable {
      var value: Double
      var logLikelihood: [Double]
      var fullGradient: [Double]
    }
  }

  struct TwoStepMDP: Decodable {
    var parameters: [Double]
    var learningRate: Double
    var value: Double
    var gradient: [Double]
    var hessians: [String: [[Double]]]
    var exactSteps: [ExactSteps]
    var oneEpisode: [OneEpisode]

    struct ExactSteps: Decodable {
      var steps: Int
      var adaptedParameters: [Double]
      var value: Double
      var firstOrder: [Double]
      var firstOrderByLogLearningRates: [Double]
      var logLikelihood: [Double]
      var logLikelihoodByLogLearningRates: [Double]
      var likelihoodRatio: [Double]
      var likelihoodRatioByLogLearningRates: [Double]
      var dice: [Double]
      var diceByLogLearningRates: [Double]
    }

    struct OneEpisode: Decodable {
      var baseline: Double
      var value: Double
      var firstOrder: [Double]
      var logLikelihood: [Double]
      var likelihoodRatio: [Double]
      var dice: [Double]
      var fullGradient: [Double]
    }
  }

  struct Gaussian: Decodable {
    var goal: Double
    var parameters: [Double]
    var learningRate: Double
    var nodes: [Double]
    var weights: [Double]
    var cases: [Case]

    struct Case: Decodable {
      var steps: Int
      var baseline: String
      var adapts: [Int]
      var minimumStandardDeviation: Double?
      var adaptedParameters: [Double]
      var value: Double
      var firstOrder: [Double]
      var logLikelihood: [Double]
      var likelihoodRatio: [Double]
      var dice: [Double]
    }
  }

  struct Quadratic: Decodable {
    var matrix: [[Double]]
    var center: [Double]
    var parameters: [Double]
    var cases: [Case]

    struct Case: Decodable {
      var learningRates: [Double]
      var multipliers: [Double]
      var lowestLastEntry: Double?
      var isWholeTrial: Bool
      var points: [[Double]]
      var value: Double
      var exact: [Double]
      var exactByLogLearningRates: [Double]
      var exactByLogMultipliers: [Double]
      var firstOrder: [Double]
      var firstOrderByLogLearningRates: [Double]
      var firstOrderByLogMultipliers: [Double]
      var reptileDirection: [Double]?
    }
  }
}
