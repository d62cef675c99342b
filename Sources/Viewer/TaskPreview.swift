#if Viewer
import Gym
import Numerics

/// A task before its first episode: what the panes show until a stage is known.
///
/// Making one builds a batch of the environment, so `ViewerState.prepare` keeps it until the task or the
/// key changes.
struct TaskPreview {
  /// The task's parameters.
  let task: [Float]
  /// The address of the initial state's random numbers.
  let key: RandomKey
  /// An episode without a step.
  let trace: EpisodeTrace
  /// Width over height of a scene, from 0.25 to 4; for a chart, which fits any ratio, 1.6.
  let sceneRatio: Double

  init(of task: [Float], on distribution: TaskDistribution, key: RandomKey) {
    self.task = task
    self.key = key
    let specification = distribution.specification
    var batch = distribution.makeBatch(task, 1)
    batch.reset(key: key)
    trace = EpisodeTrace(
      stateSize: specification.stateNames.count, actionSize: specification.actionSpace.size,
      states: batch.states, actions: [], rewards: [], isTerminated: false)
    let scene = distribution.makeScene(task, [SceneEpisode(trace, step: 0, stage: 0)])
    let width = scene.bounds.x.upperBound - scene.bounds.x.lowerBound
    let height = scene.bounds.y.upperBound - scene.bounds.y.lowerBound
    sceneRatio = scene.keepsProportions ? max(0.25, min(4, Double(width / height))) : 1.6
  }
}
#endif
