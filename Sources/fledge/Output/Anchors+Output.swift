import Gym
import Scoring

extension Anchors {
  /// The reference players' levels on one line, for people.
  var line: String {
    "  random \(Numbers.fixed(random.mean))   blind \(Numbers.fixed(blind.mean))"
      + "   oracle \(Numbers.fixed(oracle.mean))"
      + (isOfScoredTasks ? "" : "   (over \(Numbers.counted(tasks, "task")))")
  }

  /// The levels by name, for JSON.
  var levelObjects: [String: LevelObject] {
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
  struct LevelObject: Encodable {
    var mean: Double
    var learningRate: Double?
    var curve: [Double]?
    var trialMean: Double?
  }
}
