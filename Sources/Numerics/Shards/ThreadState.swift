private import Glibc

/// What parallel loops need to know of a thread.
package struct ThreadState {
  /// Whether this thread is running a shard of a parallel loop.
  var isInsideParallelLoop = false
  /// A switch that shards inherit from the thread that started their loop.
  ///
  /// `Tensors` keeps in it whether operations are recorded.
  package var inheritedSwitch = true

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = unsafe pthread_key_create(&key) { pointer in
      guard let pointer = unsafe pointer else { return }
      unsafe pointer.assumingMemoryBound(to: ThreadState.self).deallocate()
    }
    precondition(status == 0, "ThreadState: no key for thread-local data is left.")
    return key
  }()

  /// The state of the calling thread; it lives as long as the thread.
  package static var current: UnsafeMutablePointer<ThreadState> {
    if let pointer = unsafe pthread_getspecific(key) {
      return unsafe pointer.assumingMemoryBound(to: ThreadState.self)
    }
    let state = UnsafeMutablePointer<ThreadState>.allocate(capacity: 1)
    unsafe state.initialize(to: ThreadState())
    unsafe pthread_setspecific(key, state)
    return unsafe state
  }
}
