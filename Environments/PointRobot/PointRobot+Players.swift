import Gym
import Tensors

/// Stands still: nothing is better for a robot that has no idea where the goal is.
struct StandingRobot: Player {
  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    for index in actions.indices { actions[index] = 0 }
  }
}

/// Goes to the goal by the fastest legal path: as far as allowed along each axis.
struct SeekingRobot: Player {
  let goal: [Float]

  mutating func begin(episodeCount: Int, key: RandomKey) {}

  mutating func act(at moment: Moment, actions: inout [Float]) {
    for index in actions.indices {
      let distance = goal[index % 2] - moment.observations[index]
      actions[index] = max(-1, min(1, distance / PointRobot.stepSize))
    }
  }
}
