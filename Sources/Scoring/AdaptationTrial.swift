public import Gym
public import MetaLearning
public import Numerics

/// What happened while one policy adapted to one task.
///
/// Stage k is what the policy does after k adaptation steps. Its rollouts measure the stage and, but
/// for the last stage, are what the next step learns from: every return is of fresh rollouts, and
/// no rollouts are spent beyond those the adaptation itself needs.
public struct AdaptationTrial: Sendable {
  /// The task's parameters.
  public var task: [Float]
  /// The rollouts of each stage, `[K + 1]`.
  public var stages: [Rollouts]
  /// The address that each stage was played with, `[K + 1]`.
  public var keys: [RandomKey]

  /// Adapts to a task, step by step.
  ///
  /// - Parameters:
  ///   - adaptation: Where to begin.
  ///   - task: The task's parameters.
  ///   - distribution: What it is a task of.
  ///   - stepCount: How many steps, K.
  ///   - rolloutCount: How many episodes each stage plays.
  ///   - key: The address of the trial's random numbers.
  /// - Throws: What the adaptation throws if a step is not finite; `AdaptationTrialError` if what acts
  ///   has lost all measure.
  public init(
    adapting adaptation: any Adaptation, to task: [Float], of distribution: TaskDistribution,
    stepCount: Int, rolloutCount: Int, key: RandomKey
  ) throws {
    var stages: [Rollouts] = []
    var keys: [RandomKey] = []
    try Self.play(
      adapting: adaptation, to: task, of: distribution, stepCount: stepCount,
      rolloutCount: rolloutCount, key: key
    ) { rollouts, key in
      stages.append(rollouts)
      keys.append(key)
    }
    self.task = task
    self.stages = stages
    self.keys = keys
  }

  /// Adapts to a task and hands out the rollouts of each stage with their address; of them it keeps
  /// only the last.
  static func play(
    adapting adaptation: any Adaptation, to task: [Float], of distribution: TaskDistribution,
    stepCount: Int, rolloutCount: Int, key: RandomKey, visit: (Rollouts, RandomKey) throws -> Void
  ) throws {
    var adaptation = adaptation
    for stage in 0...stepCount {
      var player = adaptation.makePlayer()
      let stageKey = key.child(.adaptationStep, stage)
      let rollouts = distribution.rollouts(rolloutCount, of: task, by: &player, key: stageKey)
      guard rollouts.actions.allSatisfy(\.isFinite) else {
        throw AdaptationTrialError.notFiniteActions(step: stage)
      }
      try visit(rollouts, stageKey)
      if stage < stepCount { adaptation = try adaptation.absorb(rollouts) }
    }
  }

  /// The mean return of each stage, `[K + 1]`.
  public var meanReturns: [Double] { stages.map { $0.meanReturn } }

  /// The environment steps taken before each stage, `[K + 1]`.
  public var environmentStepsBefore: [Int] {
    stages.dropLast().reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.stepCount) }
  }

  /// The sum of the returns of all support episodes and of one final episode: what an agent earns
  /// that has to live with its exploration.
  public var trialReturn: Double {
    let explored = stages.dropLast().reduce(0) { $0 + $1.episodeReturns.reduce(0, +) }
    return explored + (stages.last?.meanReturn ?? 0)
  }

  /// Plays every stage again to learn its states.
  ///
  /// - Parameter distribution: What the task is of, the same as in `init`.
  /// - Returns: What happened, down to the states.
  /// - Throws: `ResimulationError` if playing again does not give the same bits.
  public func recorded(on distribution: TaskDistribution) throws -> RecordedTrial {
    RecordedTrial(
      task: task,
      stages: try zip(stages, keys).map { rollouts, key in
        try distribution.recording(of: rollouts, task: task, key: key)
      })
  }
}

/// What can go wrong while a policy acts.
public enum AdaptationTrialError: Error, Equatable, CustomStringConvertible {
  /// After so many steps a policy's outputs were infinite or not a number, and so were its actions.
  case notFiniteActions(step: Int)

  /// The error in words.
  public var description: String {
    switch self {
    case .notFiniteActions(let step):
      "the policy's outputs after \(step) adaptation \(step == 1 ? "step" : "steps") are not finite,"
        + " because its parameters are too large. Train again with 'fledge train', or try a smaller"
        + " --inner-learning-rate."
    }
  }
}
