#if Viewer
public import Gym

extension TrialPicture {
  /// Draws one moment of a film: every shown stage after the same number of steps.
  ///
  /// - Parameters:
  ///   - step: How many steps have been played, at most `stepCount`; shorter episodes stay at their
  ///     end.
  ///   - canvas: What to draw on; its size is that of the film.
  public func drawFrame(step: Int, on canvas: Canvas) {
    canvas.clear(theme.window)
    let layout = PictureLayout(canvas.bounds, arrangement: .above, chartShare: 0.36)
    drawHeader(layout, on: canvas)
    let area = layout.scenes
    let areas =
      area.width >= area.height
      ? area.columns(stages.count, gap: layout.gap) : area.rows(stages.count, gap: layout.gap)
    for (stage, area) in zip(stages, areas) {
      pane(of: stage, after: min(step, stage.trace.stepCount)).draw(on: canvas, in: area)
    }
    drawCharts(layout, after: step, on: canvas)
  }
}

extension TaskDistribution {
  /// How many steps a second look natural: an episode of full length takes five seconds, unless that
  /// is too fast to follow or too slow to look like motion.
  ///
  /// Cart-pole gets its real time, 50 steps of 0.02 s.
  public var stepsPerSecond: Double {
    max(4, min(50, Double(specification.horizon) / 5))
  }
}
#endif
