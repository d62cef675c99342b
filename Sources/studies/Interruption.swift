import Foundation
import Synchronization

/// Ctrl-C and SIGTERM as a flag; a second one ends the program at once.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)

  /// Whether the program was interrupted.
  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// Catches the first signal.
  static func beginCatching() {
    // A process started from a Dispatch thread inherits a mask that blocks all signals.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&signals, number)
      signal(number) { _ in
        Interruption.wasRequested.store(true, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
