package import Gym
import Wording

extension Anchors {
  /// The reference players' levels on one line, for people.
  package var line: String {
    "  random \(NumberText.fixed(random.mean))   blind \(NumberText.fixed(blind.mean))"
      + "   oracle \(NumberText.fixed(oracle.mean))"
      + (isOfScoredTasks ? "" : "   (over \(NumberText.counted(tasks, "task")))")
  }

  /// The levels by name, for JSON.
  package var levelObjects: [String: LevelObject] {
    var levels: [String: LevelObject] = [:]
    for (name, level) in named { levels[name] = LevelObject(mean: level.mean) }
    if let untrained {
      levels["untrained"] = LevelObject(
        mean: untrained.curve.last?.mean ?? 0, learningRate: untrained.learningRate,
        curve: untrained.curve.map(\.mean), trialMean: untrained.trialMean)
    }
    return levels
  }

  /// A mean return, and for the untrained policy how it came about.
  package struct LevelObject: Encodable {
    package var mean: Double
    package var learningRate: Double?
    package var curve: [Double]?
    package var trialMean: Double?
  }
}
