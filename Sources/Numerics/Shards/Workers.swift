private import CThreads
private import Glibc
private import Synchronization

/// The one parallel loop: a fixed number of threads that share out numbered shards.
///
/// Each shard is computed by exactly one thread and results come back in shard order, so they are
/// the same bits for any number of threads. Inside a shard everything is serial.
public final class Workers: Sendable {
  /// How many threads compute, the calling one included.
  public let count: Int
  private let room: WorkerRoom?

  /// Starts the threads.
  ///
  /// - Parameter count: How many threads compute, at least 1; may exceed the number of cores.
  public init(count: Int) {
    precondition(count >= 1, "Workers: \(count) threads cannot compute; at least 1 is needed.")
    self.count = count
    room = count > 1 ? WorkerRoom() : nil
    guard let room else { return }
    for number in 1..<count {
      DetachedThread.start(named: "fledge worker \(number)") { room.work() }
    }
  }

  /// The number of processors this process may use.
  public static var availableProcessorCount: Int {
    // A bit for each of up to 8,192 processors.
    var processors = [UInt64](repeating: 0, count: 128)
    guard unsafe sched_getaffinity(0, 1024, &processors) >= 0 else {
      return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
    return max(1, processors.reduce(0) { $0 + $1.nonzeroBitCount })
  }

  deinit {
    room?.close()
  }

  /// Computes one value for each shard.
  ///
  /// - Parameters:
  ///   - shardCount: How many shards there are.
  ///   - body: Computes the shard of the given number; shards share no mutable memory.
  /// - Returns: The values in shard order.
  /// - Throws: The error of the first shard, in shard order, that threw one.
  public func map<Result: Sendable>(
    _ shardCount: Int, _ body: @escaping @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    var results: [Swift.Result<Result, any Error>?] = Array(repeating: nil, count: shardCount)
    unsafe results.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let slots = unsafe buffer  // each slot is written by one thread
      forEach(shardCount) { shard in
        unsafe slots[shard] = Swift.Result { try body(shard) }
      }
    }
    return try results.map { result in
      guard let result else { preconditionFailure("Workers.map: a shard was not computed.") }
      return try result.get()
    }
  }

  private func forEach(_ shardCount: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let state = unsafe ThreadState.current
    guard let room, shardCount > 1, unsafe !state.pointee.isInsideParallelLoop else {
      for shard in 0..<shardCount { body(shard) }
      return
    }
    unsafe state.pointee.isInsideParallelLoop = true
    defer { unsafe state.pointee.isInsideParallelLoop = false }
    room.run(shardCount, body)
  }
}

/// Where worker threads wait for a loop, take shards from a counter, and report back.
private final class WorkerRoom: @unchecked Sendable {
  private struct Loop {
    var body: @Sendable (Int) -> Void
    var shardCount: Int
    /// The calling thread's switch, which the others inherit.
    var inheritedSwitch: Bool
  }

  /// Held while a loop runs: callers on different threads take turns.
  private let turn = Lock()
  private let condition = Condition()
  private let nextShard = Atomic<Int>(0)
  // Below: guarded by `condition`.
  private var loop: Loop?
  private var loopNumber = 0
  /// How many threads have joined the loop and not left it; the calling one is not counted.
  private var busyCount = 0
  private var isClosed = false

  func run(_ shardCount: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let loop = Loop(
      body: body, shardCount: shardCount,
      inheritedSwitch: unsafe ThreadState.current.pointee.inheritedSwitch)
    turn.lock()
    defer { turn.unlock() }
    condition.withLock {
      nextShard.store(0, ordering: .relaxed)
      self.loop = loop
      loopNumber += 1
      condition.broadcast()
    }
    takeShards(of: loop)
    // All shards are taken; a thread that has not joined by now need not any more.
    condition.withLock {
      self.loop = nil
      while busyCount > 0 { condition.wait() }
    }
  }

  func work() {
    let state = unsafe ThreadState.current
    unsafe state.pointee.isInsideParallelLoop = true
    var seen = 0
    while let loop = join(after: &seen) {
      unsafe state.pointee.inheritedSwitch = loop.inheritedSwitch
      takeShards(of: loop)
      leave()
    }
  }

  /// Waits for a loop with another number than the last one seen; `nil` says that the room closes.
  private func join(after seen: inout Int) -> Loop? {
    condition.withLock {
      while !isClosed {
        if let loop, loopNumber != seen {
          seen = loopNumber
          busyCount += 1
          return loop
        }
        condition.wait()
      }
      return nil
    }
  }

  private func leave() {
    condition.withLock {
      busyCount -= 1
      // While there is a loop its caller is not waiting yet.
      if busyCount == 0 && loop == nil { condition.broadcast() }
    }
  }

  func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  private func takeShards(of loop: Loop) {
    while true {
      let shard = nextShard.wrappingAdd(1, ordering: .relaxed).oldValue
      guard shard < loop.shardCount else { return }
      loop.body(shard)
    }
  }
}
