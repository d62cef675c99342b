#if Viewer
import CSDL2
import Drawing
import Foundation
import Testing
import Viewer

/// A real window on the virtual screen, with keys and a mouse.
///
/// Tests that open windows run on `WindowThread`.
struct WindowSession {
  let viewer: ViewerSession

  /// Opens a window, uses it, and closes it.
  static func open(
    _ content: ViewerContent, _ change: (inout ViewerOptions) -> Void = { _ in },
    _ body: (WindowSession) throws -> Void
  ) throws {
    try VirtualScreen.require()
    var options = ViewerOptions()
    change(&options)
    try body(WindowSession(viewer: try ViewerSession(content, options: options)))
  }

  var state: ViewerState { viewer.state }

  /// The pixels of the last frame.
  var picture: [UInt8] {
    unsafe viewer.picture.withPixels { bytes, _ in unsafe Array(bytes) }
  }

  /// Runs frames until a condition holds.
  func run(until isDone: (ViewerState) -> Bool, within seconds: Double = 200) throws {
    let deadline = Date() + seconds
    while !isDone(viewer.state) {
      try #require(Date() < deadline, "The condition did not hold within \(seconds) s.")
      try #require(viewer.runFrame(), "The window closed.")
    }
  }

  /// Runs some frames.
  @discardableResult
  func run(frames count: Int = 2) -> Bool {
    var isOpen = true
    for _ in 0..<count { isOpen = viewer.runFrame() }
    return isOpen
  }

  /// Runs frames until a whole trial is played.
  func runUntilPlaying() throws {
    try run { $0.phase == .playing && $0.stages.count == $0.stepCount + 1 }
    // And its anchors are known.
    try run { $0.anchors != nil }
  }

  // MARK: Keys and mouse

  func press(_ key: SDL_KeyCode, modifiers: Int32 = 0) {
    var event = unsafe SDL_Event()
    unsafe event.type = SDL_KEYDOWN.rawValue
    unsafe event.key.keysym.sym = SDL_Keycode(key.rawValue)
    unsafe event.key.keysym.mod = UInt16(modifiers)
    unsafe push(event)
    run()
  }

  func mouseDown(_ point: Point) { button(point, SDL_MOUSEBUTTONDOWN) }
  func mouseUp(_ point: Point) { button(point, SDL_MOUSEBUTTONUP) }

  func mouseMove(_ point: Point) {
    var event = unsafe SDL_Event()
    unsafe event.type = SDL_MOUSEMOTION.rawValue
    unsafe event.motion.state = 1
    unsafe event.motion.x = Int32((point.x * viewer.picture.scale).rounded())
    unsafe event.motion.y = Int32((point.y * viewer.picture.scale).rounded())
    unsafe push(event)
    run()
  }

  func click(_ point: Point) {
    mouseDown(point)
    mouseUp(point)
  }

  func drag(from start: Point, to end: Point) {
    mouseDown(start)
    for fraction in [0.25, 0.5, 0.75, 1] {
      mouseMove(
        Point(start.x + (end.x - start.x) * fraction, start.y + (end.y - start.y) * fraction))
    }
    mouseUp(end)
  }

  func turnWheel(_ amount: Int32, at point: Point) {
    var event = unsafe SDL_Event()
    unsafe event.type = SDL_MOUSEWHEEL.rawValue
    unsafe event.wheel.y = amount
    unsafe event.wheel.mouseX = Int32(point.x)
    unsafe event.wheel.mouseY = Int32(point.y)
    unsafe push(event)
    run()
  }

  private func button(_ point: Point, _ type: SDL_EventType) {
    var event = unsafe SDL_Event()
    unsafe event.type = type.rawValue
    unsafe event.button.button = UInt8(SDL_BUTTON_LEFT)
    unsafe event.button.x = Int32((point.x * viewer.picture.scale).rounded())
    unsafe event.button.y = Int32((point.y * viewer.picture.scale).rounded())
    unsafe push(event)
    run()
  }

  func push(_ event: SDL_Event) {
    var event = unsafe event
    let result = unsafe SDL_PushEvent(&event)
    #expect(result == 1)
  }
}
#endif
