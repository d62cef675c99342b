import Foundation

/// Prepares signals and standard streams when the program starts.
package enum ProcessSetup {
  /// Turns `SIGPIPE` and `SIGXFSZ` into write errors, opens closed standard streams, and unblocks
  /// `SIGINT` and `SIGTERM`.
  package static func prepare() {
    // By default these two end the process instead of failing the write.
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
    // The next file to be opened would get the number of a closed stream, and error messages would
    // be written into that file.
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDONLY)
    }
    // A process started from a thread of Dispatch inherits a mask that blocks all signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&signals, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
