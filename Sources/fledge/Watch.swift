import Application
import Arguments
import Environments
import Gym
import MetaLearning
import Numerics
import Recording

#if Viewer
import Drawing
import Viewer
#endif

/// `fledge watch`: a window in which a policy adapts, or a recording is played.
struct Watch: Command {
  static let configuration = CommandConfiguration(
    name: "watch", summary: "Opens a window in which a policy adapts, or a replay is played.",
    discussion: """
      Side by side, the policy before and after it adapted plays the same task from the same start \
      (in a replay, from the starts that were recorded); beside them the return as it accumulates, \
      and the mean return after each adaptation step. Click in the arena or drag a slider to set \
      another task: the policy collects its rollouts, takes its steps and plays what it has learned. \
      'H' in the window lists all keys.

      The tasks are those that 'fledge score' draws with the same seed, with the same mean returns. \
      Without a display, 'fledge render' draws replays into files.
      """,
    examples: [
      "fledge watch point-robot-goals", "fledge watch runs/cart --steps 2 --theme dark",
      "fledge watch point-robot-goals --task goalX=0.3 --task goalY=-0.2",
      "fledge watch Replays/cart-pole-reversed.safetensors",
    ])

  @Argument("policy or replay", help: "Path of a policy, run folder or replay, or a name of one.")
  var name: String

  @Option(
    "task", value: "parameter=number",
    help:
      "A parameter of the first task; those not given have their usual values. May be repeated.",
    section: "Adaptation")
  var assignments: [String] = []

  @Option("split", value: "name", help: "Which tasks are met.", section: "Adaptation")
  var split = Split.test

  @Option(
    "rollouts", value: "count", help: "Episodes for each step. Default: as in training.",
    range: 1...1_000, section: "Adaptation")
  var rolloutCount: Int?

  @Option(
    "steps", value: "count", help: "Adaptation steps. Default: 3, or as in training if more.",
    range: 0...100, section: "Adaptation")
  var stepCount: Int?

  @Option(
    "inner-learning-rate", value: "rate,...",
    help: "Size of each adaptation step in place of the policy's own.", range: GreaterThan(0),
    section: "Adaptation")
  var learningRates: CommaSeparated<Double>?

  @Option(
    "inner-learning-rate-decay", value: "factor",
    help: "Factor of the rate at each step beyond those listed, or beyond training's.",
    range: GreaterThan(0), section: "Adaptation")
  var learningRateDecay: Double?

  @Option("seed", value: "number", help: "Seed of all random numbers.", section: "Adaptation")
  var seed: UInt64 = 1

  var window = WindowOptions()

  #if Viewer
  func run() throws {
    let watched = try watched()
    let viewer = try ViewerSession(watched, options: window.viewerOptions)
    viewer.run()
    if window.showsFrameTimes { try Console.print([viewer.frames.description]) }
  }

  private func watched() throws -> Watched {
    if let replay = try replay() {
      let given = [
        ("--task", $assignments.isGiven), ("--split", $split.isGiven),
        ("--rollouts", $rolloutCount.isGiven), ("--steps", $stepCount.isGiven),
        ("--inner-learning-rate", $learningRates.isGiven),
        ("--inner-learning-rate-decay", $learningRateDecay.isGiven), ("--seed", $seed.isGiven),
      ].first { $0.1 }
      if let given {
        throw UsageError(
          "'\(name)' is a replay, in which everything has happened: leave out '\(given.0)'.")
      }
      return Watched(
        name: replay.replay.policy, distribution: replay.distribution, seed: replay.replay.seed,
        source: .replay(replay.replay.trials))
    }
    let policy = try AdaptivePolicy(named: name)
    let settings = policy.learner.settings
    let task = try readingCommandLine {
      _ = try policy.distribution.task(split, index: 0, key: RandomKey(seed: seed))
      return assignments.isEmpty
        ? nil : try policy.distribution.parameters(fromAssignments: assignments)
    }
    return Watched(
      name: policy.name, distribution: policy.distribution, seed: seed,
      source: .policy(
        LivePolicy(
          adaptation: policy.learner.begin(
            learningRates: learningRates?.values, decay: learningRateDecay),
          stepCount: stepCount ?? max(3, settings.innerSteps),
          rolloutCount: rolloutCount ?? settings.rollouts, split: split, task: task)))
  }

  /// The replay that is meant, if not a policy is: of one name the policy comes first.
  private func replay() throws -> LoadedReplay? {
    guard let path = try? PolicyLibrary.path(of: name) else {
      guard (try? FileLibrary.replays.path(of: name)) != nil else {
        throw NothingToWatch(name: name)
      }
      return try LoadedReplay(named: name)
    }
    do {
      _ = try SavedLearner(reading: .policy, from: path)
      return nil
    } catch let error as FileFormatError where error.problem == .otherKind(name: "fledge-replay") {
      return try LoadedReplay(named: path)
    } catch {
      // Whatever is wrong with the policy is said by who reads it.
      return nil
    }
  }

  /// Something that was asked for and is neither policy nor replay.
  struct NothingToWatch: Error, CustomStringConvertible {
    var name: String

    var description: String {
      let (policies, replays) = (PolicyLibrary.names, FileLibrary.replays.names)
      let suggestion =
        closestName(to: name, among: policies + replays).map { " Did you mean '\($0)'?" } ?? ""
      func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
      }
      return "There is no policy or replay '\(name)': neither a file, a run folder, nor one in"
        + " Policies/ or Replays/.\(suggestion) Policies that ship here: \(list(policies)); replays:"
        + " \(list(replays))."
    }
  }
  #else
  func run() throws {
    throw MissingTrait(command: "watch", packages: ["libsdl2-dev", "libcairo2-dev"])
  }
  #endif
}
