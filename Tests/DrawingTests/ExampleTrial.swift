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
  ) throws -> RecordedTrial {
    let key = RandomKey(seed: 3)
    let task = try distribution.task(.test, index: 0, key: key)
    let stages = (0..<stageCount).map { number in
      var player = HalfwayPlayer(
        knowing: distribution.referencePlayers.makeOracle(task),
        random: RandomPlayer(actionSpace: distribution.specification.actionSpace),
        knowledge: Double(number) / Double(max(1, stageCount - 1)))
      return record(
        distribution.rollouts(
          episodes, of: task, by: &player, key: key.child(.scoring, number)),
        key: key.child(.scoring, number))
    }
    return RecordedTrial(task: task, stages: stages)
  }

  /// States equal observations in all present environments.
  private static func record(_ rollouts: Rollouts, key: RandomKey) -> RecordedRollouts {
    let size = rollouts.observationSize
    var states: [Float] = []
    for episode in 0..<rollouts.episodeCount {
      let rows = rollouts.rows(ofEpisode: episode)
      states += rollouts.observations[rows.lowerBound * size..<rows.upperBound * size]
      states += rollouts.finalObservations[episode * size..<(episode + 1) * size]
    }
    return RecordedRollouts(key: key, rollouts: rollouts, stateSize: size, states: states)
  }
}

/// Acts like one player in some steps and like another in the rest.
private struct HalfwayPlayer: Player {
  var knowing: any Player
  var random: any Player
  /// The fraction of steps the knowing player has.
  let knowledge: Double

  mutating func begin(episodeCount: Int, key: RandomKey) {
    knowing.begin(episodeCount: episodeCount, key: key)
    random.begin(episodeCount: episodeCount, key: key)
  }

  mutating func act(at moment: Moment, actions: inout [Float]) {
    let isKnowing = (Double(moment.step) * 0.381966).truncatingRemainder(dividingBy: 1) < knowledge
    if isKnowing {
      knowing.act(at: moment, actions: &actions)
    } else {
      random.act(at: moment, actions: &actions)
    }
  }
}
#endif
