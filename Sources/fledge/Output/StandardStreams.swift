import Foundation

/// What the program does about its streams before anything else.
enum StandardStreams {
  /// Makes every trouble with writing an error of the write that meets it.
  static func prepare() {
    // By default a reader that went away, or a file that may not grow, would end the program on the
    // spot instead of failing the write.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // The number of a stream that the caller has closed would go to the next file that is opened,
    // and what is meant for people would be written there.
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }
}
