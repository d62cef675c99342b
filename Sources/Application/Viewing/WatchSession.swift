#if Viewer
import Arguments
import Gym
import MetaLearning
import Numerics
import Recording
package import Viewer
import Wording

/// A window in which a policy adapts or a replay is played: what `fledge watch` does.
package struct WatchSession {
  private let options: WatchOptions
  private let console: Console
  /// What is shown.
  package let content: ViewerContent

  /// Reads the policy or replay and checks everything that can be wrong before a window opens.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - console: Receives how many frames were shown, if asked.
  /// - Throws: `NothingToWatch` if there is neither a policy nor a replay of that name; what is wrong
  ///   with its file; `UsageError` for a task or a split that there is not.
  package init(_ options: WatchOptions, console: Console) throws {
    self.options = options
    self.console = console
    content = try ViewerContent(options)
  }

  /// Shows the window until it is closed.
  ///
  /// - Throws: `ViewerError` if there is no display, or it is lost.
  package func run() throws {
    let viewer = try ViewerSession(content, options: options.window.viewerOptions)
    viewer.run()
    if options.window.showsFrameTimes { try console.print([viewer.frames.description]) }
  }
}

/// A name of neither a policy nor a replay.
package struct NothingToWatch: Error, CustomStringConvertible {
  package var name: String

  package var description: String {
    let (policies, replays) = (FileLibrary.policies.names, FileLibrary.replays.names)
    return "There is no policy or replay '\(name)': neither a file, a run folder, nor one in"
      + " Policies/ or Replays/.\(NameText.suggestion(for: name, among: policies + replays))"
      + " Policies that ship here: \(NameText.plainList(policies)); replays: \(NameText.plainList(replays))."
  }
}

extension ViewerContent {
  fileprivate init(_ options: WatchOptions) throws {
    if let loaded = try LoadedReplay(watching: options.name) {
      if let option = options.adaptation.givenNames.first {
        throw UsageError("'\(options.name)' is a replay: '--\(option)' applies only to policies.")
      }
      self.init(
        name: loaded.replay.policy, distribution: loaded.distribution, seed: loaded.replay.seed,
        source: .replay(loaded.replay.trials), experience: loaded.replay.experience)
    } else {
      try self.init(
        AdaptivePolicy(named: options.name, in: options.adaptation.steps.catalog),
        options.adaptation)
    }
  }

  private init(_ policy: AdaptivePolicy, _ options: WatchOptions.Adaptation) throws {
    let (distribution, steps) = (policy.distribution, options.steps)
    let task = try readingCommandLine {
      _ = try distribution.task(options.split, index: 0, key: RandomKey(seed: steps.seed))
      return options.assignments.isEmpty
        ? nil : try distribution.parameters(fromAssignments: options.assignments)
    }
    let settings = policy.learner.settings
    try self.init(
      name: policy.name, distribution: distribution, seed: steps.seed,
      source: .policy(
        LivePolicy(
          agent: steps.makeAgent(policy.learner), stepCount: steps.stepCount(for: policy.learner),
          rolloutCount: options.rolloutCount ?? settings.rolloutCount, split: options.split,
          task: task)
      ))
  }
}

extension LoadedReplay {
  /// Reads a replay; gives `nil` if the name is that of a policy, which takes precedence.
  ///
  /// - Throws: `NothingToWatch` if there is neither; what is wrong with the replay.
  fileprivate init?(watching name: String) throws {
    guard let path = try? FileLibrary.policies.path(of: name) else {
      guard (try? FileLibrary.replays.path(of: name)) != nil else {
        throw NothingToWatch(name: name)
      }
      try self.init(named: name)
      return
    }
    do {
      _ = try SavedLearner(reading: .policy, from: path)
      return nil
    } catch let error as FileFormatError where error.problem == .otherKind(name: "fledge-replay") {
      try self.init(named: path)
    } catch {
      // Reading it as a policy reports what is wrong with it.
      return nil
    }
  }
}
#endif
