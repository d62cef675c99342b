#if Viewer
public import Gym

extension TrialPicture {
  /// Draws one moment of a film: every shown stage after the same number of steps.
  ///
  /// What there is no room for, stages between first and last, is left out.
  ///
  /// - Parameters:
  ///   - step: How many steps have been played, at most `stepCount`; shorter episodes stay at their
  ///     end.
  ///   - canvas: What to draw on; its size is that of the film.
  public func drawFrame(step: Int, on canvas: Canvas) {
    canvas.clear(theme.window)
    let layout = PictureLayout(canvas.bounds, arrangement: .above, chartShare: 0.33)
    drawHeader(layout, on: canvas)
    let area = layout.scenes
    let (isWide, gap) = (area.width >= area.height, layout.gap)
    let fitting = Int((max(area.width, area.height) + gap) / ((isWide ? Self.paneWidth : 90) + gap))
    let shown = stages.spread(max(2, fitting))
    let areas = isWide ? area.columns(shown.count, gap: gap) : area.rows(shown.count, gap: gap)
    for (stage, area) in zip(shown, areas) {
      pane(of: stage, after: min(step, stage.trace.stepCount)).draw(on: canvas, in: area)
    }
    drawCharts(layout, after: step, on: canvas)
  }
}

extension TrialPicture {
  /// Which moment each frame of a film shows: the episode at a speed, and its end for a second.
  public struct Timing: Equatable, Sendable {
    /// How many frames there are, at least 2.
    public let frameCount: Int
    /// How many frames pass in a second.
    public let framesPerSecond: Double
    private let stepsPerFrame: Double
    private let stepCount: Int

    /// Lays out a film.
    ///
    /// - Parameters:
    ///   - stepCount: How many steps are played.
    ///   - stepsPerSecond: How many of them in a second.
    ///   - framesPerSecond: How many frames pass in a second; if there are fewer than steps, some steps
    ///     are not shown.
    public init(stepCount: Int, stepsPerSecond: Double, framesPerSecond: Double) {
      self.stepCount = stepCount
      self.framesPerSecond = framesPerSecond
      stepsPerFrame = stepsPerSecond / framesPerSecond
      let playing = (Double(stepCount) / stepsPerFrame - 1e-9).rounded(.up)
      frameCount = Int(playing) + max(1, Int(framesPerSecond.rounded()))
    }

    /// How many steps have been played in a frame, from 0 to all of them.
    public func step(ofFrame frame: Int) -> Int {
      min(stepCount, Int(Double(frame) * stepsPerFrame + 1e-9))
    }

    /// How many seconds the film takes.
    public var seconds: Double { Double(frameCount) / framesPerSecond }
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
