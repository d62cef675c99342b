#if Viewer
package import Drawing
package import Gym
import Numerics

/// What the window shows, and how that changes: without a window, threads or a clock.
///
/// Events, updates and time come in through `handle`, `receive`, `advance`, `resize`, `pictureWasSaved`
/// and `pictureFailed`; what must be done outside is returned as effects. Each of these calls `prepare`
/// after changes, so that drawing and finding what is at a point only read.
package struct ViewerState {
  /// What must be done outside.
  package enum Effect: Equatable, Sendable {
    /// Adapt to the task, unless trials are recorded, and measure its anchors.
    case compute(BackgroundRequest)
    case savePicture
    case toggleFullScreen
    case quit
  }

  /// Which part of a trial is shown.
  package enum Phase: Equatable, Sendable {
    /// No stage is known yet, or the user is still setting the task.
    case waiting
    /// The rollouts of a stage are shown as the policy learns from them.
    case collecting(stage: Int, seconds: Double)
    /// Episodes of finished stages are played side by side.
    case playing
  }

  /// What the user drags with the mouse.
  enum DragTarget: Equatable, Sendable {
    case timeline
    case control(Int)
    case scene(pane: Int)
  }

  package let content: ViewerContent
  package internal(set) var theme: Theme
  package internal(set) var size: Size

  // The trial's results.
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
  /// Whether the next trial's rollouts are shown as the policy learns from them.
  var showsCollecting = false
  /// Whether updates are about the task as it is now: not while the user is changing it.
  var acceptsUpdates = true

  // What `prepare` computes from all above.
  var preview: TaskPreview?
  /// An empty memory of the size that was last seen: what panes show until a stage is known, so that scenes
  /// do not move when it is.
  var emptyInsights: InsightTrace?
  /// The controls of the task, if a policy can adapt to it.
  package internal(set) var panel: ControlPanel?
  /// The position of everything in the window.
  package internal(set) var layout: WindowLayout
  /// The panes from left to right.
  package internal(set) var panes: [Pane] = []
  /// The scene of each pane, all with the same bounds.
  package internal(set) var paneScenes: [Scene] = []

  /// A text that disappears after some seconds.
  package struct Message: Equatable {
    package var text: String
    var seconds: Double
  }

  /// Creates the state of a window that opens.
  ///
  /// - Parameters:
  ///   - content: What the window shows.
  ///   - theme: The colours at first.
  ///   - size: The size of the window in points.
  package init(_ content: ViewerContent, theme: Theme, size: Size) {
    self.content = content
    self.theme = theme
    self.size = size
    layout = WindowLayout(size: size, paneCount: 1, sceneRatio: 1, hasPanel: false)
    playback = Playback(
      length: 0,
      stepsPerSecond: content.distribution.stepsPerSecond)
    showsAllStages = content.experience == .separate
    showsOthers = content.experience == .pooled
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
    prepare()
  }

  /// Whether a policy adapts; if not, recorded trials are played.
  package var isLive: Bool {
    if case .policy = content.source { return true }
    return false
  }

  /// Whether each copy is an agent in a trial of its own, of which the panes show the episodes of one.
  package var isSeparate: Bool { content.experience == .separate }

  // MARK: Trials

  /// The address of the trial's random numbers: for tasks of a split as in `fledge score`, for others as
  /// in `fledge adapt`.
  var trialKey: RandomKey {
    if case .replay(let trials) = content.source { return trials[taskIndex].blocks[0].key }
    let key = RandomKey(seed: content.seed).child(.scoring).child(
      .task, isOwnTask ? 0 : taskIndex)
    return repetition == 0 ? key : key.child(.measurement, repetition)
  }

  /// The address of the random numbers of the episodes that are only shown, the same in all stages.
  var demonstrationKey: RandomKey {
    if case .replay = content.source { return trialKey }
    return trialKey.child(.demonstration)
  }

  /// Requests the results of the trial as it is now.
  package mutating func compute() -> [Effect] {
    acceptsUpdates = true
    return [
      .compute(
        BackgroundRequest(
          task: task, stepCount: stepCount, rolloutCount: rolloutCount, key: trialKey,
          demonstrationKey: demonstrationKey, seed: content.seed))
    ]
  }

  /// Shows a task of the split, or a recorded trial.
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
      for block in trials[index].blocks { append(ShownStage(block, demonstration: block)) }
      stepCount = stages.count - 1
      rolloutCount = stages.first?.support.rollouts.episodeCount ?? 0
      startPlaying()
    }
  }

  /// Removes the results of the trial.
  mutating func forgetTrial() {
    stages = []
    anchors = nil
    failure = nil
    phase = .waiting
    episode = 0
  }

  /// Stores results from the background.
  ///
  /// - Parameter updates: The updates about the latest request, in order.
  package mutating func receive(_ updates: [BackgroundUpdate]) {
    guard acceptsUpdates else { return }
    for update in updates {
      switch update {
      case .stage(let block, let demonstration):
        append(ShownStage(block, demonstration: demonstration))
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
    prepare()
  }

  private mutating func append(_ stage: ShownStage) {
    stages.append(stage)
    guard let insights = stage.demonstration.insights else { return }
    let (memorySize, choiceCount) = (insights.memorySize, insights.choiceCount)
    if (emptyInsights?.memorySize, emptyInsights?.choiceCount) == (memorySize, choiceCount) {
      return
    }
    emptyInsights = InsightTrace(
      memorySize: memorySize, choiceCount: choiceCount,
      memory: [Float](repeating: 0, count: memorySize),
      probabilities: [Float](repeating: 0, count: choiceCount))
  }

  mutating func startPlaying() {
    phase = .playing
    updateLength()
    playback.restart()
  }

  /// The stage of each pane; some may not be known yet.
  var shownStages: [Int] {
    if showsAllStages {
      // If there are very many stages, show some, with the first and the last.
      let count = min(stepCount + 1, Self.mostPanes)
      return (0..<count).map { count == 1 ? 0 : $0 * stepCount / (count - 1) }
    }
    guard stepCount > 0 else { return [0] }
    if case .collecting(let stage, _) = phase { return [0, max(1, stage)] }
    // A trial that failed has fewer stages than were requested.
    return [0, failure == nil ? stepCount : max(1, stages.count - 1)]
  }

  /// Sets the length of the playback to that of the longest episode that is shown.
  mutating func updateLength() {
    let lengths = shownStages.compactMap { stage in
      stages.indices.contains(stage) ? stages[stage].trace(episode).stepCount : nil
    }
    playback.length = lengths.max() ?? 0
  }

  /// More panes would be too small to see anything.
  static let mostPanes = 12

  // MARK: Time

  /// How long the rollouts of a stage are shown, and how long the adaptation step after them.
  static let collectingSeconds = 0.9
  static let steppingSeconds = 0.35

  /// Whether the picture changes as time passes.
  var isMoving: Bool {
    if message != nil { return true }
    return switch phase {
    case .waiting: isLive && failure == nil
    case .collecting: true
    case .playing: playback.isPlaying
    }
  }

  /// Moves playback and messages on.
  ///
  /// - Parameter seconds: The time since the last frame.
  package mutating func advance(by seconds: Double) {
    if message != nil {
      message?.seconds -= seconds
      if let rest = message?.seconds, rest <= 0 { message = nil }
    }
    guard dragTarget != .timeline else { return }
    switch phase {
    case .waiting: return
    case .playing:
      guard playback.isPlaying else { return }
      playback.advance(by: seconds)
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
    prepare()
  }

  // MARK: Events from the session

  /// Adopts a new size of the window, in points.
  package mutating func resize(to size: Size) {
    self.size = size
    prepare()
  }

  /// Reports that a picture was saved.
  mutating func pictureWasSaved(as name: String) {
    message = Message(text: "saved \(name)", seconds: 2.5)
  }

  /// Reports that a picture could not be saved.
  mutating func pictureFailed(_ error: any Error) {
    message = Message(text: "\(error)", seconds: 6)
  }
}
#endif
