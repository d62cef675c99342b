package import Arguments
package import MetaLearning
import Recording
import Wording

/// What `fledge replay` reads.
package struct ReplayOptions: CommandOptions {
  @Argument("replay", help: "Path of a replay, or the name of one in Replays/.")
  package var name: String

  @Option("trial", value: "number", help: "Only this trial, from 1. Default: all.", range: 1...)
  package var trialNumber: Int?

  @Flag("verify", help: "Plays everything again and compares it.") package var isVerifying

  @Flag("json", help: "Prints one JSON object.") package var isJSON

  package var running = RunningOptions()

  /// Whether progress is hidden.
  package var isQuiet: Bool { running.isQuiet }

  /// Declares the options, which do not depend on the learners.
  package init(catalog: LearnerCatalog) {}

  /// The trials to show, counted from 0.
  ///
  /// - Throws: `UsageError` if the replay does not have the trial that is asked for.
  func trialNumbers(of loaded: LoadedReplay) throws -> Range<Int> {
    let count = loaded.replay.trials.count
    guard let trialNumber else { return 0..<count }
    guard trialNumber <= count else {
      throw $trialNumber.invalid(
        "\(trialNumber)",
        because: "'\(loaded.path)' has \(NumberText.counted(count, "trial"))")
    }
    return trialNumber - 1..<trialNumber
  }
}
