public import Numerics

// The only place where an agent meets a task: training, scoring, recording, anchors, the window and tests
// all play through here.
extension TaskDistribution {
  /// Plays a trial and keeps all of it.
  ///
  /// - Parameters:
  ///   - plan: How many blocks of how many episodes.
  ///   - task: The task's parameters.
  ///   - agent: What acts; afterwards as the last block has left it.
  ///   - key: The address of the trial's random numbers.
  ///   - recordsStates: Whether the states are kept, too.
  ///   - recordsInsights: Whether what the agent remembers and intends is kept, too; that takes time.
  /// - Returns: The trial.
  /// - Throws: `PlayError` if an agent's actions are not finite; what `Agent.absorb` throws.
  public func play(
    _ plan: TrialPlan, on task: [Float], by agent: inout some Agent, key: RandomKey,
    recordsStates: Bool = false, recordsInsights: Bool = false
  ) throws -> Trial {
    var trial = Trial(task: task, blocks: [])
    try play(
      plan, on: task, by: &agent, key: key, recordsStates: recordsStates,
      recordsInsights: recordsInsights
    ) { block in
      trial.blocks.append(block)
      return true
    }
    return trial
  }

  /// Plays a trial and hands out its blocks.
  ///
  /// - Parameters:
  ///   - plan: How many blocks of how many episodes.
  ///   - task: The task's parameters.
  ///   - agent: What acts; afterwards as the last block has left it.
  ///   - key: The address of the trial's random numbers.
  ///   - recordsStates: Whether the states are kept, too.
  ///   - recordsInsights: Whether what the agent remembers and intends is kept, too; that takes time.
  ///   - beforeBlock: Receives each block before it is played and the agent that will play it.
  ///   - afterBlock: Receives each block that was played; returns whether the trial goes on.
  /// - Throws: `PlayError` if an agent's actions are not finite; what `Agent.absorb` and the closures
  ///   throw.
  public func play(
    _ plan: TrialPlan, on task: [Float], by agent: inout some Agent, key: RandomKey,
    recordsStates: Bool = false, recordsInsights: Bool = false,
    beforeBlock: ((Block, any Agent) throws -> Void)? = nil,
    afterBlock: (TrialBlock) throws -> Bool
  ) throws {
    try play(
      plan, on: task, by: &agent, key: key, recordsStates: recordsStates,
      recordsInsights: recordsInsights, beforeBlock: beforeBlock,
      absorbing: { try $0.absorb($1) }, afterBlock: afterBlock)
  }

  /// Plays a trial in which the agent learns from blocks by a closure in place of `Agent.absorb`, which
  /// may hand out more than the agent keeps.
  package func play<A: Agent>(
    _ plan: TrialPlan, on task: [Float], by agent: inout A, key: RandomKey,
    recordsStates: Bool = false, recordsInsights: Bool = false,
    beforeBlock: ((Block, any Agent) throws -> Void)? = nil,
    absorbing: (inout A, Rollouts) throws -> Void, afterBlock: (TrialBlock) throws -> Bool
  ) throws {
    let isKept = recorder?.keeps(key) ?? false
    for number in 0..<plan.blockCount {
      let block = Block(
        number: number, copyCount: plan.episodesPerBlock,
        key: key.child(.adaptationStep, agent.stepsBeforeTrial + number))
      try beforeBlock?(block, agent)
      let played = play(
        block, on: task, by: &agent, recordsStates: recordsStates || isKept,
        recordsInsights: recordsInsights)
      guard played.rollouts.actions.allSatisfy(\.isFinite) else {
        throw agent.experience == .pooled
          ? PlayError.notFiniteActions(block: number)
          : PlayError.notFiniteActionsOfTrials(block: number)
      }
      if isKept { recorder?.keep(played, of: key, on: [task], agent.experience) }
      guard try afterBlock(played) else { return }
      if number + 1 < plan.blockCount { try absorbing(&agent, played.rollouts) }
    }
  }

  /// Plays complete episodes of one task side by side, each to its own end.
  ///
  /// - Parameters:
  ///   - count: How many episodes, at least 1.
  ///   - task: The task's parameters.
  ///   - agent: What acts.
  ///   - key: The address of all random numbers of these episodes.
  /// - Returns: Exactly `count` episodes.
  /// - Complexity: Allocates a fixed number of growing buffers, nothing per step.
  public func rollouts(
    _ count: Int, of task: [Float], by agent: inout some Agent, key: RandomKey
  ) -> Rollouts {
    play(Block(copyCount: count, key: key), on: task, by: &agent).rollouts
  }

  /// Plays one block; it does not let the agent absorb it.
  ///
  /// - Parameters:
  ///   - block: The block, whose key is also that of the environment.
  ///   - task: The task's parameters.
  ///   - agent: What acts.
  ///   - recordsStates: Whether the states are kept, too.
  ///   - recordsInsights: Whether what the agent remembers and intends is kept, too; that takes time.
  /// - Returns: Exactly `block.copyCount` episodes.
  public func play(
    _ block: Block, on task: [Float], by agent: inout some Agent, recordsStates: Bool = false,
    recordsInsights: Bool = false
  ) -> TrialBlock {
    var batch = makeBatch(task, block.copyCount)
    return play(
      block, in: &batch, by: &agent, recordsStates: recordsStates, recordsInsights: recordsInsights)
  }

  /// Plays the trials of separate agents, each copy on a task of its own.
  ///
  /// - Parameters:
  ///   - blockCount: How many blocks, at least 1; each plays one episode per copy.
  ///   - tasks: The task of each copy, at least one.
  ///   - agent: What acts; all copies are separate agents that begin alike.
  ///   - key: The address of the random numbers of all trials.
  ///   - recordsStates: Whether the states are kept, too.
  ///   - recordsInsights: Whether what the agent remembers and intends is kept, too; that takes time.
  /// - Returns: The blocks; episode `e` of each belongs to the trial on `tasks[e]`.
  /// - Throws: `PlayError` if an agent's actions are not finite; what `Agent.absorb` throws.
  /// - Precondition: The agent's experience is separate.
  public func play(
    _ blockCount: Int, onEach tasks: [[Float]], by agent: inout some Agent, key: RandomKey,
    recordsStates: Bool = false, recordsInsights: Bool = false
  ) throws -> [TrialBlock] {
    precondition(
      agent.experience == .separate,
      "TaskDistribution.play: a pooled agent plays all copies on one task.")
    let isKept = recorder?.keeps(key) ?? false
    var batch = makeBatch(tasks: tasks)
    return try (0..<blockCount).map { number in
      let block = Block(
        number: number, copyCount: tasks.count, key: key.child(.adaptationStep, number))
      let played = play(
        block, in: &batch, by: &agent, recordsStates: recordsStates || isKept,
        recordsInsights: recordsInsights)
      guard played.rollouts.actions.allSatisfy(\.isFinite) else {
        throw PlayError.notFiniteActionsOfTrials(block: number)
      }
      if isKept { recorder?.keep(played, of: key, on: tasks, .separate) }
      if number + 1 < blockCount { try agent.absorb(played.rollouts) }
      return played
    }
  }

  /// Plays one block in a batch that has as many copies.
  package func play(
    _ block: Block, in batch: inout any EnvironmentBatch, by agent: inout some Agent,
    recordsStates: Bool, recordsInsights: Bool = false
  ) -> TrialBlock {
    var recorder = RolloutRecorder(
      specification: specification, copyCount: block.copyCount, recordsStates: recordsStates)
    batch.reset(key: block.key)
    agent.begin(block)
    while recorder.isAnyRunning {
      recorder.beginStep(batch)
      agent.act(on: recorder.view, actions: &recorder.actions)
      recorder.recordActions(
        logProbabilities: agent.logProbabilities, values: agent.values)
      if recordsInsights { recorder.record(agent.insight) }
      batch.stepRunning(actions: recorder.allActions)
      let outcome = Outcome(
        view: recorder.view, actions: recorder.actions, rewards: batch.rewards,
        isTerminated: batch.isTerminated, isTruncated: batch.isTruncated,
        nextObservations: batch.observations, targets: batch.targets)
      agent.observe(outcome)
      recorder.endStep(outcome)
    }
    return TrialBlock(
      key: block.key,
      rollouts: recorder.rollouts(
        isTerminated: batch.isTerminated, finalObservations: batch.observations),
      stateSize: specification.stateNames.count,
      states: recordsStates ? recorder.states(finalStates: batch.states) : [],
      insights: recorder.insights())
  }
}

/// What can go wrong while an agent plays.
public enum PlayError: Error, Equatable, CustomStringConvertible {
  /// The agent's outputs in a block, numbered from 0, were infinite or not a number, and so were its
  /// actions.
  case notFiniteActions(block: Int)
  /// The same in separate trials, whose blocks are episodes.
  case notFiniteActionsOfTrials(block: Int)

  /// The error in words.
  public var description: String {
    switch self {
    case .notFiniteActions(let block):
      "the policy's outputs after \(block) adaptation \(block == 1 ? "step" : "steps") are not"
        + " finite, because its parameters are too large. Train again with 'fledge train', or adapt"
        + " with a smaller learning rate."
    case .notFiniteActionsOfTrials(let block):
      "the policy's outputs in episode \(block + 1) of a trial are not finite, because its parameters"
        + " are too large. Train again with 'fledge train'."
    }
  }
}
