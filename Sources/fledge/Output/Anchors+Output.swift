import Scoring

extension Anchors {
  /// The reference players' levels on one line, for people.
  var line: String {
    "  random \(Numbers.fixed(random))   blind \(Numbers.fixed(blind))"
      + "   oracle \(Numbers.fixed(oracle))"
      + (knownTaskCount.map { "   (over \(Numbers.counted($0, "task")))" } ?? "")
  }

  /// The levels by name, for JSON.
  var levels: [String: Level] {
    var levels = [
      "random": Level(mean: random), "blind": Level(mean: blind), "oracle": Level(mean: oracle),
    ]
    if let untrained {
      levels["untrained"] = Level(
        mean: untrained.curve.last ?? 0, learningRate: untrained.learningRate,
        curve: untrained.curve, trialMean: untrained.trialMean)
    }
    return levels
  }

  /// A mean return, and for the untrained policy how it came about.
  struct Level: Encodable {
    var mean: Double
    var learningRate: Double?
    var curve: [Double]?
    var trialMean: Double?
  }
}
