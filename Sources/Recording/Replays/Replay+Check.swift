public import Gym

extension Replay {
  /// Checks that the recorded episodes are possible in a distribution, without playing them again.
  ///
  /// A replay that passes can be given to `TaskDistribution.verify` and to scenes.
  ///
  /// - Parameters:
  ///   - distribution: The distribution that `self.distribution` describes.
  ///   - path: The file's name in error messages, if there is a file.
  /// - Throws: `ReplayError` if the replay is of another distribution, sizes differ, a task is outside
  ///   the legal ranges, an episode exceeds the horizon or was truncated before it, a discrete action
  ///   does not exist, or separate agents do not play an episode each in every stage.
  public func check(for distribution: TaskDistribution, path: String? = nil) throws(ReplayError) {
    do throws(ReplayError.Problem) {
      guard distribution.fullName == distributionName else {
        throw .otherDistribution(found: distributionName, needed: distribution.fullName)
      }
      for (number, trial) in trials.enumerated() {
        try checkTask(of: trial, number, for: distribution)
        for (stage, recorded) in trial.blocks.enumerated() {
          try recorded.check(
            at: RecordedPlace(trial: number, stage: stage, episode: 0),
            for: distribution.specification)
          try checkAgents(of: trial, number, stage)
        }
      }
    } catch {
      throw ReplayError(operation: .use, path: path, problem: error)
    }
  }

  /// Episode e of every stage is one agent's if they are separate, so each stage has one of each.
  private func checkAgents(
    of trial: Trial, _ number: Int, _ stage: Int
  ) throws(ReplayError.Problem) {
    let counts = [0, stage].map { trial.blocks[$0].rollouts.episodeCount }
    if experience == .separate, counts[0] != counts[1] {
      throw .otherAgentCount(trial: number, stage: stage, found: counts[1], needed: counts[0])
    }
  }

  private func checkTask(
    of trial: Trial, _ number: Int, for distribution: TaskDistribution
  ) throws(ReplayError.Problem) {
    let parameters = distribution.specification.parameters
    guard trial.task.count == parameters.count else {
      throw .wrongSize(of: "task", found: trial.task.count, needed: parameters.count)
    }
    for (parameter, value) in zip(parameters, trial.task) {
      do throws(TaskDistributionError) {
        try parameter.check(value)
      } catch {
        throw .impossibleTask(trial: number, error)
      }
    }
  }
}

extension TrialBlock {
  fileprivate func check(
    at place: RecordedPlace, for specification: EnvironmentSpecification
  ) throws(ReplayError.Problem) {
    for (name, found, needed) in [
      ("state", stateSize, specification.stateNames.count),
      ("observation", rollouts.observationSize, specification.observationSpace.size),
      ("action", rollouts.actionSize, specification.actionSpace.size),
    ] where found != needed {
      throw .wrongSize(of: name, found: found, needed: needed)
    }
    if let found = insights?.choiceCount, found > 0 {
      let needed = specification.actionSpace.choiceCount
      if found != needed { throw .wrongChoiceCount(found: found, needed: needed) }
    }
    let horizon = specification.horizon
    for episode in 0..<rollouts.episodeCount {
      var place = place
      place.episode = episode
      let count = rollouts.rows(ofEpisode: episode).count
      guard count <= horizon else { throw .tooLong(place, found: count, horizon: horizon) }
      guard rollouts.isTerminated[episode] || count == horizon else {
        throw .cutTooEarly(place, found: count, horizon: horizon)
      }
      guard case .discrete(let choiceCount) = specification.actionSpace else { continue }
      for (step, row) in rollouts.rows(ofEpisode: episode).enumerated() {
        let action = rollouts.actions[row]
        let isChoice =
          action >= 0 && action < Float(choiceCount) && action == action.rounded()
        guard isChoice else {
          throw .noSuchAction(place, step: step, found: action, count: choiceCount)
        }
      }
    }
  }
}

extension Space {
  /// How many actions there are to choose from; 0 if they are continuous.
  fileprivate var choiceCount: Int {
    if case .discrete(let count) = self { count } else { 0 }
  }
}
