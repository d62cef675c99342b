import Gym
import MetaLearning
import Scoring
import Wording

extension DistributionDescription: Report {
  private enum Key: String, CodingKey {
    case format, name, summary, environment, environmentSummary, horizon, observation, action
    case reward, endOfEpisode, parameters, regions, options, anchors, training
  }

  private struct Observation: Encodable {
    struct Quantity: Encodable {
      package var name: String
      package var meaning: String
      package var unit: String
    }
    var space: SpaceFacts
    var quantities: [Quantity]
  }

  private struct Action: Encodable {
    var space: SpaceFacts
    var meaning: String
  }

  /// A space; a bound that is infinite is `null`.
  private struct SpaceFacts: Encodable {
    var kind: String
    var low: [JSONNumber]?
    var high: [JSONNumber]?
    var count: Int?

    init(_ space: Space) {
      switch space {
      case .box(let low, let high):
        kind = "box"
        self.low = low.map { JSONNumber(Double($0)) }
        self.high = high.map { JSONNumber(Double($0)) }
      case .discrete(let count):
        kind = "discrete"
        self.count = count
      }
    }
  }

  private struct Parameter: Encodable {
    var name: String
    var meaning: String
    var unit: String
    var defaultValue: Float
    var legalRange: [Float]
    var legalChoices: [Float]?
    var group: String?
  }

  private struct Option: Encodable {
    var name: String
    var meaning: String
    var value: Int
    var defaultValue: Int
    var legalRange: [Int]
  }

  private struct Training: Encodable {
    var iterations: Int
    var settings: SettingsRecord
  }

  /// Writes one object; `regions` and `settings` are as in a run's `config.json`.
  package func encode(to encoder: any Encoder) throws {
    let words = specification.words
    var container = encoder.container(keyedBy: Key.self)
    try container.encode("fledge-description/1", forKey: .format)
    try container.encode(distribution.fullName, forKey: .name)
    try container.encode(distribution.summary, forKey: .summary)
    try container.encode(specification.name, forKey: .environment)
    try container.encode(words.summary, forKey: .environmentSummary)
    try container.encode(specification.horizon, forKey: .horizon)
    try container.encode(encodedObservation, forKey: .observation)
    try container.encode(
      Action(space: SpaceFacts(specification.actionSpace), meaning: words.action),
      forKey: .action)
    try container.encode(words.reward, forKey: .reward)
    try container.encode(words.endOfEpisode, forKey: .endOfEpisode)
    try container.encode(encodedParameters, forKey: .parameters)
    try container.encode(distribution.record.regions, forKey: .regions)
    try container.encode(encodedOptions, forKey: .options)
    try container.encode(
      Dictionary(
        uniqueKeysWithValues: anchors.map { split, levels in
          var reference = levels
          reference.untrained = nil
          return (split.rawValue, reference.levelObjects)
        }), forKey: .anchors)
    try container.encode(
      Training(iterations: defaults.iterations, settings: SettingsRecord(settings)),
      forKey: .training)
  }

  private var encodedObservation: Observation {
    Observation(
      space: SpaceFacts(specification.observationSpace),
      quantities: specification.words.observation.map {
        .init(name: $0.name, meaning: $0.meaning, unit: $0.unit)
      })
  }

  private var encodedParameters: [Parameter] {
    specification.parameters.map {
      Parameter(
        name: $0.name, meaning: $0.meaning, unit: $0.unit, defaultValue: $0.defaultValue,
        legalRange: [$0.legalRange.lowerBound, $0.legalRange.upperBound],
        legalChoices: $0.legalChoices, group: $0.group)
    }
  }

  private var encodedOptions: [Option] {
    options.map {
      Option(
        name: $0.name, meaning: $0.meaning,
        value: distribution.options[$0.name] ?? $0.defaultValue, defaultValue: $0.defaultValue,
        legalRange: [$0.legalRange.lowerBound, $0.legalRange.upperBound])
    }
  }
}
