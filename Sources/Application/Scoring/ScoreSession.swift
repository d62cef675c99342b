import Arguments
import Environments
import Gym
import MetaLearning
import Numerics
import Recording
package import Scoring
import Wording

/// Scores policies and players by one protocol after the other: what `fledge score` does.
package struct ScoreSession {
  /// The protocol for each number of rollouts, on the split that was asked for.
  package let protocols: [ScoringProtocol]
  private let options: ScoreOptions
  private let console: Console
  private let entrants: ScoreEntrants
  private let recorder: ReplayRecorder?

  /// A failed adaptation and its policy.
  package struct Failure: Error, CustomStringConvertible {
    package var policy: String
    package var cause: any Error

    package var description: String { "Cannot score '\(policy)': \(cause)" }
  }

  /// Reads the policies and checks everything that can be wrong before anything is computed.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives progress.
  /// - Throws: `UsageError` if there is no such split, or a replay might not fit; what `ScoreEntrants`
  ///   throws; `FileError` if the table or the replay could not be written.
  package init(_ options: ScoreOptions, console: Console) throws {
    self.options = options
    self.console = console
    entrants = try ScoreEntrants(options)
    let distribution = entrants.distribution
    let plan = ScoringProtocol(
      split: options.split,
      taskCount: options.taskCount ?? entrants.taskCount,
      stepCount: entrants.stepCount, experience: entrants.experience,
      episodesPerStep: entrants.episodesPerStep, seed: options.steps.seed,
      keepsTrials: options.outcome.replayPath != nil,
      measuresSteps: options.isByStep || options.stepTablePath != nil)
    protocols = (options.rolloutCounts?.values ?? [entrants.rolloutCount]).map {
      var scoring = plan
      scoring.rolloutCount = $0
      return scoring
    }
    _ = try readingCommandLine {
      try distribution.task(plan.split, index: 0, key: RandomKey(seed: plan.seed))
    }
    for note in entrants.notes { console.say(note) }
    recorder = try entrants.policy.flatMap { policy in
      try ReplayRecorder(
        of: policy, on: distribution, path: options.outcome.replayPath, seed: options.steps.seed)
    }
    try recorder?.checkSize(
      taskCount: plan.taskCount, stepCount: plan.stepCount,
      rolloutCount: protocols[0].rolloutCount)
    for path in [options.tablePath, options.stepTablePath].compactMap(\.self) {
      try AtomicFile.checkWritable(path)
    }
  }

  /// Scores everything, prints the report, and writes the table and the replay.
  ///
  /// - Throws: As ``report()``; `FileError` if something cannot be written.
  package func run() throws {
    let report = try report()
    try console.print(report, asJSON: options.outcome.isJSON)
    if let path = options.tablePath { try AtomicFile.write(report.csv.utf8, to: path) }
    if let path = options.stepTablePath {
      try AtomicFile.write(report.stepCSV.utf8, to: path)
    }
    try recorder?.write(
      report.main.score.runs[0].trials, split: options.split, report.main.score.runs[0].experience)
  }

  /// Scores everything.
  ///
  /// - Returns: A sheet for each protocol.
  /// - Throws: What scoring throws; `AdaptivePolicy.NotFinite` if a mean return is not finite.
  package func report() throws -> ScoreReport {
    let workers = options.running.makeWorkers()
    defer { console.endProgress() }
    var report = ScoreReport(
      distribution: entrants.distribution, sheets: [], isByStep: options.isByStep)
    let isShifted = protocols[0].split == .shifted
    let sheetCount = protocols.count * (isShifted ? 2 : 1)
    var done = 0
    func sheet(_ scoring: ScoringProtocol) throws -> ScoreSheet {
      defer { done += 1 }
      return try self.sheet(by: scoring, workers: workers) { fraction in
        let percentage = Int(100 * (Double(done) + fraction) / Double(sheetCount))
        console.showProgress(
          "scoring \(NumberText.counted(scoring.taskCount, "task"))  \(percentage) %")
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
    return report
  }

  private func sheet(
    by scoring: ScoringProtocol, workers: Workers, progress: (Double) -> Void
  ) throws -> ScoreSheet {
    var scores: [String: Score] = [:]
    var anchors: Anchors?
    let all = entrants.scored + entrants.others
    for (number, entrant) in all.enumerated() where scores[entrant.name] == nil {
      var own = scoring
      own.keepsTrials = scoring.keepsTrials && number == 0
      // All play with the same random numbers.
      own.playsTaskByTask = scoring.keepsTrials
      let score = try naming(entrant) {
        try Score(
          of: entrant.agent, untrained: entrant.untrained, distribution: entrants.distribution,
          by: own, anchors: anchors,
          known: Catalog.anchors(of: entrants.distribution, scoring.split), workers: workers
        ) { progress((Double(number) + Double($0) / Double($1)) / Double(all.count)) }
      }
      try AdaptivePolicy.NotFinite.check(
        score.curve.map(\.mean), of: entrant.name, score.experience)
      scores[entrant.name] = score
      // Anchors belong to the tasks, not to a policy, except the untrained level: the first policy's counts.
      anchors = score.anchors
    }
    func pooled(_ entrants: [ScoreEntrants.Entrant]) -> PooledScore {
      PooledScore(entrants.compactMap { scores[$0.name] }, by: scoring)
    }
    let score = pooled(entrants.scored)
    return ScoreSheet(
      scoring: scoring, score: score,
      comparison: entrants.others.isEmpty
        ? nil : Comparison(of: score, against: pooled(entrants.others), by: scoring))
  }

  /// Names the policy whose adaptation failed, if there are several.
  private func naming(_ entrant: ScoreEntrants.Entrant, _ body: () throws -> Score) throws -> Score
  {
    do {
      return try body()
    } catch let error {
      let isOnlyOne = entrants.scored.count + entrants.others.count == 1
      guard !isOnlyOne || error is PlayError else { throw error }
      throw Failure(policy: entrant.name, cause: error)
    }
  }
}

extension ScoreOptions {
  /// Scores everything.
  package func run(console: Console) throws {
    try ScoreSession(self, console: console).run()
  }
}
