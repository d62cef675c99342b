import Environments
import Foundation
package import Gym
package import MetaLearning
import Numerics
package import Recording
import Wording

/// A policy found by path or name, ready to adapt.
package struct AdaptivePolicy {
  /// What the user called it.
  package let name: String
  /// The distribution it was trained on.
  package var distribution: TaskDistribution { loop.distribution }
  /// Where it was found, links resolved.
  package let file: String
  /// The learner that adapts.
  package var learner: any Learner { loop.learner }
  /// What the learner says of itself.
  package let entry: LearnerEntry
  /// The adaptations after which the policy was saved; empty if training made it.
  package let adaptations: [SavedAdaptation]
  private let loop: TrainingLoop
  /// Whether the learner is the one that trains if none is named.
  private let isUsual: Bool

  /// A policy and a distribution that do not fit.
  package struct SpaceMismatch: Error, CustomStringConvertible {
    package var policy: String
    /// The name of its learner; `nil` for the one that trains if none is named.
    package var learner: String?
    package var trainedOn: TaskDistribution
    package var wanted: TaskDistribution

    package var description: String {
      let (own, other) = (trainedOn.specification, wanted.specification)
      return "Cannot use '\(policy)' on \(wanted.fullName): it was trained on"
        + " \(trainedOn.fullName) with observation \(own.observationSpace) and action"
        + " \(own.actionSpace), but here the observation is \(other.observationSpace) and the"
        + " action \(other.actionSpace). Train another with 'fledge train \(wanted.fullName)"
        + "\(wanted.optionWords)\(learner.map { " --learner \($0)" } ?? "")'."
    }
  }

  /// A policy whose parameters are so large that its returns are not finite.
  package struct NotFinite: Error, CustomStringConvertible {
    package var policy: String
    package var step: Int
    package var experience: Experience

    /// Refuses mean returns after 0, 1, 2, … steps that are not finite.
    package static func check(
      _ meanReturns: [Double], of policy: String, _ experience: Experience
    ) throws(NotFinite) {
      if let step = meanReturns.firstIndex(where: { !$0.isFinite }) {
        throw NotFinite(policy: policy, step: step, experience: experience)
      }
    }

    package var description: String {
      switch experience {
      case .pooled:
        "Cannot score '\(policy)': its mean return after"
          + " \(NumberText.counted(step, "adaptation step")) is not finite, because its parameters are"
          + " too large. Train again with 'fledge train', or adapt with a smaller learning rate."
      case .separate:
        "Cannot score '\(policy)': its mean return in episode \(step + 1) of its trials is not"
          + " finite, because its parameters are too large. Train again with 'fledge train'."
      }
    }
  }

  /// Finds and reads a policy.
  ///
  /// - Parameters:
  ///   - name: A path, or the name of a policy that ships.
  ///   - catalog: The learners that the file may be of.
  /// - Throws: `FileLibrary.NotFound`, what reading the file throws, or `LoadError`.
  package init(named name: String, in catalog: LearnerCatalog) throws {
    let path = try FileLibrary.policies.path(of: name)
    let saved = try SavedLearner(reading: .policy, from: path)
    let loaded = try saved.load(.policy, path: path, in: catalog)
    self.name = name
    file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    entry = loaded.entry
    adaptations = saved.adaptations
    loop = loaded.loop
    isUsual = loaded.entry.name == catalog.first.name
  }

  /// The distribution to use the policy on.
  ///
  /// - Parameters:
  ///   - name: Another distribution than that of training, if asked for.
  ///   - changes: Changes from the command line.
  /// - Returns: The distribution.
  /// - Throws: `SpaceMismatch` if the policy has other spaces; what the changes throw.
  package func distribution(
    named name: String?, changedBy changes: DistributionOptions
  ) throws -> TaskDistribution {
    let wanted = try name.map(changes.distribution) ?? changes.changed(distribution)
    try checkSpaces(of: wanted)
    return wanted
  }

  /// Refuses a distribution with other spaces than the policy has.
  package func checkSpaces(of wanted: TaskDistribution) throws(SpaceMismatch) {
    let (own, other) = (distribution.specification, wanted.specification)
    guard own.observationSpace == other.observationSpace, own.actionSpace == other.actionSpace
    else {
      throw SpaceMismatch(
        policy: name, learner: isUsual ? nil : entry.name, trainedOn: distribution, wanted: wanted)
    }
  }

  /// Whether its agents adapt by a memory, each in a trial of its own.
  package var experience: Experience { learner.makeAgent().experience }

  /// What there is to say of trials that are longer than those a memory was trained on.
  ///
  /// - Parameters:
  ///   - episodeCount: The episodes of a trial.
  ///   - distribution: Where its tasks come from.
  /// - Returns: A note; `nil` if there is nothing to say.
  package func note(
    onTrialsOf episodeCount: Int, _ distribution: TaskDistribution
  ) -> String? {
    let trained = learner.settings.stepCount + 1
    let horizon = self.distribution.specification.horizon
    guard experience == .separate,
      episodeCount * distribution.specification.horizon > trained * horizon
    else { return nil }
    return
      "Note: '\(name)' was trained on trials of \(NumberText.counted(trained, "episode")) of at"
      + " most \(NumberText.counted(horizon, "step")). In longer ones its memory meets what it never"
      + " met: expect lower returns there."
  }

  /// Refuses mean returns after 0, 1, 2, … steps that are not finite.
  package func checkFinite(
    _ meanReturns: [Double], _ experience: Experience
  ) throws(NotFinite) {
    try NotFinite.check(meanReturns, of: name, experience)
  }

  /// The agents of the policy before training that are worth comparing with.
  ///
  /// - Throws: What making the learner throws.
  package func untrainedAgents() throws -> [NamedAgent] {
    try entry.untrainedAgents(
      learner.settings, specification: distribution.specification, seed: loop.seed)
  }
}

// MARK: After adaptation

extension AdaptivePolicy {
  /// What there is to say of a policy that was saved after adapting; `nil` if training made it.
  package var noteOnStepsTaken: String? {
    let steps = learner.makeAgent(.none).stepsBeforeTrial
    return steps == 0
      ? nil
      : "Note: '\(name)' was saved after \(NumberText.counted(steps, "adaptation step")); steps and"
        + " random numbers continue from there."
  }

  /// The policy as an agent has adapted it.
  ///
  /// - Parameters:
  ///   - agent: An agent of its learner.
  ///   - adaptation: What has led there.
  /// - Returns: The content of a policy file; `nil` if what the agent learned is not kept in one.
  /// - Throws: An error if the settings cannot be encoded.
  package func saved(
    as agent: any Agent, after adaptation: SavedAdaptation
  ) throws -> SavedLearner? {
    try learner.knowledge(of: agent).map { knowledge in
      try SavedLearner(
        loop, knowledge: knowledge, adaptations: adaptations + [adaptation])
    }
  }
}

extension LearnerEntry {
  /// The agents that training begins from, in the variants worth comparing with.
  ///
  /// - Throws: What making the learner throws.
  package func untrainedAgents(
    _ settings: any LearnerSettings, specification: EnvironmentSpecification, seed: UInt64
  ) throws -> [NamedAgent] {
    try makeLearner(settings, for: specification, key: RandomKey(seed: seed)).untrainedAgents()
  }
}

extension TaskDistribution {
  /// The options of the environment that are not the defaults, as they are typed after the name.
  package var optionWords: String {
    let known = (try? Catalog.entry(named: fullName))?.options ?? []
    return known.compactMap { option in
      guard let value = options[option.name], value != option.defaultValue else { return nil }
      return " --option \(option.name)=\(option.text(of: value))"
    }.joined()
  }
}
