#if Viewer
import Drawing
import Gym

extension ViewerState {
  /// Handles an event of the window.
  ///
  /// - Parameter event: What happened in the window.
  /// - Returns: What must be done outside.
  package mutating func handle(_ event: WindowEvent) -> [Effect] {
    // The session draws and reports the new size by itself.
    if event == .redraw { return [] }
    defer { prepare() }
    switch event {
    case .key(let key): return handle(key)
    case .press(let point): return press(at: point)
    case .drag(let point): return drag(to: point)
    case .release(let point): return release(at: point)
    case .scroll(let amount, let point):
      if let panel, let area = layout.panel, area.contains(point) {
        panelOffset = panel.offset(panelOffset, scrolledBy: amount, in: area)
      }
      return []
    case .redraw: return []
    case .close: return [.quit]
    }
  }

  private mutating func handle(_ key: Key) -> [Effect] {
    if showsHelp && key == .quit {
      showsHelp = false
      return []
    }
    switch key {
    case .quit: return [.quit]
    case .help: showsHelp.toggle()
    case .fullScreen: return [.toggleFullScreen]
    case .savePicture: return [.savePicture]
    case .theme: theme = theme == .light ? .dark : .light
    case .allStages:
      showsAllStages.toggle()
      updateLength()
    case .otherRollouts: showsOthers.toggle()
    case .nextEpisode:
      episode += 1
      updateLength()
    case .nextTask: return changeTask(by: 1)
    case .previousTask: return changeTask(by: -1)
    case .adaptAgain where isLive:
      repetition += 1
      return adapt()
    case .moreSteps, .fewerSteps, .moreRollouts, .fewerRollouts:
      return isLive ? changeEffort(key) : []
    default: handlePlayback(key)
    }
    return []
  }

  /// Handles keys of the time line; if all stages are known, they first skip the rest of collecting.
  private mutating func handlePlayback(_ key: Key) {
    if case .collecting = phase, stages.count == stepCount + 1 { startPlaying() }
    guard phase == .playing else { return }
    switch key {
    case .playOrPause: playback.toggle()
    case .stepBack: playback.move(to: playback.step - 1)
    case .stepForward: playback.move(to: playback.step + 1)
    case .toStart: playback.move(to: 0)
    case .toEnd: playback.move(to: playback.length)
    case .faster: playback.changeSpeed(isUp: true)
    case .slower: playback.changeSpeed(isUp: false)
    case .again: playback.restart()
    default: break
    }
  }

  private mutating func changeTask(by difference: Int) -> [Effect] {
    switch content.source {
    case .policy:
      // After a task that the user set, the next one is the task shown before it.
      setTask(index: isOwnTask && difference > 0 ? taskIndex : max(0, taskIndex + difference))
      repetition = 0
      showsCollecting = false
      return compute()
    case .replay(let trials):
      setTask(index: (taskIndex + difference + trials.count) % trials.count)
      return compute()
    }
  }

  private mutating func changeEffort(_ key: Key) -> [Effect] {
    switch key {
    case .moreSteps: stepCount = max(stepCount, min(100, stepCount + 1))
    case .fewerSteps: stepCount = max(isSeparate ? 0 : 1, stepCount - 1)
    case .moreRollouts:
      rolloutCount = Self.rolloutCounts.first { $0 > rolloutCount } ?? rolloutCount
    default: rolloutCount = Self.rolloutCounts.last { $0 < rolloutCount } ?? rolloutCount
    }
    return adapt()
  }

  private static let rolloutCounts = [1, 2, 3, 5, 10, 15, 20, 30, 40, 60, 80, 100, 200]

  /// Adapts to the task as it is now, and shows how; the trials of separate agents are what is shown.
  private mutating func adapt() -> [Effect] {
    forgetTrial()
    showsCollecting = !isSeparate
    return compute()
  }

  // MARK: Mouse

  private mutating func press(at point: Point) -> [Effect] {
    if showsHelp {
      showsHelp = false
      return []
    }
    if layout.playButton.contains(point) {
      handlePlayback(.playOrPause)
    } else if layout.timeline.inset(left: -8, top: -4, right: -8, bottom: -4).contains(point) {
      handlePlayback(.toStart)
      if phase == .playing { dragTarget = .timeline }
    } else if let row = control(at: point) {
      if case .choice(let parameter) = panel?.rows[row].control {
        choose(parameter, at: point, row: row)
        return adapt()
      }
      dragTarget = .control(row)
    } else if isLive, positionControl != nil,
      let pane = layout.panes.indices.first(where: { artist(ofPane: $0).area.contains(point) })
    {
      dragTarget = .scene(pane: pane)
    }
    return drag(to: point, isPress: true)
  }

  /// Follows the pointer.
  ///
  /// A trial of separate agents takes no longer than a frame, so each new task has one at once. Pooled agents
  /// adapt when the pointer lets go.
  private mutating func drag(to point: Point, isPress: Bool = false) -> [Effect] {
    let before = task
    guard moveTarget(to: point) else { return [] }
    if isSeparate && !isPress && task == before { return [] }
    beginOwnTask()
    return isSeparate ? adapt() : []
  }

  /// Moves what is dragged.
  ///
  /// - Parameter point: The position of the pointer.
  /// - Returns: Whether it is a parameter of the task.
  private mutating func moveTarget(to point: Point) -> Bool {
    switch dragTarget {
    case .timeline:
      let bar = layout.timeline
      let fraction = (point.x - bar.minX) / max(1, bar.width)
      let step = (fraction * Double(playback.length)).rounded()
      playback.move(to: Int(max(0, min(Double(playback.length), step))))
      return false
    case .control(let row):
      guard let panel, let layoutPanel = layout.panel,
        case .slider(let parameter, let range) = panel.rows[row].control
      else { return false }
      task[parameter] = panel.value(at: point, row: row, in: layoutPanel, range: range)
      return true
    case .scene(let pane):
      guard let (x, y) = positionControl, layout.panes.indices.contains(pane) else { return false }
      let (place, bounds) = (artist(ofPane: pane).place(at: point), paneScenes[pane].bounds)
      let parameters = content.distribution.specification.parameters
      task[x] = place.x.clamped(to: bounds.x).clamped(to: parameters[x].legalRange)
      task[y] = place.y.clamped(to: bounds.y).clamped(to: parameters[y].legalRange)
      return true
    case nil: return false
    }
  }

  private mutating func release(at point: Point) -> [Effect] {
    defer { dragTarget = nil }
    switch dragTarget {
    // The trial of separate agents has begun.
    case .control, .scene: return isSeparate ? [] : adapt()
    case .timeline, nil: return []
    }
  }

  private mutating func beginOwnTask() {
    // Until `compute` makes a request for this task, updates are about the one before.
    acceptsUpdates = false
    isOwnTask = true
    repetition = 0
    forgetTrial()
  }

  private mutating func choose(_ parameter: Int, at point: Point, row: Int) {
    let choices = content.distribution.specification.parameters[parameter].legalChoices ?? []
    guard let panel, let area = layout.panel, !choices.isEmpty else { return }
    let button = panel.button(at: point, row: row, in: area, count: choices.count)
    task[parameter] = choices[button]
    beginOwnTask()
  }

  private func control(at point: Point) -> Int? {
    guard let panel, let area = layout.panel, area.contains(point) else { return nil }
    return panel.row(at: point, in: area, offset: panelOffset)
  }

  /// The parameters that a click in the scene sets.
  var positionControl: (x: Int, y: Int)? {
    for case .position(let x, let y) in content.distribution.controls { return (x, y) }
    return nil
  }
}

extension Float {
  fileprivate func clamped(to range: ClosedRange<Float>) -> Float {
    Swift.max(range.lowerBound, Swift.min(range.upperBound, self))
  }
}
#endif
