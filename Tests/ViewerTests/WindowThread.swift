#if Viewer
import Foundation
import Testing

/// Runs a suite on one thread, which runs nothing else.
///
/// SDL has one state per process, for one thread. A window waits for most of the time, and the threads that
/// run other tests are as many as there are cores.
struct WindowThread: SuiteTrait, TestScoping {
  private static let executor = ThreadExecutor()

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Self.executor) { try await function() }
  }
}

/// Runs jobs in order on one thread, which lives as long as the process.
private final class ThreadExecutor: TaskExecutor, @unchecked Sendable {
  private let condition = NSCondition()
  private var waiting: [UnownedJob] = []

  init() {
    let thread = Thread { [self] in
      while true {
        let job = condition.withLock {
          while waiting.isEmpty { condition.wait() }
          return waiting.removeFirst()
        }
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
      }
    }
    // As much as the main thread has.
    thread.stackSize = 8 << 20
    thread.start()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    condition.withLock {
      waiting.append(job)
      condition.signal()
    }
  }
}
#endif
