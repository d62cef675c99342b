private import Foundation
private import Numerics

/// What belongs to one thread: its free buffers and its counters.
///
/// Arrays never cross threads (a `Tensor` is not `Sendable`), so nothing here needs a lock. It is asked
/// for with every array that comes and goes: a plain structure in memory costs no counting of
/// references.
struct ThreadContext: ~Copyable {
  /// Free blocks by size class, reused by later arrays on this thread.
  var pool = BufferPool()
  /// The number of arrays made so far; orders a recorded graph.
  var serialNumber: UInt64 = 0
  /// The number of gradient passes so far; marks which nodes a pass has seen.
  var passNumber: UInt64 = 0

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = unsafe pthread_key_create(&key) { pointer in
      guard let pointer = unsafe pointer else { return }
      let context = unsafe pointer.assumingMemoryBound(to: ThreadContext.self)
      unsafe context.deinitialize(count: 1)
      unsafe context.deallocate()
    }
    precondition(status == 0, "ThreadContext: no key for thread-local data is left.")
    return key
  }()

  /// The context of the calling thread; it lives as long as the thread.
  static var current: UnsafeMutablePointer<ThreadContext> {
    if let pointer = unsafe pthread_getspecific(key) {
      return unsafe pointer.assumingMemoryBound(to: ThreadContext.self)
    }
    let context = UnsafeMutablePointer<ThreadContext>.allocate(capacity: 1)
    unsafe context.initialize(to: ThreadContext())
    unsafe pthread_setspecific(key, context)
    return unsafe context
  }

  /// Whether the calling thread records operations, so that they can be differentiated. The shards of
  /// a parallel loop inherit it.
  static var isRecording: Bool { unsafe ThreadState.current.pointee.inheritedSwitch }
}

/// Runs a body whose operations are not recorded, so that their inputs are freed at once.
///
/// - Parameter body: Computes values whose derivatives nobody will ask for.
/// - Returns: What the body returns.
public func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  let state = unsafe ThreadState.current
  let wasRecording = unsafe state.pointee.inheritedSwitch
  unsafe state.pointee.inheritedSwitch = false
  defer { unsafe state.pointee.inheritedSwitch = wasRecording }
  return try body()
}
