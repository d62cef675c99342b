import Environments
import Gym
import MetaLearning
import Numerics
import Scoring

/// Measures the anchors of a distribution: what `fledge anchors` does.
package struct AnchorsSession {
  /// The most tasks that the untrained policy is measured on.
  package static let untrainedTaskCount = 1000

  private let options: AnchorsOptions
  private let console: Console
  private let distribution: TaskDistribution
  private var file: AnchorsFile?

  /// Checks everything that can be wrong before anything is measured.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives progress.
  /// - Throws: `UsageError` if there is no such distribution, or the file is given for a changed one;
  ///   what reading the file throws.
  package init(_ options: AnchorsOptions, console: Console) throws {
    self.options = options
    self.console = console
    distribution = try options.distribution()
    file = try options.outputPath.map(AnchorsFile.init(path:))
  }

  /// Measures, writes the file and prints the report.
  ///
  /// - Throws: As ``report()``; `FileError` if something cannot be written.
  package mutating func run() throws {
    let report = try report()
    try file?.replace(distribution.fullName, by: report.levels)
    try console.print(report, asJSON: options.isJSON)
  }

  /// Measures the reference players and the untrained policy on each split with tasks of its own.
  ///
  /// - Throws: `UsageError` if a split has no tasks; what playing throws.
  package func report() throws -> AnchorsReport {
    let workers = options.running.makeWorkers()
    defer { console.endProgress() }
    let test = try measure(.test, workers: workers)
    let shifted =
      try distribution.region(of: .shifted) == nil ? nil : measure(.shifted, workers: workers)
    return AnchorsReport(
      name: distribution.fullName,
      levels: DistributionAnchors(
        version: distribution.version, options: distribution.options, test: test, shifted: shifted))
  }

  private func measure(_ split: Split, workers: Workers) throws -> Anchors {
    console.showProgress("measuring \(distribution.fullName), \(split.rawValue) tasks")
    return try readingCommandLine {
      var levels = try Anchors(
        measuring: distribution, split, taskCount: options.taskCount,
        episodeCount: options.rolloutCount, seed: options.seed, workers: workers)
      let learner = options.catalog.first
      let settings = try learner.defaultSettings(for: distribution)
      let scoring = ScoringProtocol(
        split: split, taskCount: min(options.taskCount, Self.untrainedTaskCount),
        stepCount: Defaults.scoredSteps(trained: settings.stepCount),
        rolloutCount: settings.rolloutCount,
        seed: options.seed)
      try levels.measureUntrained(
        learner.untrainedAgents(
          settings, specification: distribution.specification, seed: options.seed),
        on: distribution, by: scoring, workers: workers)
      return levels
    }
  }
}

extension AnchorsOptions {
  /// Measures the anchors.
  package func run(console: Console) throws {
    var session = try AnchorsSession(self, console: console)
    try session.run()
  }
}
