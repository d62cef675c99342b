import Foundation
import Synchronization

/// `SIGINT` and `SIGTERM` as a flag, so that work ends where its files are complete.
package enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)

  /// Whether one of the signals has arrived.
  package static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// Catches the first signal; a second one ends the program at once.
  package static func beginCatching() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        Interruption.wasRequested.store(true, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      }
    }
  }
}
