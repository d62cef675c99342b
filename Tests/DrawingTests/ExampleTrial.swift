#if Viewer
import Environments
import Gym
import Numerics

/// Trials as a recorder would keep them, from players that know more of the task stage by stage.
enum ExampleTrial {
  /// Plays a trial.
  ///
  /// - Parameters:
  ///   - distribution: Where the task is from.
  ///   - stageCount: How many stages, at least 1.
  ///   - episodes: How many episodes each stage has.
  /// - Returns: The trial; the same for the same arguments.
  /// - Throws: An error if the distribution has no such task.
  static func make(
    _ distribution: TaskDistribution, stageCount: Int = 3, episodes: Int = 6
  ) throws -> Trial {
    let key = RandomKey(seed: 3)
    let task = try distribution.task(.test, index: 0, key: key)
    let stages = (0..<stageCount).map { number in
      var player = HalfwayAgent(
        knowing: distribution.referenceAgents.makeOracle(task),
        random: RandomAgent(actionSpace: distribution.specification.actionSpace),
        knowledge: Double(number) / Double(max(1, stageCount - 1)))
      return record(
        distribution.rollouts(
          episodes, of: task, by: &player, key: key.child(.scoring, number)),
        key: key.child(.scoring, number))
    }
    return Trial(task: task, blocks: stages)
  }

  /// States equal observations in all present environments.
  private static func record(_ rollouts: Rollouts, key: RandomKey) -> TrialBlock {
    let size = rollouts.observationSize
    var states: [Float] = []
    for episode in 0..<rollouts.episodeCount {
      let rows = rollouts.rows(ofEpisode: episode)
      states += rollouts.observations[rows.lowerBound * size..<rows.upperBound * size]
      states += rollouts.finalObservations[episode * size..<(episode + 1) * size]
    }
    return TrialBlock(key: key, rollouts: rollouts, stateSize: size, states: states)
  }
}

/// Acts like one agent in some steps and like another in the rest.
private struct HalfwayAgent: Agent {
  var knowing: any Agent
  var random: any Agent
  /// The fraction of steps the knowing agent has.
  let knowledge: Double

  mutating func begin(_ block: Block) {
    knowing.begin(block)
    random.begin(block)
  }

  mutating func act(on view: View, actions: inout [Float]) {
    let isKnowing = (Double(view.step) * 0.381966).truncatingRemainder(dividingBy: 1) < knowledge
    if isKnowing {
      knowing.act(on: view, actions: &actions)
    } else {
      random.act(on: view, actions: &actions)
    }
  }
}
#endif
