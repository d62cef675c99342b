#if Viewer
package import Drawing
import Foundation
import Gym
import Recording

/// A window in which a policy adapts, or a recording of one is played.
///
///     let viewer = try ViewerSession(content, options: ViewerOptions())
///     viewer.run()
///
/// A viewer belongs to the thread that made it. Adaptation runs on another thread, and each frame takes
/// the results that are ready, so the window never waits.
public final class ViewerSession {
  private let window: Window
  private let adapter: BackgroundAdapter
  private var canvas: Canvas
  private let cache = DrawingCache()
  private var isEnding = false
  private var needsDrawing = true
  private var lastFrame: ContinuousClock.Instant?
  private let folder: String
  private let seconds: Double?
  private let start = ContinuousClock.now
  package private(set) var state: ViewerState
  /// How long frames took.
  public private(set) var frames = FrameTimes()

  /// Opens the window.
  ///
  /// - Parameters:
  ///   - content: What the window shows.
  ///   - options: How the window looks at first.
  /// - Throws: `ViewerError` if no window can be opened.
  public init(_ content: ViewerContent, options: ViewerOptions) throws(ViewerError) {
    var agent: (any Agent)?
    if case .policy(let policy) = content.source { agent = policy.agent }
    adapter = BackgroundAdapter(agent, on: content.distribution)
    window = try Window(
      title: "\(content.name) - Fledge",
      options: Window.Options(size: options.size, scale: options.scale))
    state = ViewerState(content, theme: options.theme, size: window.size)
    canvas = Canvas(size: window.size, scale: window.scale)
    folder = options.pictureFolder
    seconds = options.seconds
    carryOut(state.compute())
  }

  /// Shows frames until the window is closed.
  public func run() {
    while runFrame() {}
  }

  /// Whether `ViewerOptions.seconds` have passed.
  private var isTimeOver: Bool {
    guard let seconds else { return false }
    return (ContinuousClock.now - start) / .seconds(1) >= seconds
  }

  /// Handles the events since the last frame, and draws the next frame if something changed.
  ///
  /// - Returns: Whether the window stays open.
  package func runFrame() -> Bool {
    let clock = ContinuousClock()
    // If nothing moves, sleep until the next event. Updates from the background are no events, so this
    // is only done when none can come.
    let isIdle = !state.isMoving && !needsDrawing && !adapter.isBusy
    for event in window.events(waitingAtMost: isIdle ? 250 : 0) {
      carryOut(state.handle(event))
      needsDrawing = true
    }
    let start = clock.now
    let elapsed = lastFrame.map { (start - $0) / .seconds(1) } ?? 0
    lastFrame = start
    let updates = adapter.takeUpdates()
    if !updates.isEmpty {
      state.receive(updates)
      needsDrawing = true
    }
    // Time spent asleep does not count. The frame in which motion ends is drawn, too.
    let wasMoving = state.isMoving
    state.advance(by: isIdle ? 0 : min(elapsed, 0.25))
    if needsDrawing || wasMoving || state.isMoving { draw() }
    if !isIdle { frames.add(interval: elapsed, work: (clock.now - start) / .seconds(1)) }
    if isTimeOver { isEnding = true }
    if !isEnding { pace(since: start, clock) }
    return !isEnding
  }

  /// The canvas as it was last shown.
  package var picture: Canvas { canvas }

  /// Whether the background thread is computing.
  package var isBusy: Bool { adapter.isBusy }

  /// Whether the window fills the screen.
  package var isFullScreen: Bool { window.isFullScreen }

  /// Resizes the window, as a user does by its frame.
  package func resize(to size: Size) { window.resize(to: size) }

  private func draw() {
    let (size, scale) = (window.size, window.scale)
    if size != canvas.size || scale != canvas.scale {
      canvas = Canvas(size: size, scale: scale)
      state.resize(to: size)
    }
    state.draw(on: canvas, cache: cache)
    window.show(canvas)
    needsDrawing = false
  }

  /// Sleeps until the next frame is due.
  private func pace(since start: ContinuousClock.Instant, _ clock: ContinuousClock) {
    let rest = Self.frameDuration - (clock.now - start)
    guard rest > .zero else { return }
    var time = timespec(
      tv_sec: 0, tv_nsec: Int(rest.components.attoseconds / 1_000_000_000))
    unsafe nanosleep(&time, nil)
  }

  private static let frameDuration = Duration.nanoseconds(16_400_000)

  private func carryOut(_ effects: [ViewerState.Effect]) {
    for effect in effects {
      switch effect {
      case .quit: isEnding = true
      case .toggleFullScreen: window.toggleFullScreen()
      case .savePicture: savePicture()
      case .compute(let request): adapter.begin(request)
      }
    }
  }

  /// Saves the last frame under the first unused file name.
  private func savePicture() {
    let environment = state.content.distribution.specification.name
    let name = (1...9_999).lazy.map { "fledge-\(environment)-\($0).png" }
      .first { !FileManager.default.fileExists(atPath: self.folder + "/" + $0) }
    guard let name else { return }
    do {
      try AtomicFile.write(canvas.encodedPNG(), to: folder + "/" + name)
      state.pictureWasSaved(as: name)
    } catch let error {
      state.pictureFailed(error)
    }
  }
}
#endif
