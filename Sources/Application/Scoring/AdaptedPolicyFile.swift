import Arguments
import Foundation
import Gym
import MetaLearning
import Recording
import Wording

/// Writes what `--save` asks for: the policy as adaptation has left it.
struct AdaptedPolicyFile {
  private let policy: AdaptivePolicy
  private let path: String
  private let console: Console

  /// Prepares the file, before anything is computed; gives `nil` without a path.
  ///
  /// - Parameters:
  ///   - policy: The policy that adapts.
  ///   - path: The file, or `nil` if nothing is to be saved.
  ///   - stepCount: How many steps it will take.
  ///   - console: Receives where the file is.
  /// - Throws: `UsageError` if there is nothing to save, the file is the policy itself or its name has
  ///   another extension, or the steps are too many; `FileError` if the file could not be written.
  init?(of policy: AdaptivePolicy, path: String?, stepCount: Int, console: Console) throws {
    guard let path else { return nil }
    self.policy = policy
    self.path = path
    self.console = console
    let agent = policy.learner.makeAgent(.none)
    guard policy.learner.knowledge(of: agent) != nil else {
      throw UsageError(Self.refusal(of: policy))
    }
    let limit = TrialPlan.mostStepsBefore - agent.stepsBeforeTrial
    guard stepCount <= limit else {
      throw UsageError(
        "'\(policy.name)' was saved after \(agent.stepsBeforeTrial) steps, and a policy may have at"
          + " most \(TrialPlan.mostStepsBefore). Give --steps \(limit) or fewer.")
    }
    guard path.lowercased().hasSuffix(".safetensors") else {
      throw UsageError(
        "'\(path)' would be a policy, and the names of policies end in .safetensors.")
    }
    try AtomicFile.checkWritable(path)
    guard URL(fileURLWithPath: path).resolvingSymlinksInPath().path != policy.file else {
      throw UsageError(
        "'--save \(path)' would replace the policy that adapts. Give it a file of its own.")
    }
  }

  private static func refusal(of policy: AdaptivePolicy) -> String {
    let learner = policy.learner.settings.learner
    return policy.experience == .separate
      ? "'--save' does not apply to policies of '\(learner)': they adapt by a memory of one trial,"
        + " which ends with it, and their parameters stay as they are. '--record' keeps the trial."
      : "'--save' does not apply to policies of '\(learner)': what they learn on a task is not kept in"
        + " policy files."
  }

  /// Writes the file.
  ///
  /// - Parameters:
  ///   - agent: The agent after its trial.
  ///   - adaptation: What it did.
  /// - Throws: `SavedLearnerError` or `SafetensorsError` if the file cannot be written.
  func write(_ agent: any Agent, after adaptation: SavedAdaptation) throws {
    guard let saved = try policy.saved(as: agent, after: adaptation) else {
      preconditionFailure("AdaptedPolicyFile: the agent of '\(policy.name)' cannot be saved.")
    }
    try saved.write(.policy, to: path)
    console.say(
      "The policy after \(NumberText.counted(adaptation.steps, "step")) is in \(path);"
        + " 'fledge adapt' and 'fledge score' continue from there.")
  }
}
