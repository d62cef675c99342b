#if Viewer
import Glibc

/// Replaces Xlib's handler for a lost X server, which ends the program with a message of its own.
///
/// SDL loads Xlib only if there is an X display, so its function is looked up at run time.
enum DisplayLoss {
  private typealias Handler = @convention(c) (OpaquePointer?) -> Int32
  private typealias SetHandler = @convention(c) (Handler?) -> Handler?

  /// From now on, prints one line and exits with code 1 if the display is lost.
  static func watch() {
    guard let library = unsafe dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD),
      let symbol = unsafe dlsym(library, "XSetIOErrorHandler")
    else { return }
    let setHandler = unsafe unsafeBitCast(symbol, to: SetHandler.self)
    _ = unsafe setHandler { _ in
      let words = "Error: The window lost its display. Saved pictures are complete.\n"
      unsafe words.withCString { text in _ = unsafe write(STDERR_FILENO, text, strlen(text)) }
      _exit(1)
    }
  }
}
#endif
