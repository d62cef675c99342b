#if Viewer
public import Gym
private import Wording

/// One moment of an episode that is under way: its scene, steps and return above it, notes below it.
///
///     let canvas = EpisodePicture.makeCanvas(width: 480, height: 400)
///     EpisodePicture(of: distribution, task: task, trace: trace).draw(on: canvas)
public struct EpisodePicture {
  private let scene: Scene
  private let titles: [String]
  private let value: String
  private let theme: Theme

  /// Creates a picture.
  ///
  /// - Parameters:
  ///   - distribution: Where the task comes from.
  ///   - task: The parameters of the task.
  ///   - trace: What happened so far.
  ///   - theme: The colours.
  public init(
    of distribution: TaskDistribution, task: [Float], trace: EpisodeTrace, theme: Theme = .light
  ) {
    let step = trace.stepCount
    var whole = trace
    if !trace.isTerminated {
      whole.extend(to: distribution.specification.horizon)
    }
    let episode = SceneEpisode(whole, step: step, stage: Self.stage)
    scene = distribution.makeScene(task, [episode])
    titles = ["Step \(step) of \(whole.stepCount)", "Step \(step)", "\(step)"]
    value = "return " + PictureNumber.fixed(Float(trace.returnSoFar(after: step)))
    self.theme = theme
  }

  /// The colour of the agent is that after adaptation.
  private static let stage: Float = 1

  /// Makes a canvas of so many pixels.
  ///
  /// On large ones everything is drawn larger, so that words stay readable when a film is scaled down. Without
  /// words, on small ones, lines and marks are thinner.
  ///
  /// - Parameters:
  ///   - width: The width in pixels.
  ///   - height: The height in pixels.
  /// - Returns: The canvas.
  /// - Precondition: Both are from 1 to 32,767.
  public static func makeCanvas(width: Int, height: Int) -> Canvas {
    let (width, height) = (Double(width), Double(height))
    let least = min(width, height)
    let scale =
      least < leastWithWords
      ? max(0.5, least / leastWithWords) : max(1, min(width / 480, height / 400))
    return Canvas(size: Size(width / scale, height / scale), scale: scale)
  }

  /// Smaller pictures have no words.
  private static let leastWithWords = 150.0

  /// Draws the picture; a canvas with less than 150 pixels along a side receives the scene alone.
  public func draw(on canvas: Canvas) {
    canvas.clear(theme.panel)
    let area = canvas.bounds
    guard Double(min(canvas.pixelWidth, canvas.pixelHeight)) >= Self.leastWithWords else {
      return SceneArtist(scene, in: area.inset(by: 1), theme: theme).draw(scene, on: canvas)
    }
    var pane = ScenePane(title: "", value: value, stage: Self.stage, scene: scene, theme: theme)
    pane.panel.titles = titles
    // The border and its round corners are outside.
    pane.draw(on: canvas, in: area.inset(by: -3))
  }
}

extension EpisodeTrace {
  /// Adds steps in which nothing happens.
  ///
  /// Scenes show no later step than the present one, but say how many there may be.
  fileprivate mutating func extend(to horizon: Int) {
    let missing = horizon - stepCount
    guard missing > 0 else { return }
    let last = Array(state(after: stepCount))
    for _ in 0..<missing { states += last }
    actions += Array(repeating: 0, count: missing * actionSize)
    rewards += Array(repeating: 0, count: missing)
  }
}
#endif
