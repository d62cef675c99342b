private import Foundation

/// The state of one thread: its free buffers and its counters.
///
/// Tensors never cross threads (a `Tensor` is not `Sendable`), so nothing here needs a lock. It is read
/// whenever a tensor is made or freed; a plain structure in memory costs no reference counting.
struct ThreadContext: ~Copyable {
  /// Free blocks by size class, reused by later tensors of this thread.
  var pool = BufferPool()
  /// The number of tensors made so far; orders a recorded graph.
  var serialNumber: UInt64 = 0
  /// The number of gradient passes so far; marks which nodes a pass has seen.
  var passNumber: UInt64 = 0

  /// Nodes that nothing else holds any more.
  var nodesToFree: [GraphNode] = []
  /// Whether a loop is freeing these nodes.
  var isFreeingNodes = false

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
}
