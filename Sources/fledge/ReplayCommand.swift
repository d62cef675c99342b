import Application
import Arguments
import Gym
import Numerics
import Recording

/// `fledge replay`: what is in a replay, and whether it comes out the same when played again.
struct ReplayCommand: Command {
  static let configuration = CommandConfiguration(
    name: "replay", summary: "Shows what is in a replay, or verifies it bit by bit.",
    discussion: """
      A replay holds episodes of every stage of adaptation: 'fledge adapt' and 'fledge score' keep \
      them with --record. Each row of the table is a stage, called by how many adaptation steps were \
      taken before, with mean undiscounted returns and their range: over episodes if one task is \
      shown, otherwise over the means of the tasks.

      --verify plays every episode again, from its task, its random address and its actions, and \
      compares every state, observation, reward and end, to the bit; names and seed are not checked.
      """,
    examples: [
      "fledge replay point-robot-goals", "fledge replay nav.safetensors --trial 3",
      "fledge replay --verify nav.safetensors",
    ])

  @Argument("replay", help: "Path of a replay, or the name of one in Replays/.")
  var name: String

  @Option("trial", value: "number", help: "Only this trial, from 1. Default: all.", range: 1...)
  var trialNumber: Int?

  @Flag("verify", help: "Plays everything again and compares it.") var isVerifying

  @Flag("json", help: "Prints one JSON object.") var isJSON

  var running = RunningOptions()

  func run() throws {
    let loaded = try LoadedReplay(named: name)
    let numbers = try chosenTrials(of: loaded)
    if isVerifying { try verify(loaded, numbers) }
    let report = ReplayReport(loaded: loaded, trialNumbers: numbers, isVerified: isVerifying)
    try Console.print(isJSON ? [try JSONOutput.text(report)] : report.lines)
  }

  /// The numbers of the trials to show, from 0.
  private func chosenTrials(of loaded: LoadedReplay) throws -> Range<Int> {
    let count = loaded.replay.trials.count
    guard let trialNumber else { return 0..<count }
    guard trialNumber <= count else {
      throw $trialNumber.invalid(
        "\(trialNumber)",
        because: "'\(loaded.path)' has \(Numbers.counted(count, "trial"))")
    }
    return trialNumber - 1..<trialNumber
  }

  /// A replay that comes out otherwise when it is played again.
  struct Mismatch: Error, CustomStringConvertible {
    var path: String
    var trial: Int
    var error: ResimulationError

    var description: String {
      "Cannot verify '\(path)': trial \(trial + 1), \(error.description) when played again. It was"
        + " changed, or recorded by a Fledge with other dynamics; record it again with --record."
    }
  }

  private func verify(_ loaded: LoadedReplay, _ numbers: Range<Int>) throws {
    let (trials, distribution) = (loaded.replay.trials, loaded.distribution)
    let console = Console(isQuiet: running.isQuiet)
    let workers = running.makeWorkers()
    // Some trials at a time, so that there is progress to show and a failure ends it soon.
    let portion = 16 * workers.count
    for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: portion) {
      console.showProgress(
        "verifying \(Numbers.counted(numbers.count, "trial"))"
          + "  \(100 * (start - numbers.lowerBound) / numbers.count) %")
      defer { console.endProgress() }
      let end = min(start + portion, numbers.upperBound)
      _ = try workers.map(end - start) { index in
        do throws(ResimulationError) {
          try distribution.verify(trials[start + index])
        } catch {
          throw Mismatch(path: loaded.path, trial: start + index, error: error)
        }
      }
    }
  }
}
