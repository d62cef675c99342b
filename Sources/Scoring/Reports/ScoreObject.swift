package import Gym
package import Wording

/// The result of one protocol: the score, and its comparison with other policies.
package struct ScoreSheet {
  package var scoring: ScoringProtocol
  package var score: PooledScore
  package var comparison: Comparison?

  /// Takes the results of a protocol.
  package init(scoring: ScoringProtocol, score: PooledScore, comparison: Comparison? = nil) {
    self.scoring = scoring
    self.score = score
    self.comparison = comparison
  }
}

/// The JSON of one protocol; what `fledge score --json` prints of it.
package struct ScoreObject: Encodable {
  package var experience: Experience
  package var rolloutsPerStep: Int
  package var trialsPerTask: Int?
  package var episodes: Int?
  package var episodesPerStep: Int?
  package var curve: [Point]
  package var trial: Trial
  package var anchors: [String: Anchors.LevelObject]
  package var taskParameters: [[Float]]
  package var taskReturns: [[Double]]
  package var taskTrialReturns: [Double]?
  package var rewardsByStep: [[Double]]?
  package var runningSharesByStep: [[Double]]?
  package var against: Other?

  /// Takes the results of a protocol.
  package init(_ sheet: ScoreSheet) {
    let (scoring, score) = (sheet.scoring, sheet.score)
    experience = score.experience
    rolloutsPerStep = scoring.rolloutCount
    let isPooled = score.runs.count > 1
    curve = zip(score.curve, score.crossed95).map { Point($0, crossed95: isPooled ? $1 : nil) }
    trial = Trial(score, episodes: score.trialEpisodeCount(by: scoring))
    anchors = score.anchors.levelObjects
    taskParameters = score.tasks
    taskReturns = score.taskReturns
    (rewardsByStep, runningSharesByStep) = score.steps.means
    against = sheet.comparison.map(Other.init)
    guard experience == .separate else { return }
    (trialsPerTask, episodes) = (scoring.rolloutCount, scoring.stepCount + 1)
    episodesPerStep = scoring.episodesPerStep
    taskTrialReturns = score.taskTrialReturns
  }

  package struct Point: Encodable {
    package var step: Int
    package var rollouts: Int
    package var environmentSteps: Double
    package var mean: Double
    package var confidence95: [Double]
    package var confidence95OverRunsAndTasks: [Double]?
    package var interquartileMean: Double
    package var interquartileMeanConfidence95: [Double]
    package var standardDeviation: Double
    package var normalized: JSONNumber

    package init(_ point: Score.Point, crossed95: ClosedRange<Double>?) {
      step = point.step
      rollouts = point.rollouts
      environmentSteps = point.environmentSteps
      mean = point.mean
      confidence95 = point.confidence95.ends
      confidence95OverRunsAndTasks = crossed95?.ends
      interquartileMean = point.interquartileMean
      interquartileMeanConfidence95 = point.interquartileMean95.ends
      standardDeviation = point.standardDeviation
      normalized = JSONNumber(point.normalized)
    }
  }

  package struct Trial: Encodable {
    package var mean: Double
    package var confidence95: [Double]
    package var episodes: Int
    package var confidence95OverRunsAndTasks: [Double]?
    package var interquartileMean: Double?
    package var interquartileMeanConfidence95: [Double]?
    package var standardDeviation: Double?
    package var normalized: JSONNumber?

    package init(_ score: PooledScore, episodes: Int) {
      mean = score.trialMean
      confidence95 = score.trialConfidence95.ends
      self.episodes = episodes
      guard score.experience == .separate else { return }
      let point = score.trialPoint
      confidence95OverRunsAndTasks = score.runs.count > 1 ? score.trialCrossed95.ends : nil
      interquartileMean = point.interquartileMean
      interquartileMeanConfidence95 = point.interquartileMean95.ends
      standardDeviation = point.standardDeviation
      normalized = JSONNumber(point.normalized)
    }
  }

  /// One of several policies, after the last step and in between.
  package struct Run: Encodable {
    package var policy: String
    package var curve: [Point]
    package var trial: Double
    package var taskReturns: [[Double]]
    package var taskTrialReturns: [Double]?
    package var rewardsByStep: [[Double]]?
    package var runningSharesByStep: [[Double]]?

    package init(_ run: Score) {
      policy = run.name
      curve = run.curve.map { Point($0, crossed95: nil) }
      trial = run.trialMean
      taskReturns = run.taskReturns
      taskTrialReturns = run.experience == .separate ? run.trialReturns : nil
      (rewardsByStep, runningSharesByStep) = run.steps.means
    }
  }

  /// The comparison with other policies.
  package struct Other: Encodable {
    /// The difference to the other after a step or, without a step, in the whole trial.
    package struct Difference: Encodable {
      package var step: Int?
      package var mean: Double
      package var difference: Double
      package var confidence95: [Double]
      package var probabilityOfImprovement: Double
      package var probabilityOfImprovementConfidence95: [Double]

      package init(step: Int?, mean: Double, _ paired: PairedDifference) {
        self.step = step
        self.mean = mean
        difference = paired.difference
        confidence95 = paired.confidence95.ends
        probabilityOfImprovement = paired.probabilityOfImprovement
        probabilityOfImprovementConfidence95 = paired.probability95.ends
      }
    }

    package var policy: String
    package var curve: [Difference]
    package var trial: Difference
    package var rewardsByStep: [[Double]]?
    package var runningSharesByStep: [[Double]]?

    package init(_ comparison: Comparison) {
      policy = comparison.other.name
      curve = comparison.curve.map { Difference(step: $0.step, mean: $0.mean, $0.paired) }
      trial = Difference(step: nil, mean: comparison.other.trialMean, comparison.trial)
      (rewardsByStep, runningSharesByStep) = comparison.other.steps.means
    }
  }

  /// The return on test tasks less that on shifted ones, after a step or, without a step, in the whole trial.
  package struct Drop: Encodable {
    package var step: Int?
    package var difference: Double
    package var confidence95: [Double]

    package init(_ point: SplitDrop.Point, step: Int?) {
      self.step = step
      difference = point.difference
      confidence95 = point.confidence95.ends
    }
  }
}

extension [[Score.Step]] {
  /// The rewards and the shares of running episodes; nothing if steps were not measured.
  fileprivate var means: ([[Double]]?, [[Double]]?) {
    isEmpty ? (nil, nil) : (map { $0.map(\.reward) }, map { $0.map(\.runningShare) })
  }
}

extension ClosedRange<Double> {
  /// Both ends, the lower first.
  fileprivate var ends: [Double] { [lowerBound, upperBound] }
}

extension Anchors {
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
