#if Viewer
public import Gym

extension TrialPicture {
  /// Draws one frame of a film: every shown stage after the same number of steps.
  ///
  /// If there is not enough space for all stages, some between the first and the last are omitted.
  ///
  /// - Parameters:
  ///   - step: The number of steps played, at most `stepCount`; shorter episodes stay at their end.
  ///   - canvas: The canvas to draw on; its size is that of the film.
  public func drawFrame(step: Int, on canvas: Canvas) {
    canvas.clear(theme.window)
    // A strip and a scene one above the other are too high for one wide pane.
    let isOne = stages.count == 1 && stages[0].insights != nil
    let layout = PictureLayout(
      canvas.bounds, arrangement: isOne ? .square : .above, chartShare: 0.33)
    drawHeader(layout, on: canvas)
    let area = layout.scenes
    let (isWide, gap) = (area.width >= area.height, layout.gap)
    let fitting = Int((max(area.width, area.height) + gap) / ((isWide ? Self.paneWidth : 90) + gap))
    let shown = stages.evenlySampled(atMost: max(2, fitting))
    let areas = isWide ? area.columns(shown.count, gap: gap) : area.rows(shown.count, gap: gap)
    for (stage, area) in zip(shown, areas) {
      pane(of: stage, after: min(step, stage.trace.stepCount), isWhole: false)
        .draw(on: canvas, in: area)
    }
    drawCharts(layout, after: step, on: canvas)
  }
}

extension TrialPicture {
  /// The step that each frame of a film shows: the episode at a given speed, then its end for a second.
  public struct Timing: Equatable, Sendable {
    /// The number of frames, at least 2.
    public let frameCount: Int
    /// The frame rate, in frames per second.
    public let framesPerSecond: Double
    private let stepsPerFrame: Double
    private let stepCount: Int

    /// Computes the number of frames.
    ///
    /// - Parameters:
    ///   - stepCount: The number of steps played.
    ///   - stepsPerSecond: The speed, in steps per second.
    ///   - framesPerSecond: The frame rate, in frames per second; if it is below the speed, some steps are
    ///     not shown.
    public init(stepCount: Int, stepsPerSecond: Double, framesPerSecond: Double) {
      self.stepCount = stepCount
      self.framesPerSecond = framesPerSecond
      stepsPerFrame = stepsPerSecond / framesPerSecond
      let playing = (Double(stepCount) / stepsPerFrame - 1e-9).rounded(.up)
      frameCount = Int(playing) + max(1, Int(framesPerSecond.rounded()))
    }

    /// The number of steps played in a frame, from 0 to all.
    public func step(ofFrame frame: Int) -> Int {
      min(stepCount, Int(Double(frame) * stepsPerFrame + 1e-9))
    }

    /// The length of the film in seconds.
    public var seconds: Double { Double(frameCount) / framesPerSecond }
  }
}

extension TaskDistribution {
  /// The default speed of films and of the window, in steps per second.
  ///
  /// An episode of full length takes five seconds, with at least 4 and at most 50 steps per second.
  /// Cart-pole thus runs in real time, 50 steps of 0.02 s.
  public var stepsPerSecond: Double {
    max(4, min(50, Double(specification.horizon) / 5))
  }
}
#endif
