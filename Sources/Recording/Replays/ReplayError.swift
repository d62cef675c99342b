public import Gym

/// Invalid content of a replay.
public struct ReplayError: Error, Equatable, Sendable {
  /// The operation that failed.
  public enum Operation: String, Sendable {
    /// Reading a file.
    case read
    /// Writing a file.
    case write
    /// Playing the replay again, or drawing it.
    case use
  }

  /// What is wrong; elements and episodes of arrays are counted from 0.
  public enum Problem: Error, Equatable, Sendable {
    /// An entry of the metadata is missing.
    case missingEntry(key: String)
    /// An entry of the metadata cannot be read.
    case malformed(key: String, text: String)
    /// An array is missing.
    case missingArray(name: String)
    /// An array has another type of elements.
    case wrongType(array: String, found: String, needed: String)
    /// An array has another shape; `nil` stands for any size but 0.
    case wrongShape(array: String, found: [Int], needed: [Int?])
    /// An array has elements that are infinite or not a number.
    case notFinite(array: String, count: Int)
    /// The number of offsets is outside the possible range.
    case wrongOffsetCount(array: String, found: Int, needed: ClosedRange<Int>)
    /// An offset leaves a part empty, or does not match the other arrays.
    case wrongOffset(array: String, index: Int, found: Int, needed: ClosedRange<Int>)
    /// There are more stages than a replay may have.
    case tooManyStages(found: Int, limit: Int)
    /// A flag is neither 0 nor 1.
    case notAFlag(array: String, index: Int, found: UInt8)
    /// An episode is marked as terminated and truncated, or as neither.
    case contradictoryEnd(episode: Int, isBoth: Bool)
    /// A return is not the sum of the rewards.
    case wrongReturn(episode: Int, recorded: Double, sum: Double)

    /// The replay is of another distribution.
    case otherDistribution(found: String, needed: String)
    /// A task, state, observation or action has the wrong size.
    case wrongSize(of: String, found: Int, needed: Int)
    /// There are probabilities of another number of actions.
    case wrongChoiceCount(found: Int, needed: Int)
    /// A stage has another number of agents than the first stage of its trial.
    case otherAgentCount(trial: Int, stage: Int, found: Int, needed: Int)
    /// A task has a parameter outside its legal range.
    case impossibleTask(trial: Int, TaskDistributionError)
    /// An episode has more steps than the horizon.
    case tooLong(RecordedPlace, found: Int, horizon: Int)
    /// An episode was truncated before the horizon.
    case cutTooEarly(RecordedPlace, found: Int, horizon: Int)
    /// A discrete action is not one of the `count` choices.
    case noSuchAction(RecordedPlace, step: Int, found: Float, count: Int)
  }

  /// The operation that failed.
  public let operation: Operation
  /// The file, if there is one.
  public let path: String?
  /// What is wrong.
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
      ? "Adapt with a smaller learning rate, or train again."
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
    case .wrongChoiceCount(let found, let needed):
      "it has probabilities of \(found) actions, but its environment has"
        + " \(needed == 0 ? "none to choose from" : "\(needed)")"
    case .otherAgentCount(let trial, let stage, let found, let needed):
      "stage \(stage + 1) of trial \(trial + 1) has \(found) \(found == 1 ? "episode" : "episodes"),"
        + " but each of the \(needed) separate agents of its first stage plays one in every stage"
    case .impossibleTask(let trial, let error):
      "trial \(trial + 1) has an impossible task (\(error.description.asClause))"
    case .tooLong(let place, let found, let horizon):
      "\(place) has \(found) steps, but at most \(horizon) are possible"
    case .cutTooEarly(let place, let found, let horizon):
      "\(place) was truncated after \(found) of \(horizon) steps, but an episode is truncated only at"
        + " the horizon"
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
  /// The sentence as part of another: lowercase, without the full stop.
  fileprivate var asClause: String {
    (prefix(1).lowercased() + dropFirst()).replacing(/\.$/, with: "")
  }
}
