public import Gym

/// Where in a replay an episode is.
public struct RecordedPlace: Equatable, Sendable {
  /// The trial, from 0.
  public var trial: Int
  /// The stage of the trial: how many adaptation steps were taken before.
  public var stage: Int
  /// The episode of the stage, from 0.
  public var episode: Int

  /// Creates a place.
  public init(trial: Int, stage: Int, episode: Int) {
    self.trial = trial
    self.stage = stage
    self.episode = episode
  }
}

extension RecordedPlace: CustomStringConvertible {
  /// The place in words, which count from 1; a stage is called by its number of adaptation steps.
  public var description: String { "trial \(trial + 1), stage \(stage), episode \(episode + 1)" }
}

/// What is wrong with the content of a replay.
public struct ReplayError: Error, Equatable, Sendable {
  /// What was to be done with a replay.
  public enum Operation: String, Sendable {
    /// It was to be read.
    case read
    /// It was to be written.
    case write
    /// It was to be played.
    case use
  }

  /// What was found.
  ///
  /// Elements and episodes of arrays are counted from 0.
  public enum Problem: Error, Equatable, Sendable {
    /// An entry of the metadata is missing.
    case missingEntry(key: String)
    /// An entry of the metadata is not what it should be.
    case malformed(key: String, text: String)
    /// An array is missing.
    case missingArray(name: String)
    /// An array has another type of elements.
    case wrongType(array: String, found: String, needed: String)
    /// An array has another shape; `nil` stands for any size but 0.
    case wrongShape(array: String, found: [Int], needed: [Int?])
    /// An array has elements that are infinite or not a number.
    case notFinite(array: String, count: Int)
    /// There are more or fewer offsets than there can be.
    case wrongOffsetCount(array: String, found: Int, needed: ClosedRange<Int>)
    /// An offset does not leave something for every part.
    case wrongOffset(array: String, index: Int, found: Int, needed: ClosedRange<Int>)
    /// There are more stages than a replay may have.
    case tooManyStages(found: Int, limit: Int)
    /// A flag is neither 0 nor 1.
    case notAFlag(array: String, index: Int, found: UInt8)
    /// An episode ended in both ways or in none.
    case contradictoryEnd(episode: Int, isBoth: Bool)
    /// A return is not the sum of the rewards.
    case wrongReturn(episode: Int, recorded: Double, sum: Double)

    /// It is of another distribution.
    case otherDistribution(found: String, needed: String)
    /// A task, state, observation or action has another number of numbers.
    case wrongSize(of: String, found: Int, needed: Int)
    /// A task has a parameter that makes no sense.
    case impossibleTask(trial: Int, TaskDistributionError)
    /// An episode has more steps than any can have.
    case tooLong(RecordedPlace, found: Int, horizon: Int)
    /// An episode was cut, but not at the horizon.
    case cutTooEarly(RecordedPlace, found: Int, horizon: Int)
    /// A discrete action is not one of those there are.
    case noSuchAction(RecordedPlace, step: Int, found: Float, count: Int)
  }

  /// What was to be done.
  public let operation: Operation
  /// The file, if there is one.
  public let path: String?
  /// What was found.
  public let problem: Problem

  /// Creates an error.
  public init(operation: Operation, path: String?, problem: Problem) {
    self.operation = operation
    self.path = path
    self.problem = problem
  }
}

extension ReplayError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    let file = path.map { "'\($0)'" } ?? "the replay"
    let advice =
      operation == .write
      ? "Adapt with a smaller --inner-learning-rate, or train again."
      : "The file is damaged; record it again with --record."
    return "Cannot \(operation.rawValue) \(file): \(problem.finding). \(advice)"
  }
}

extension ReplayError.Problem {
  /// What was found and what is needed instead, without the final full stop.
  fileprivate var finding: String {
    switch self {
    case .missingEntry(let key): "its metadata has no '\(key)'"
    case .malformed(let key, let text):
      "its metadata has \(text.quoted) as '\(key)', which cannot be read"
    case .missingArray(let name): "its array '\(name)' is missing"
    case .wrongType(let array, let found, let needed):
      "its array '\(array)' is of type \(found), but \(needed) is needed"
    case .wrongShape(let array, let found, let needed):
      "its array '\(array)' has the shape \(Self.shown(found.map { $0 })), but"
        + " \(Self.shown(needed)) is needed"
    case .notFinite(let array, let count):
      "its array '\(array)' has \(count) \(count == 1 ? "element" : "elements") that"
        + " \(count == 1 ? "is" : "are") not finite"
    case .wrongOffsetCount(let array, let found, let needed):
      "its array '\(array)' has \(found) elements, but \(Self.shown(needed)) are needed"
    case .wrongOffset(let array, let index, let found, let needed):
      "element \(index) of its array '\(array)' is \(found), but \(Self.shown(needed)) is needed"
    case .tooManyStages(let found, let limit):
      "it has \(found) stages, but at most \(limit) are allowed"
    case .notAFlag(let array, let index, let found):
      "element \(index) of its array '\(array)' is \(found), but 0 or 1 is needed"
    case .contradictoryEnd(let episode, let isBoth):
      "element \(episode) of its arrays 'terminated' and 'truncated' is \(isBoth ? 1 : 0), but one"
        + " of them must be 0 and the other 1"
    case .wrongReturn(let episode, let recorded, let sum):
      "element \(episode) of its array 'returns' is \(recorded), but the rewards sum to \(sum)"
    case .otherDistribution(let found, let needed):
      "it is of '\(found)', but '\(needed)' is needed"
    case .wrongSize(let thing, let found, let needed):
      "its \(thing)s have \(found) \(found == 1 ? "number" : "numbers"), but those of its"
        + " environment have \(needed)"
    case .impossibleTask(let trial, let error):
      "trial \(trial + 1) has an impossible task (\(error.description.asClause))"
    case .tooLong(let place, let found, let horizon):
      "\(place) has \(found) steps, but at most \(horizon) are possible"
    case .cutTooEarly(let place, let found, let horizon):
      "\(place) was cut after \(found) of \(horizon) steps, but only the horizon cuts an episode"
    case .noSuchAction(let place, let step, let found, let count):
      "\(place) has the action \(found) in step \(step + 1), but actions are whole numbers from 0"
        + " to \(count - 1)"
    }
  }

  private static func shown(_ shape: [Int?]) -> String {
    let sizes = shape.prefix(8).map { $0.map(String.init) ?? "1 or more" }
    return "[\((sizes + (shape.count > 8 ? ["…"] : [])).joined(separator: ", "))]"
  }

  private static func shown(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}

extension String {
  /// A sentence as part of another.
  fileprivate var asClause: String {
    (prefix(1).lowercased() + dropFirst()).replacing(/\.$/, with: "")
  }
}
