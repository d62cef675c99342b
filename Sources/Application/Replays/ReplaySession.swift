package import Gym
import Numerics
import Recording
import Wording

/// Shows what is in a replay, and verifies it if asked: what `fledge replay` does.
package struct ReplaySession {
  private let options: ReplayOptions
  private let console: Console
  private let loaded: LoadedReplay
  private let trialNumbers: Range<Int>

  /// Reads the replay.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives progress.
  /// - Throws: What `LoadedReplay` throws; `UsageError` if there is no such trial.
  package init(_ options: ReplayOptions, console: Console) throws {
    self.options = options
    self.console = console
    loaded = try LoadedReplay(named: options.name)
    trialNumbers = try options.trialNumbers(of: loaded)
  }

  /// Verifies the replay if asked, and prints the report.
  ///
  /// - Throws: `Mismatch`; `FileError` if the report cannot be written.
  package func run() throws {
    try console.print(report(), asJSON: options.isJSON)
  }

  /// Verifies the replay if asked.
  ///
  /// - Throws: `Mismatch` if something differs when it is played again.
  package func report() throws -> ReplayReport {
    if options.isVerifying { try verify() }
    return ReplayReport(
      loaded: loaded, trialNumbers: trialNumbers, isVerified: options.isVerifying)
  }

  /// A replay in which something differs when it is played again.
  package struct Mismatch: Error, CustomStringConvertible {
    package var path: String
    package var trial: Int
    package var error: ResimulationError

    package var description: String {
      "Cannot verify '\(path)': trial \(trial + 1), \(error.description) when played again. It was"
        + " changed, or recorded by a Fledge with other dynamics; record it again with --record."
    }
  }

  private func verify() throws {
    let (path, trials, distribution) = (loaded.path, loaded.replay.trials, loaded.distribution)
    let workers = options.running.makeWorkers()
    // In portions, so that there is progress to show and the first failure ends it early.
    let portion = 16 * workers.count
    for start in stride(from: trialNumbers.lowerBound, to: trialNumbers.upperBound, by: portion) {
      console.showProgress(
        "verifying \(NumberText.counted(trialNumbers.count, "trial"))"
          + "  \(100 * (start - trialNumbers.lowerBound) / trialNumbers.count) %")
      defer { console.endProgress() }
      let end = min(start + portion, trialNumbers.upperBound)
      _ = try workers.map(end - start) { index in
        do throws(ResimulationError) {
          try distribution.verify(trials[start + index])
        } catch {
          throw Mismatch(path: path, trial: start + index, error: error)
        }
      }
    }
  }
}

extension ReplayOptions {
  /// Shows the replay.
  package func run(console: Console) throws {
    try ReplaySession(self, console: console).run()
  }
}
