#if Viewer
package import Drawing
package import Gym
import Numerics

/// All that is on show and how it goes on: no window, no threads, no clock.
package struct ViewerState {
  /// What the show wants to be done outside of it.
  enum Effect: Equatable, Sendable {
    /// Let the policy adapt to the task, and measure the anchors of the task.
    case compute
    case savePicture
    case toggleFullScreen
    case quit
  }

  /// What is happening.
  package enum Phase: Equatable, Sendable {
    /// Nothing is known about the task yet, or the user is still setting it.
    case waiting
    /// The rollouts of a stage are shown as the policy learns from them.
    case collecting(stage: Int, seconds: Double)
    /// Episodes of finished stages are played side by side.
    case playing
  }

  /// What the user holds with the mouse.
  enum DragTarget: Equatable, Sendable {
    case timeline
    case control(Int)
    case scene(pane: Int)
  }

  package let content: ViewerContent
  package internal(set) var theme: Theme
  package internal(set) var size: Size

  // What is known of the trial.
  package internal(set) var task: [Float]
  package internal(set) var stages: [ShownStage] = []
  package internal(set) var anchors: Anchors?
  package internal(set) var failure: String?

  // Which trial it is.
  package internal(set) var taskIndex = 0
  package internal(set) var isOwnTask = false
  var repetition = 0
  package internal(set) var stepCount: Int
  package internal(set) var rolloutCount: Int

  // How it is shown.
  package internal(set) var phase = Phase.waiting
  package internal(set) var playback: Playback
  package internal(set) var showsAllStages = false
  package internal(set) var showsOthers = true
  package internal(set) var showsHelp = false
  package internal(set) var episode = 0
  var panelOffset = 0.0
  var dragTarget: DragTarget?
  package internal(set) var message: Message?
  /// Whether the next trial's rollouts are shown as they are learned from.
  var showsCollecting = false
  /// Whether updates are about the task as it is now: not while the user is changing it.
  var acceptsUpdates = true

  /// Words that go away by themselves.
  package struct Message: Equatable {
    package var text: String
    var seconds: Double
  }

  init(_ content: ViewerContent, theme: Theme, size: Size) {
    self.content = content
    self.theme = theme
    self.size = size
    playback = Playback(
      length: 0,
      stepsPerSecond: content.distribution.stepsPerSecond)
    switch content.source {
    case .policy(let policy):
      stepCount = policy.stepCount
      rolloutCount = policy.rolloutCount
      task = policy.task ?? content.distribution.specification.parameters.map(\.defaultValue)
      isOwnTask = policy.task != nil
      if !isOwnTask { setTask(index: 0) }
    case .replay(let trials):
      task = trials[0].task
      stepCount = trials[0].blocks.count - 1
      rolloutCount = trials[0].blocks[0].rollouts.episodeCount
      setTask(index: 0)
    }
  }

  /// Whether a policy adapts here, rather than a recording being played.
  package var isLive: Bool {
    if case .policy = content.source { return true }
    return false
  }

  // MARK: Trials

  /// The address of the trial's random numbers: that of `fledge score` for its tasks, of
  /// `fledge adapt` for others.
  var trialKey: RandomKey {
    if case .replay(let trials) = content.source { return trials[taskIndex].blocks[0].key }
    let key = RandomKey(seed: content.seed).child(.scoring).child(
      .task, isOwnTask ? 0 : taskIndex)
    return repetition == 0 ? key : key.child(.measurement, repetition)
  }

  /// The address of the episodes that are played for show, the same in all stages.
  var demonstrationKey: RandomKey {
    if case .replay = content.source { return trialKey }
    return trialKey.child(.demonstration)
  }

  /// Goes to a task of the split, or to a recorded trial.
  mutating func setTask(index: Int) {
    switch content.source {
    case .policy(let policy):
      let key = RandomKey(seed: content.seed)
      guard let task = try? content.distribution.task(policy.split, index: index, key: key)
      else { return }
      self.task = task
      taskIndex = index
      isOwnTask = false
      forgetTrial()
    case .replay(let trials):
      taskIndex = index
      task = trials[index].task
      forgetTrial()
      stages = trials[index].blocks.map { ShownStage($0, demonstration: $0) }
      stepCount = stages.count - 1
      rolloutCount = stages.first?.support.rollouts.episodeCount ?? 0
      startPlaying()
    }
  }

  /// Forgets what is known of the trial, to begin another.
  mutating func forgetTrial() {
    stages = []
    anchors = nil
    failure = nil
    phase = .waiting
    episode = 0
  }

  /// Stores a result from the background.
  mutating func receive(_ update: BackgroundUpdate) {
    guard acceptsUpdates else { return }
    switch update {
    case .stage(let record, let demonstration):
      stages.append(ShownStage(record, demonstration: demonstration))
      if showsCollecting {
        if phase == .waiting { phase = .collecting(stage: 0, seconds: 0) }
      } else if stages.count == stepCount + 1 {
        startPlaying()
      }
    case .anchors(let anchors): self.anchors = anchors
    case .failure(let text):
      failure = text
      if !stages.isEmpty { startPlaying() }
    }
  }

  mutating func startPlaying() {
    phase = .playing
    updateLength()
    playback.restart()
  }

  /// The stage a pane shows; the last one known, if that is not there yet.
  var shownStages: [Int] {
    if showsAllStages {
      // Of very many stages some are shown, the first and the last among them.
      let count = min(stepCount + 1, Self.mostPanes)
      return (0..<count).map { count == 1 ? 0 : $0 * stepCount / (count - 1) }
    }
    guard stepCount > 0 else { return [0] }
    if case .collecting(let stage, _) = phase { return [0, max(1, stage)] }
    // A trial that failed has fewer stages than were asked for.
    return [0, failure == nil ? stepCount : max(1, stages.count - 1)]
  }

  /// The longest of the episodes that are played decides when the show is over.
  mutating func updateLength() {
    let lengths = shownStages.compactMap { stage in
      stages.indices.contains(stage) ? stages[stage].trace(episode).stepCount : nil
    }
    playback.length = lengths.max() ?? 0
  }

  /// More panes than this would be too small to see anything.
  static let mostPanes = 12

  // MARK: Time

  /// How long the rollouts of a stage are shown while they are learned from, and the step after.
  static let collectingSeconds = 0.9
  static let steppingSeconds = 0.35

  /// Whether pictures change as time passes.
  var isMoving: Bool {
    if message != nil { return true }
    return switch phase {
    case .waiting: isLive && failure == nil
    case .collecting: true
    case .playing: playback.isPlaying
    }
  }

  /// Lets time pass.
  mutating func advance(by seconds: Double) {
    if message != nil {
      message?.seconds -= seconds
      if let rest = message?.seconds, rest <= 0 { message = nil }
    }
    guard dragTarget != .timeline else { return }
    switch phase {
    case .waiting: break
    case .playing: playback.advance(by: seconds)
    case .collecting(let stage, let elapsed):
      let total = elapsed + seconds
      let isLast = stage == stepCount
      if total < Self.collectingSeconds + (isLast ? 0 : Self.steppingSeconds) {
        phase = .collecting(stage: stage, seconds: total)
      } else if isLast {
        startPlaying()
      } else if stages.indices.contains(stage + 1) {
        phase = .collecting(stage: stage + 1, seconds: 0)
      }
    }
  }
}

/// A stage as it is shown: the rollouts that were learned from, and others that are played for show.
///
/// Episodes for show begin alike in all stages, so that stages can be compared while they play. Of a
/// recording there are only the rollouts themselves.
package struct ShownStage: Equatable, Sendable {
  let support: TrialBlock
  let demonstration: TrialBlock
  package let meanReturn: Double
  /// How many steps the longest rollout has.
  let longest: Int

  init(_ support: TrialBlock, demonstration: TrialBlock) {
    self.support = support
    self.demonstration = demonstration
    meanReturn = support.rollouts.meanReturn
    let offsets = support.rollouts.offsets
    longest = zip(offsets, offsets.dropFirst()).map { $1 - $0 }.max() ?? 0
  }

  /// An episode by number, going round at the end.
  func trace(_ episode: Int, isCollecting: Bool = false) -> EpisodeTrace {
    let record = isCollecting ? support : demonstration
    return record.trace(ofEpisode: episode % record.rollouts.episodeCount)
  }

  /// Some of the other episodes, as many as can be told apart.
  func others(than episode: Int, isCollecting: Bool) -> [EpisodeTrace] {
    let record = isCollecting ? support : demonstration
    let count = record.rollouts.episodeCount
    return (0..<min(20, count)).filter { $0 != episode % count }.map(record.trace)
  }
}
#endif
