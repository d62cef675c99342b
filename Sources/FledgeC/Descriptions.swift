import Environments
import FoundationEssentials
import Gym

#if Viewer
import Drawing
#endif

/// A distribution as JSON has it.
///
/// A bound that is infinite is null.
struct DistributionDescription: Encodable {
  struct SpaceDescription: Encodable {
    var kind: String
    var low: [Float?]?
    var high: [Float?]?
    var choices: Int?

    init(_ space: Space) {
      switch space {
      case .box(let low, let high):
        kind = "box"
        self.low = low.map(\.finite)
        self.high = high.map(\.finite)
      case .discrete(let count):
        kind = "discrete"
        choices = count
      }
    }
  }

  struct Quantity: Encodable {
    var name: String
    var meaning: String
    var unit: String
  }

  struct Parameter: Encodable {
    var name: String
    var meaning: String
    var unit: String
    /// The only value it has in this distribution, or else that of the environment.
    var defaultValue: Float
    /// The only values it has in this distribution, if they are few.
    var legalChoices: [Float]?
    var low: Float?
    var high: Float?
  }

  struct Levels: Encodable {
    var random: Double
    var blind: Double
    var oracle: Double
  }

  var name: String
  var version: Int
  var summary: String
  var options: [String: String]
  var horizon: Int
  /// How many steps a film shows in a second; `nil` where the library draws nothing.
  var stepsPerSecond: Double?
  var observationSpace: SpaceDescription
  var actionSpace: SpaceDescription
  var observation: [Quantity]
  var action: String
  var reward: String
  var endOfEpisode: String
  var parameters: [Parameter]
  var splits: [String]
  var levels: [String: Levels]

  init(_ distribution: TaskDistribution) {
    let specification = distribution.specification
    let known = (try? Catalog.entry(named: distribution.fullName))?.options ?? []
    name = distribution.fullName
    version = distribution.version
    summary = distribution.summary
    options = Dictionary(
      uniqueKeysWithValues: distribution.options.map { name, value in
        (name, known.first { $0.name == name }?.text(of: value) ?? String(value))
      })
    horizon = specification.horizon
    #if Viewer
    stepsPerSecond = specification.secondsPerStep.map { 1 / $0 } ?? distribution.stepsPerSecond
    #endif
    observationSpace = SpaceDescription(specification.observationSpace)
    actionSpace = SpaceDescription(specification.actionSpace)
    observation = specification.words.observation.map {
      Quantity(name: $0.name, meaning: $0.meaning, unit: $0.unit)
    }
    action = specification.words.action
    reward = specification.words.reward
    endOfEpisode = specification.words.endOfEpisode
    let defaults = (try? distribution.parameters(fromAssignments: [])) ?? []
    parameters = zip(specification.parameters, defaults).map { parameter, defaultValue in
      let range = parameter.legalRange
      return Parameter(
        name: parameter.name, meaning: parameter.meaning, unit: parameter.unit,
        defaultValue: defaultValue, legalChoices: parameter.legalChoices,
        low: range.lowerBound <= -TaskParameter.unbounded ? nil : range.lowerBound,
        high: range.upperBound >= TaskParameter.unbounded ? nil : range.upperBound)
    }
    let splits = Split.allCases.filter { distribution.region(of: $0) != nil }
    self.splits = splits.map(\.rawValue)
    levels = Dictionary(
      uniqueKeysWithValues: splits.compactMap { split in
        Catalog.anchors(of: distribution, split).map {
          (
            split.rawValue,
            Levels(random: $0.random.mean, blind: $0.blind.mean, oracle: $0.oracle.mean)
          )
        }
      })
  }
}

/// A line of the catalog as JSON has it.
struct CatalogLine: Encodable {
  struct Option: Encodable {
    var name: String
    var meaning: String
    var defaultValue: String
    var legalValues: String
  }

  var name: String
  var version: Int
  var summary: String
  var options: [Option]

  init(_ entry: CatalogEntry) throws {
    let distribution = try Catalog.distribution(named: entry.fullName)
    name = entry.fullName
    version = distribution.version
    summary = distribution.summary
    options = entry.options.map {
      Option(
        name: $0.name, meaning: $0.meaning, defaultValue: $0.text(of: $0.defaultValue),
        legalValues: $0.legalWords)
    }
  }
}

extension Encodable {
  /// The value as JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension Float {
  fileprivate var finite: Float? { isFinite ? self : nil }
}

/// Options as typed, from a JSON object whose values are texts or whole numbers.
func options(fromJSON text: String) throws -> [String: String] {
  enum Value: Decodable {
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Int.self) {
        self = .text(String(number))
      } else {
        self = .text(try container.decode(String.self))
      }
    }
  }
  do {
    return try JSONDecoder().decode([String: Value].self, from: Data(text.utf8)).mapValues {
      switch $0 {
      case .text(let text): text
      }
    }
  } catch {
    throw CallError(
      "The options '\(text)' are not a JSON object of names with texts or whole numbers, such as"
        + " {\"pulls\": 100}.")
  }
}
