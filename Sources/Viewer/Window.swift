#if Viewer
import CSDL2
import Drawing
import Glibc

/// A window on the screen; the only type that calls SDL.
///
/// It must be used on the thread that opened it. Positions of events are in points.
@safe final class Window {
  /// The requested size and scale; the screen may limit the size.
  struct Options: Equatable, Sendable {
    /// The size in points.
    var size: Size
    /// Pixels for each point; `nil` for the scale of the screen.
    var scale: Double?
  }

  private let window: OpaquePointer
  private let forcedScale: Double?

  /// Opens a window.
  ///
  /// - Throws: `ViewerError` if there is no display or the window system refuses.
  init(title: String, options: Options) throws(ViewerError) {
    guard Self.hasDisplay else { throw .noDisplay }
    // Ctrl-C in the terminal must end the program: SDL must not catch the signal.
    unsafe SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
    unsafe SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0")
    unsafe SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1")
    unsafe SDL_SetHint(SDL_HINT_APP_NAME, "Fledge")
    // By default SDL falls back to drivers without a display, and never fails.
    if !Self.isSet("SDL_VIDEODRIVER") {
      let drivers = [("DISPLAY", "x11"), ("WAYLAND_DISPLAY", "wayland")]
        .filter { Self.isSet($0.0) }.map(\.1).joined(separator: ",")
      unsafe SDL_SetHint(SDL_HINT_VIDEODRIVER, drivers)
    }
    SDL_SetMainReady()
    guard SDL_InitSubSystem(UInt32(SDL_INIT_VIDEO)) == 0 else { throw Self.refusal }
    DisplayLoss.watch()
    // The processor draws the pictures, and X reads them from shared memory. OpenGL would only add a
    // copy, which is slow without a graphics card.
    if let driver = unsafe SDL_GetCurrentVideoDriver(), unsafe strcmp(driver, "x11") == 0 {
      unsafe SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0")
    }
    let scale = options.scale ?? Self.suggestedScale
    let flags =
      SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue
      | SDL_WINDOW_HIDDEN.rawValue
    let place = Int32(bitPattern: SDL_WINDOWPOS_CENTERED_MASK)
    let screen = Self.usableSize
    let created = unsafe SDL_CreateWindow(
      title, place, place, Int32(min(options.size.width * scale, screen.width)),
      Int32(min(options.size.height * scale, screen.height)), flags)
    guard let created = unsafe created else {
      let refusal = Self.refusal
      SDL_QuitSubSystem(UInt32(SDL_INIT_VIDEO))
      throw refusal
    }
    unsafe window = created
    forcedScale = options.scale
    // A system that counts in points has multiplied the size by the scale again.
    if density > 1 { resize(to: options.size) }
    unsafe SDL_SetWindowMinimumSize(
      window, Int32(400 * scale / density), Int32(300 * scale / density))
    unsafe SDL_ShowWindow(window)
  }

  deinit {
    unsafe SDL_DestroyWindow(window)
    SDL_QuitSubSystem(UInt32(SDL_INIT_VIDEO))
  }

  /// Pixels for each point.
  var scale: Double {
    if let forcedScale { return forcedScale }
    return density > 1 ? density : Self.suggestedScale
  }

  /// Pixels for each unit of the system's sizes and mouse positions.
  private var density: Double { pixelSize.width / max(1, windowSize.width) }

  /// The size in points.
  var size: Size {
    let (pixels, scale) = (pixelSize, scale)
    return Size(pixels.width / scale, pixels.height / scale)
  }

  /// Resizes the window, in points, as a user does by its frame.
  func resize(to size: Size) {
    unsafe SDL_SetWindowSize(
      window, Int32(size.width * scale / density), Int32(size.height * scale / density))
  }

  /// Fills the screen, or restores the size before.
  func toggleFullScreen() {
    let flags = isFullScreen ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
    unsafe SDL_SetWindowFullscreen(window, flags)
  }

  /// Whether full screen was requested; without a window manager the size stays as it is.
  var isFullScreen: Bool {
    unsafe SDL_GetWindowFlags(window) & SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue != 0
  }

  /// Shows a canvas.
  ///
  /// Shows nothing if the system is just resizing the window; the next frame fits again.
  func show(_ canvas: Canvas) {
    unsafe canvas.withPixels { bytes, stride in
      let picture = unsafe SDL_CreateRGBSurfaceWithFormatFrom(
        bytes.baseAddress, Int32(canvas.pixelWidth), Int32(canvas.pixelHeight), 32,
        Int32(stride), SDL_PIXELFORMAT_RGB888.rawValue)
      guard let picture = unsafe picture else { return }
      defer { unsafe SDL_FreeSurface(picture) }
      guard let screen = unsafe SDL_GetWindowSurface(window) else { return }
      unsafe SDL_UpperBlit(picture, nil, screen, nil)
      unsafe SDL_UpdateWindowSurface(window)
    }
  }

  /// Removes the waiting events.
  ///
  /// - Parameter milliseconds: How long to wait for the first event at most.
  /// - Returns: The events; of consecutive drags only the last.
  func events(waitingAtMost milliseconds: Int) -> [WindowEvent] {
    var result: [WindowEvent] = []
    var event = unsafe SDL_Event()
    var isFirst = true
    func takeNext() -> Bool {
      let timeout = isFirst ? Int32(milliseconds) : 0
      isFirst = false
      return timeout > 0
        ? unsafe SDL_WaitEventTimeout(&event, timeout) == 1 : unsafe SDL_PollEvent(&event) == 1
    }
    while takeNext() {
      guard let meaning = unsafe meaning(of: event) else { continue }
      // A mouse may report many positions per frame.
      if case .drag = meaning, case .drag? = result.last { result.removeLast() }
      result.append(meaning)
    }
    return result
  }

  /// The size of the drawing surface in pixels.
  private var pixelSize: Size {
    var (width, height): (Int32, Int32) = (0, 0)
    unsafe SDL_GetWindowSizeInPixels(window, &width, &height)
    return Size(Double(max(1, width)), Double(max(1, height)))
  }

  /// The size in the window system's units, which mouse positions also have.
  private var windowSize: Size {
    var (width, height): (Int32, Int32) = (0, 0)
    unsafe SDL_GetWindowSize(window, &width, &height)
    return Size(Double(max(1, width)), Double(max(1, height)))
  }

  private static var hasDisplay: Bool {
    ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"].contains(where: isSet)
  }

  private static func isSet(_ name: String) -> Bool {
    guard let value = unsafe getenv(name) else { return false }
    return unsafe value.pointee != 0
  }

  private static var refusal: ViewerError {
    .refused(reason: unsafe String(cString: SDL_GetError()))
  }

  /// `GDK_SCALE` if it is set, or else the screen's dots per inch over 96, rounded down to halves.
  private static var suggestedScale: Double {
    if let text = unsafe getenv("GDK_SCALE"), let scale = Double(unsafe String(cString: text)),
      (1...4).contains(scale)
    {
      return scale
    }
    var (diagonal, horizontal, vertical): (Float, Float, Float) = (0, 0, 0)
    let result = unsafe SDL_GetDisplayDPI(0, &diagonal, &horizontal, &vertical)
    guard result == 0, (96...600).contains(horizontal) else { return 1 }
    return (Double(horizontal) / 96 * 2 + 0.01).rounded(.down) / 2
  }

  private static var usableSize: Size {
    var area = SDL_Rect()
    guard unsafe SDL_GetDisplayUsableBounds(0, &area) == 0, area.w > 0, area.h > 0 else {
      return Size(.infinity, .infinity)
    }
    return Size(Double(area.w), Double(area.h))
  }

  // MARK: Events

  private func meaning(of event: SDL_Event) -> WindowEvent? {
    switch unsafe SDL_EventType(rawValue: event.type) {
    case SDL_QUIT: return .close
    case SDL_KEYDOWN:
      return unsafe Key(event.key.keysym, isRepeated: event.key.repeat != 0)
        .map(WindowEvent.key)
    case SDL_MOUSEBUTTONDOWN where unsafe event.button.button == UInt8(SDL_BUTTON_LEFT):
      return .press(unsafe point(event.button.x, event.button.y))
    case SDL_MOUSEBUTTONUP where unsafe event.button.button == UInt8(SDL_BUTTON_LEFT):
      return .release(unsafe point(event.button.x, event.button.y))
    case SDL_MOUSEMOTION where unsafe event.motion.state & 1 != 0:
      return .drag(unsafe point(event.motion.x, event.motion.y))
    case SDL_MOUSEWHEEL:
      return .scroll(
        unsafe Double(event.wheel.y), unsafe point(event.wheel.mouseX, event.wheel.mouseY))
    case SDL_WINDOWEVENT:
      switch unsafe SDL_WindowEventID(rawValue: UInt32(event.window.event)) {
      case SDL_WINDOWEVENT_CLOSE: return .close
      case SDL_WINDOWEVENT_SIZE_CHANGED, SDL_WINDOWEVENT_EXPOSED, SDL_WINDOWEVENT_SHOWN:
        return .redraw
      default: return nil
      }
    default: return nil
    }
  }

  private func point(_ x: Int32, _ y: Int32) -> Point {
    let (pixels, window, scale) = (pixelSize, windowSize, scale)
    return Point(
      Double(x) * pixels.width / window.width / scale,
      Double(y) * pixels.height / window.height / scale)
  }
}

extension Key {
  /// The meaning of a key; only keys with small steps repeat while held.
  fileprivate init?(_ symbol: SDL_Keysym, isRepeated: Bool) {
    let commands = UInt16(KMOD_CTRL.rawValue | KMOD_ALT.rawValue | KMOD_GUI.rawValue)
    guard symbol.mod & commands == 0 else { return nil }
    switch Int(symbol.sym) {
    case SDLK_LEFT.number: self = .stepBack
    case SDLK_RIGHT.number: self = .stepForward
    case SDLK_PLUS.number, SDLK_EQUALS.number, SDLK_KP_PLUS.number: self = .faster
    case SDLK_MINUS.number, SDLK_KP_MINUS.number: self = .slower
    case _ where isRepeated: return nil
    case SDLK_SPACE.number: self = .playOrPause
    case SDLK_HOME.number: self = .toStart
    case SDLK_END.number: self = .toEnd
    case SDLK_UP.number: self = .moreSteps
    case SDLK_DOWN.number: self = .fewerSteps
    case SDLK_RIGHTBRACKET.number, SDLK_PAGEUP.number: self = .moreRollouts
    case SDLK_LEFTBRACKET.number, SDLK_PAGEDOWN.number: self = .fewerRollouts
    case SDLK_TAB.number: self = .allStages
    case SDLK_r.number: self = .again
    case SDLK_n.number: self = .nextTask
    case SDLK_p.number: self = .previousTask
    case SDLK_a.number: self = .adaptAgain
    case SDLK_e.number: self = .nextEpisode
    case SDLK_g.number: self = .otherRollouts
    case SDLK_s.number: self = .savePicture
    case SDLK_f.number, SDLK_F11.number: self = .fullScreen
    case SDLK_t.number: self = .theme
    case SDLK_h.number, SDLK_F1.number, SDLK_QUESTION.number, SDLK_SLASH.number: self = .help
    case SDLK_q.number, SDLK_ESCAPE.number: self = .quit
    default: return nil
    }
  }
}

extension SDL_KeyCode {
  fileprivate var number: Int { Int(rawValue) }
}
#endif
