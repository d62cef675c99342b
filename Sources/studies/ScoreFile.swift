/// The parts of `fledge score --json` that the studies use.
struct ScoreFile: Decodable {
  /// A mean over tasks with its intervals.
  struct Point: Codable, Equatable {
    var mean: Double
    var confidence95: [Double]
    /// For several pooled seeds: the interval that resamples runs as well as tasks.
    var confidence95OverRunsAndTasks: [Double]?

    /// The widest interval there is: over runs and tasks if known, else over tasks.
    var interval: [Double] { confidence95OverRunsAndTasks ?? confidence95 }
  }

  /// A known level; `learningRate` and `trialMean` belong to the untrained policy.
  struct Anchor: Decodable {
    var mean: Double
    var learningRate: Double?
    var trialMean: Double?
  }

  /// The mean returns after 0, 1, … adaptation steps.
  var curve: [Point]
  /// The mean return of whole trials.
  var trial: Point
  var rolloutsPerStep: Int
  /// Anchors by name.
  var anchors: [String: Anchor]
  /// How many tasks were scored.
  var tasks: Int
}
