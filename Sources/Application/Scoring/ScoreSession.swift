import Arguments
import Environments
import Gym
import MetaLearning
package import Numerics
package import Scoring

/// Scores all entrants by one protocol after the other.
package struct ScoreSession {
  package let entrants: ScoreEntrants
  /// The protocol for each number of rollouts, on the split that was asked for.
  package let protocols: [ScoringProtocol]
  package let workers: Workers
  package let console: Console

  /// An adaptation that failed, and whose.
  package struct Failure: Error, CustomStringConvertible {
    package var policy: String
    package var cause: any Error

    package var description: String { "Cannot score '\(policy)': \(cause)" }
  }

  /// Plans the protocols.
  ///
  /// - Throws: `UsageError` if there is no such split.
  package init(
    _ entrants: ScoreEntrants, _ options: ScoreOptions, workers: Workers, console: Console
  )
    throws
  {
    self.entrants = entrants
    self.workers = workers
    self.console = console
    let distribution = entrants.distribution
    let plan = ScoringProtocol(
      split: options.split,
      taskCount: options.taskCount ?? Defaults(distribution: distribution.fullName).scoredTasks,
      stepCount: options.steps.stepCount(for: entrants.settings), seed: options.steps.seed,
      keepsTrials: options.steps.replayPath != nil)
    protocols = (options.rolloutCounts?.values ?? [entrants.settings.rollouts]).map {
      var scoring = plan
      scoring.rolloutCount = $0
      return scoring
    }
    // Before anything is computed.
    _ = try readingCommandLine {
      try distribution.task(plan.split, index: 0, key: RandomKey(seed: plan.seed))
    }
  }

  /// Scores everything.
  ///
  /// - Throws: What scoring throws; `AdaptivePolicy.NotFinite` if a mean return is not finite.
  package func run() throws -> ScoreReport {
    var report = ScoreReport(distribution: entrants.distribution, sheets: [])
    let isShifted = protocols[0].split == .shifted
    let sheetCount = protocols.count * (isShifted ? 2 : 1)
    var done = 0
    func sheet(_ scoring: ScoringProtocol) throws -> ScoreSheet {
      defer { done += 1 }
      return try self.sheet(by: scoring) { fraction in
        let percentage = Int(100 * (Double(done) + fraction) / Double(sheetCount))
        console.showProgress(
          "scoring \(Numbers.counted(scoring.taskCount, "task"))  \(percentage) %")
      }
    }
    for scoring in protocols {
      report.sheets.append(try sheet(scoring))
      guard isShifted else { continue }
      var test = scoring
      test.split = .test
      test.keepsTrials = false
      report.testSheets.append(try sheet(test))
    }
    console.endProgress()
    return report
  }

  private func sheet(
    by scoring: ScoringProtocol, progress: (Double) -> Void
  ) throws -> ScoreSheet {
    var scores: [String: Score] = [:]
    var anchors: Anchors?
    let all = entrants.scored + entrants.others
    for (number, contestant) in all.enumerated() where scores[contestant.name] == nil {
      var own = scoring
      own.keepsTrials = scoring.keepsTrials && number == 0
      let score = try naming(contestant) {
        try Score(
          of: contestant, distribution: entrants.distribution, by: own, anchors: anchors,
          known: Catalog.knownLevels(of: entrants.distribution, scoring.split), workers: workers
        ) { progress((Double(number) + Double($0) / Double($1)) / Double(all.count)) }
      }
      try AdaptivePolicy.NotFinite.check(score.curve.map(\.mean), of: contestant.name)
      scores[contestant.name] = score
      // They are of the tasks, not of a policy, but for the untrained level: that is the first one's.
      anchors = score.anchors
    }
    func pooled(_ contestants: [Contestant]) -> PooledScore {
      PooledScore(contestants.compactMap { scores[$0.name] }, by: scoring)
    }
    let score = pooled(entrants.scored)
    return ScoreSheet(
      scoring: scoring, score: score,
      comparison: entrants.others.isEmpty
        ? nil : Comparison(of: score, against: pooled(entrants.others), by: scoring))
  }

  /// Says whose adaptation failed, where there are several.
  private func naming(_ contestant: Contestant, _ body: () throws -> Score) throws -> Score {
    do {
      return try body()
    } catch let error as LearnerError where entrants.scored.count + entrants.others.count > 1 {
      throw Failure(policy: contestant.name, cause: error)
    } catch let error as AdaptationTrialError {
      throw Failure(policy: contestant.name, cause: error)
    }
  }
}
