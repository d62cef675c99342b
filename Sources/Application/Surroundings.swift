import Foundation

/// What the program does about the signals and streams it was started with, before anything else.
package enum Surroundings {
  /// Makes trouble with writing an error of the write that meets it, and interruption possible.
  package static func prepare() {
    // By default a reader that went away, or a file that may not grow, would end the program on the
    // spot instead of failing the write.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // The number of a stream that the caller has closed would go to the next file that is opened,
    // and what is meant for people would be written there.
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDONLY)
    }
    // A program that is started from a thread of Dispatch inherits that all signals are blocked.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
