#if Viewer
package import Drawing
import Foundation
import Gym
import Recording

/// A window in which a policy adapts, or a recording of that is played.
///
///     let viewer = try ViewerSession(content, options: ViewerOptions())
///     viewer.run()
///
/// A viewer belongs to the thread that made it. What computes runs on another, so the window never
/// waits: a frame takes what is known by then.
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
  /// How long frames have taken.
  public private(set) var frames = FrameTimes()

  /// Opens the window.
  ///
  /// - Parameters:
  ///   - content: What is to be seen.
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
    carryOut(.compute)
  }

  /// Shows what is to be seen until the user has seen enough.
  public func run() {
    while runFrame() {}
  }

  /// Whether the time that was given to it is over.
  private var isTimeOver: Bool {
    guard let seconds else { return false }
    return (ContinuousClock.now - start) / .seconds(1) >= seconds
  }

  /// Handles what has happened since the last frame, and draws the next if something changed.
  ///
  /// - Returns: Whether the window is still wanted.
  package func runFrame() -> Bool {
    let clock = ContinuousClock()
    // Where nothing moves, sleep until something happens; updates from the background need no event.
    let isIdle = !state.isMoving && !needsDrawing && !adapter.isBusy
    for event in window.events(waitingAtMost: isIdle ? 250 : 0) {
      for effect in state.handle(event) { carryOut(effect) }
      needsDrawing = true
    }
    let start = clock.now
    let elapsed = lastFrame.map { (start - $0) / .seconds(1) } ?? 0
    lastFrame = start
    for update in adapter.takeUpdates() {
      state.receive(update)
      needsDrawing = true
    }
    // After a long sleep the show goes on where it was. What comes to rest is drawn once more.
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

  /// Forgets how long frames have taken until now.
  package func forgetFrameTimes() { frames.removeAll() }

  /// Whether something is being computed.
  package var isBusy: Bool { adapter.isBusy }

  /// Whether the window fills the screen.
  package var isFullScreen: Bool { window.isFullScreen }

  /// Gives the window another size, as a person would with its frame.
  package func resize(to size: Size) { window.resize(to: size) }

  private func draw() {
    let (size, scale) = (window.size, window.scale)
    if size != canvas.size || scale != canvas.scale {
      canvas = Canvas(size: size, scale: scale)
      state.size = size
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

  private func carryOut(_ effect: ViewerState.Effect) {
    switch effect {
    case .quit: isEnding = true
    case .toggleFullScreen: window.toggleFullScreen()
    case .savePicture: savePicture()
    case .compute:
      adapter.begin(
        BackgroundRequest(
          task: state.task, stepCount: state.stepCount,
          rolloutCount: state.rolloutCount, key: state.trialKey,
          demonstrationKey: state.demonstrationKey,
          seed: state.content.seed))
      state.acceptsUpdates = true
    }
  }

  /// Saves what is on show under a name that is free.
  private func savePicture() {
    let environment = state.content.distribution.specification.name
    let name = (1...9_999).lazy.map { "fledge-\(environment)-\($0).png" }
      .first { !FileManager.default.fileExists(atPath: self.folder + "/" + $0) }
    guard let name else { return }
    do {
      try AtomicFile.write(canvas.encodedPNG(), to: folder + "/" + name)
      state.message = ViewerState.Message(text: "saved \(name)", seconds: 2.5)
    } catch let error {
      state.message = ViewerState.Message(text: "\(error)", seconds: 6)
    }
  }
}

#endif
