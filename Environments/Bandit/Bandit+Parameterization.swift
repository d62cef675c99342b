import Gym
import Numerics

extension Bandit {
  /// Which numbers tell tasks apart, and what they say about the arms.
  enum Parameterization: Sendable {
    /// A probability for each arm.
    case independent(arms: Int)
    /// One probability: that of the first of two arms; the other pays when it would not.
    case opposite
    /// The number of the arm that pays more often, how often it does, and how often the others do.
    case oneGood(arms: Int)

    var armCount: Int {
      switch self {
      case .independent(let arms), .oneGood(let arms): arms
      case .opposite: 2
      }
    }

    var parameters: [TaskParameter] {
      switch self {
      case .independent(let arms):
        (0..<arms).map { arm in
          TaskParameter(
            name: "p\(arm)", meaning: "probability that arm \(arm) pays", defaultValue: 0.5,
            legalRange: 0...1)
        }
      case .opposite:
        [
          TaskParameter(
            name: "p", meaning: "probability that arm 0 pays; arm 1 pays with the rest",
            defaultValue: 0.5, legalRange: 0...1)
        ]
      case .oneGood(let arms):
        [
          TaskParameter(
            name: "goodArm", meaning: "number of the good arm", defaultValue: 0,
            legalRange: 0...Float(arms - 1), legalChoices: (0..<arms).map(Float.init)),
          TaskParameter(
            name: "goodPayout", meaning: "probability that the good arm pays", defaultValue: 0.9,
            legalRange: 0...1),
          TaskParameter(
            name: "otherPayout", meaning: "probability that any other arm pays",
            defaultValue: 0.1, legalRange: 0...1),
        ]
      }
    }

    /// How likely each arm pays on sixteen tasks.
    func probabilities(_ parameters: [Lanes]) -> [Lanes] {
      switch self {
      case .independent: parameters
      case .opposite: [parameters[0], 1 - parameters[0]]
      case .oneGood(let arms):
        (0..<arms).map { arm in
          parameters[2].replacing(with: parameters[1], where: parameters[0] .== Float(arm))
        }
      }
    }

    /// How likely each arm pays on one task.
    func probabilities(_ parameters: [Float]) -> [Float] {
      probabilities(parameters.map { Lanes(repeating: $0) }).map { $0[0] }
    }
  }
}

extension EnvironmentSpecification {
  /// What all bandits have in common; by default there is nothing to see but a constant.
  static func bandit(
    arms: Int, pulls: Int, parameters: [TaskParameter], observationSpace: Space? = nil,
    observation: [ObservedQuantity]? = nil, resetNoiseCount: Int = 0, stepNoiseCount: Int,
    summary: String, reward: String
  ) -> EnvironmentSpecification {
    let constant = ObservedQuantity(
      name: "constant", meaning: "always 1: there is nothing to see")
    return EnvironmentSpecification(
      name: "bandit",
      observationSpace: observationSpace ?? .box(low: [1], high: [1]),
      actionSpace: .discrete(count: arms),
      horizon: pulls,
      parameters: parameters,
      resetNoiseCount: resetNoiseCount,
      stepNoiseCount: stepNoiseCount,
      words: EnvironmentWords(
        summary: summary,
        observation: observation ?? [constant],
        action: "The number of the arm to pull, from 0.",
        reward: reward,
        endOfEpisode: "Never ends by itself; it is cut after \(pulls) pulls."))
  }
}
