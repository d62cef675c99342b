package import Scoring
import Wording

extension Anchors {
  /// The reference players' levels on one line, for people.
  package var line: String {
    "  random \(NumberText.fixed(random))   blind \(NumberText.fixed(blind))"
      + "   oracle \(NumberText.fixed(oracle))"
      + (knownTaskCount.map { "   (over \(NumberText.counted($0, "task")))" } ?? "")
  }

  /// The levels by name, for JSON.
  package var levels: [String: Level] {
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
  package struct Level: Encodable {
    package var mean: Double
    package var learningRate: Double?
    package var curve: [Double]?
    package var trialMean: Double?
  }
}
