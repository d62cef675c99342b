#if Viewer
package import Drawing
package import Gym
import Wording

extension ViewerState {
  /// Computes the layout, the panes and their scenes from the rest of the state.
  ///
  /// A batch of the environment is made only if the task or its random numbers changed.
  mutating func prepare() {
    let key = demonstrationKey
    let preview: TaskPreview
    if let known = self.preview, known.task == task, known.key == key {
      preview = known
    } else {
      preview = TaskPreview(of: task, on: content.distribution, key: key)
      self.preview = preview
      panel = isLive ? ControlPanel(content.distribution, task: task) : nil
    }
    layout = WindowLayout(
      size: size, paneCount: shownStages.count, sceneRatio: preview.sceneRatio,
      hasPanel: panel != nil)
    panes = makePanes(width: layout.panes.first?.width ?? 0, restingTrace: preview.trace)
    paneScenes = makeScenes()
  }

  /// What one pane shows.
  package struct Pane {
    var title: String
    var value: String
    /// The stage as a colour, from 0 to 1.
    var color: Float
    package var episodes: [SceneEpisode]
    /// What the agent remembers and intends; `nil` if that is unknown.
    package var insight: InsightStrip?
  }

  /// The mapping between the scene of a pane and the window.
  package func artist(ofPane number: Int) -> SceneArtist {
    let scene = paneScenes[number]
    let pane = ScenePane(
      title: "", value: "", stage: 0, scene: scene, theme: theme, insight: panes[number].insight)
    return SceneArtist(scene, in: pane.sceneArea(in: layout.panes[number]), theme: theme)
  }

  /// A stage's fraction of all adaptation steps, from 0 to 1; the only episode of a trial is its first.
  func color(ofStage stage: Int) -> Float {
    stepCount == 0 ? (isSeparate ? 0 : 1) : Float(stage) / Float(stepCount)
  }

  /// How many steps of a stage's episodes are shown; `nil` if the stage is not shown yet.
  func playedSteps(of stage: Int) -> Int? {
    switch phase {
    case .waiting: return nil
    case .playing: return playback.step
    case .collecting(let current, let seconds):
      if stage > current { return nil }
      let longest = stages[stage].longest
      if stage < current { return longest }
      return Int(Double(longest) * min(1, seconds / Self.collectingSeconds))
    }
  }

  private func makePanes(width: Double, restingTrace: EpisodeTrace) -> [Pane] {
    let isCollecting = phase != .playing
    let traces = shownStages.map { stage in
      stages.indices.contains(stage)
        ? stages[stage].trace(episode, isCollecting: isCollecting) : nil
    }
    let wholes = traces.compactMap { $0?.returnSoFar(after: $0?.stepCount ?? 0) }
    let decimals = PictureNumber.decimals(for: wholes)
    let scale = stages.compactMap(\.largestMemory).max() ?? 1
    let resting = emptyInsights.map { InsightStrip($0, scale: 1) }
    return zip(shownStages, traces).map { stage, trace in
      let color = color(ofStage: stage)
      let title = ShownStage.title(
        stage, of: content.experience, isShort: width < 250)
      guard let trace, let step = playedSteps(of: stage) else {
        return Pane(
          title: title, value: isCollecting && !stages.isEmpty ? "not yet" : "", color: color,
          episodes: [SceneEpisode(restingTrace, step: 0, stage: color)], insight: resting)
      }
      var value = "return " + PictureNumber.fixed(trace.returnSoFar(after: step), decimals)
      if width > 400, !isSeparate || rolloutCount > 1 {
        // One episode may be far from the mean that the curve shows.
        let mean = PictureNumber.fixed(stages[stage].meanReturn, max(1, decimals))
        value += " (mean \(mean))"
      }
      let others =
        showsOthers ? stages[stage].others(than: episode, isCollecting: isCollecting) : []
      let insights = stages[stage].insights(episode, isCollecting: isCollecting)
      return Pane(
        title: title, value: value, color: color,
        episodes: others.map { SceneEpisode($0, step: step, stage: color, isFaint: true) }
          + [SceneEpisode(trace, step: step, stage: color)],
        insight: insights.map { InsightStrip($0, of: trace, after: step, scale: scale) })
    }
  }

  private func makeScenes() -> [Scene] {
    var scenes = panes.map { content.distribution.makeScene(task, $0.episodes) }
    guard let first = scenes.first?.bounds else { return [] }
    let bounds = scenes.dropFirst().reduce(first) { $0.union($1.bounds) }
    for index in scenes.indices { scenes[index].bounds = bounds }
    return scenes
  }
}

extension SceneBounds {
  /// The smallest rectangle around both.
  fileprivate func union(_ other: SceneBounds) -> SceneBounds {
    SceneBounds(
      x: min(x.lowerBound, other.x.lowerBound)...max(x.upperBound, other.x.upperBound),
      y: min(y.lowerBound, other.y.lowerBound)...max(y.upperBound, other.y.upperBound))
  }
}
#endif
