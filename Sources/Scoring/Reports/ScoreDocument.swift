package import Gym

/// A score as the object "fledge-score/1"; Documentation/formats.md lists its keys.
package struct ScoreDocument: Encodable {
  private let sheet: ScoreSheet
  private let distribution: TaskDistribution

  private enum Key: String, CodingKey {
    case format, policy, environment, distribution, split, tasks, seed, runs
  }

  /// Takes the results of a protocol.
  ///
  /// - Parameters:
  ///   - sheet: The results.
  ///   - distribution: Where its tasks come from.
  package init(_ sheet: ScoreSheet, of distribution: TaskDistribution) {
    self.sheet = sheet
    self.distribution = distribution
  }

  /// Writes the object.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    let (scoring, score) = (sheet.scoring, sheet.score)
    try container.encode("fledge-score/1", forKey: .format)
    try container.encode(score.name, forKey: .policy)
    try container.encode(distribution.specification.name, forKey: .environment)
    try container.encode(distribution.fullName, forKey: .distribution)
    try container.encode(scoring.split, forKey: .split)
    try container.encode(scoring.taskCount, forKey: .tasks)
    try container.encode(scoring.seed, forKey: .seed)
    try ScoreObject(sheet).encode(to: encoder)
    if score.runs.count > 1 {
      try container.encode(score.runs.map(ScoreObject.Run.init), forKey: .runs)
    }
  }
}
