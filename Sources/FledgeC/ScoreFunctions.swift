// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CFledge
import Environments
import FoundationEssentials
import Gym
import Numerics
import Scoring

/// What a caller asks of a score: the options of `fledge score`.
private struct ScoreRequest: Decodable {
  var name: String?
  var split: String?
  var tasks: Int?
  var steps: Int?
  var rollouts: Int?
  var episodes: Int?
  var episodesPerStep: Int?
  var seed: UInt64?
  var byStep: Bool?

  init(fromJSON text: String) throws {
    do {
      self = try JSONDecoder().decode(ScoreRequest.self, from: Data(text.utf8))
    } catch {
      throw CallError(
        "The protocol '\(text)' is not a JSON object such as {\"tasks\": 40, \"seed\": 1}.")
    }
  }

  /// The protocol, with the defaults of a player where nothing is given.
  func scoring(of distribution: TaskDistribution, _ own: Experience) throws -> ScoringProtocol {
    let defaults = ScoringDefaults(distribution: distribution.fullName)
    let split = try self.split.map { text in
      guard let split = Split(rawValue: text) else {
        throw CallError("There is no split '\(text)'. Use 'train', 'test' or 'shifted'.")
      }
      return split
    }
    let isSeparate = own == .separate || episodes != nil
    if steps != nil, episodes != nil {
      throw CallError("A trial has K steps or K + 1 episodes: give only one of these numbers.")
    }
    if episodesPerStep != nil, !isSeparate || own == .separate {
      throw CallError(
        "The episodes of a step can only be given for separate trials of an agent that is pooled.")
    }
    func checked(_ number: Int, _ what: String, _ range: ClosedRange<Int>) throws -> Int {
      guard range.contains(number) else {
        throw CallError(
          "There are \(number) \(what), but from \(range.lowerBound) to \(range.upperBound) are"
            + " possible.")
      }
      return number
    }
    let stepCount =
      try episodes.map { try checked($0, "episodes of a trial", 1...10_000) - 1 }
      ?? checked(steps ?? defaults.stepCount, "steps", 0...10_000)
    let episodesPerStep = try checked(episodesPerStep ?? 1, "episodes of a step", 1...10_000)
    if episodesPerStep > max(1, stepCount) {
      throw CallError(
        "A step after \(episodesPerStep) episodes leaves nothing to learn: a trial has"
          + " \(stepCount + 1), and nothing follows the last.")
    }
    return ScoringProtocol(
      split: split ?? .test,
      taskCount: try checked(
        tasks ?? (isSeparate ? defaults.taskCountOfTrials : defaults.taskCount), "tasks",
        1...100_000),
      stepCount: stepCount,
      rolloutCount: try checked(
        rollouts ?? (isSeparate ? 1 : defaults.rolloutCount), "rollouts", 1...100_000),
      experience: isSeparate ? .separate : .pooled, episodesPerStep: episodesPerStep,
      seed: seed ?? 1, measuresSteps: byStep ?? false)
  }
}

@c @implementation
public func fledge_score(
  _ distribution: OpaquePointer!, _ agent: UnsafePointer<fledge_agent>!,
  _ protocol: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> UnsafeMutablePointer<CChar>! {
  let text = unsafe reporting(to: error) {
    let distribution = unsafe DistributionHandle.at(distribution).distribution
    let request = try ScoreRequest(
      fromJSON: unsafe `protocol`.map { unsafe String(cString: $0) } ?? "{}")
    guard let agent = unsafe agent else { throw CallError("No agent is given.") }
    let caller = try unsafe Caller(agent.pointee, of: distribution.specification)
    let scoring = try request.scoring(of: distribution, caller.experience)
    let score = try caller.reportingFailure {
      try Score(
        of: NamedAgent(name: request.name ?? "agent", agent: ForeignAgent(of: caller)),
        distribution: distribution, by: scoring,
        known: Catalog.anchors(of: distribution, scoring.split), workers: Workers(count: 1))
    }
    guard score.curve.allSatisfy(\.mean.isFinite) else {
      throw CallError("The mean return is not finite, since a reward is not.")
    }
    let sheet = ScoreSheet(scoring: scoring, score: PooledScore([score], by: scoring))
    return try ScoreDocument(sheet, of: distribution).json()
  }
  return unsafe text.flatMap { unsafe copied($0) }
}
