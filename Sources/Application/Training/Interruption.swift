import Foundation
import Synchronization

/// Ctrl-C and the like as a flag: training ends after the iteration, with a checkpoint.
package enum Interruption {
  private static let wasAskedFor = Atomic<Bool>(false)

  /// Whether the program was asked to end.
  package static var isRequested: Bool { wasAskedFor.load(ordering: .relaxed) }

  /// Catches the first request; a second one ends the program at once.
  package static func beginCatching() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        Interruption.wasAskedFor.store(true, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      }
    }
  }
}
