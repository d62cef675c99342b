#if Viewer
import Foundation
package import Gym
package import Numerics

/// A trial to play in the background.
package struct BackgroundRequest: Equatable, Sendable {
  /// The task's parameters.
  package var task: [Float]
  /// How many adaptation steps, K.
  package var stepCount: Int
  /// How many episodes each block plays.
  package var rolloutCount: Int
  /// The address of the trial's random numbers.
  package var key: RandomKey
  /// The address of the random numbers of episodes that are only shown.
  package var demonstrationKey: RandomKey
  /// The seed that the anchors of the task are measured with.
  package var seed: UInt64
}

/// A result from the background thread.
package enum BackgroundUpdate: Sendable {
  /// The next stage of the trial, and the episodes to show of it, which have the same initial states in
  /// all stages.
  case stage(TrialBlock, demonstration: TrialBlock)
  /// The anchors of the task.
  case anchors(Anchors)
  /// Why the trial stopped.
  case failure(String)
}

/// Passes requests to the background thread and updates back to the window.
///
/// It holds one request: a new one replaces it and discards the updates of those before.
final class BackgroundChannel: @unchecked Sendable {
  private let condition = NSCondition()
  // All below: guarded by `condition`.
  private var request: BackgroundRequest?
  /// How many requests were made.
  private var latestNumber = 0
  private var isFinished = true
  private var updates: [BackgroundUpdate] = []
  private var isClosed = false
  private var hasEnded = false

  // MARK: The window's side

  /// Replaces the request.
  func put(_ request: BackgroundRequest) {
    condition.withLock {
      self.request = request
      latestNumber += 1
      isFinished = false
      updates = []
      condition.signal()
    }
  }

  /// Removes and returns the updates about the latest request.
  func takeUpdates() -> [BackgroundUpdate] {
    condition.withLock {
      defer { updates = [] }
      return updates
    }
  }

  /// Whether the latest request is not finished.
  var isBusy: Bool { condition.withLock { !isFinished } }

  /// Refuses further updates and waits until the thread has ended.
  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
      while !hasEnded { condition.wait() }
    }
  }

  // MARK: The thread's side

  /// Waits for a request.
  ///
  /// - Returns: The request and its number, or `nil` once the channel is closed.
  func nextRequest() -> (request: BackgroundRequest, number: Int)? {
    condition.withLock {
      while request == nil && !isClosed { condition.wait() }
      guard !isClosed, let next = request else { return nil }
      request = nil
      return (next, latestNumber)
    }
  }

  /// Adds an update about a request.
  ///
  /// - Returns: Whether the request is still the latest; if not, the update is dropped.
  func send(_ update: BackgroundUpdate, about number: Int) -> Bool {
    condition.withLock {
      guard number == latestNumber, !isClosed else { return false }
      updates.append(update)
      return true
    }
  }

  /// Whether a request is still the latest.
  func isLatest(_ number: Int) -> Bool {
    condition.withLock { number == latestNumber && !isClosed }
  }

  /// Marks a request as finished.
  func finish(_ number: Int) {
    condition.withLock { if number == latestNumber { isFinished = true } }
  }

  /// Lets `close` return.
  func threadHasEnded() {
    condition.withLock {
      hasEnded = true
      condition.broadcast()
    }
  }
}
#endif
