import Foundation
import Numerics
import Tensors
import TestSupport
import Testing

struct WorkersTests {
  struct ShardError: Error, Equatable {
    let shard: Int
  }

  /// Numbers that threads count up, under a lock that the thread sanitizer knows.
  private final class Counts: @unchecked Sendable {
    private let lock = NSLock()
    private var numbers: [Int]

    init(_ count: Int) { numbers = [Int](repeating: 0, count: count) }

    func increment(_ index: Int) { lock.withLock { numbers[index] += 1 } }

    var values: [Int] { lock.withLock { numbers } }
  }

  static let threadCounts = [1, 2, 3, 8]

  @Test(arguments: threadCounts, [0, 1, 2, 7, 100])
  func `results come in shard order`(threadCount: Int, shardCount: Int) throws {
    let workers = Workers(count: threadCount)
    #expect(workers.count == threadCount)
    #expect(try workers.map(shardCount) { $0 * $0 } == (0..<shardCount).map { $0 * $0 })
  }

  @Test(arguments: threadCounts)
  func `each shard is computed once`(threadCount: Int) throws {
    let workers = Workers(count: threadCount)
    let counts = Counts(500)
    _ = try workers.map(500) { counts.increment($0) }
    #expect(counts.values == [Int](repeating: 1, count: 500))
  }

  @Test func `the number of threads does not change a bit of a gradient`() throws {
    let alone = try Workers(count: 1).map(23, Self.gradientOfShard)
    #expect(Set(alone.map(\.count)) == [17 * 31])
    for threadCount in Self.threadCounts.dropFirst() {
      let workers = Workers(count: threadCount)
      for _ in 0..<5 { #expect(try workers.map(23, Self.gradientOfShard) == alone) }
    }
  }

  @Test(arguments: threadCounts)
  func `the first error in shard order is thrown`(threadCount: Int) {
    let workers = Workers(count: threadCount)
    for _ in 0..<20 {
      #expect(throws: ShardError(shard: 3)) {
        try workers.map(40) { shard in
          // Later errors come sooner.
          if shard == 3 { usleep(200) }
          if shard % 10 == 3 { throw ShardError(shard: shard) }
        }
      }
    }
    // Nothing is left of the failed loops.
    #expect(throws: Never.self) { try workers.map(4) { $0 } }
  }

  @Test(arguments: threadCounts)
  func `a loop inside a shard runs on the shard's thread`(threadCount: Int) throws {
    let workers = Workers(count: threadCount)
    let others = Workers(count: 2)
    let sums = try workers.map(16) { shard in
      let thread = pthread_self()
      let inner = try workers.map(8) { number in
        (number: number, isSame: pthread_equal(pthread_self(), thread) != 0)
      }
      let inOthers = try others.map(8) { _ in pthread_equal(pthread_self(), thread) != 0 }
      // A loop of one shard leaves its thread free for others.
      let isSerial = threadCount == 1 || (inner.allSatisfy(\.isSame) && inOthers.allSatisfy { $0 })
      return isSerial ? shard * inner.map(\.number).reduce(0, +) : -1
    }
    #expect(sums == (0..<16).map { $0 * 28 })
  }

  @Test(.timeLimit(.minutes(5)), arguments: [2, 3, 8])
  func `thousands of tiny loops all wake up and end`(threadCount: Int) throws {
    let workers = Workers(count: threadCount)
    for number in 0..<5000 {
      // As many shards as threads, one less and one more, so that some threads come too late.
      let shardCount = threadCount + number % 3 - 1
      #expect(
        try workers.map(shardCount) { $0 + number } == (number..<number + shardCount).map { $0 })
    }
  }

  @Test(.timeLimit(.minutes(5)))
  func `callers on different threads take turns`() {
    let workers = Workers(count: 3)
    let wrongCounts = Counts(4)
    DispatchQueue.concurrentPerform(iterations: 4) { caller in
      for number in 0..<300 {
        let expected = (0..<5 + caller).map { $0 + 1000 * caller + number }
        let results = try? workers.map(5 + caller) { $0 + 1000 * caller + number }
        if results != expected { wrongCounts.increment(caller) }
      }
    }
    #expect(wrongCounts.values == [0, 0, 0, 0])
  }

  @Test(arguments: threadCounts)
  func `whether operations are recorded does not depend on the thread`(threadCount: Int) throws {
    let workers = Workers(count: threadCount)
    let slope: @Sendable (Int) -> Double = { _ in
      usleep(100)
      let x = Tensor<Double>(variable: [3], shape: Shape(1, 1))
      return gradients(of: [x.squared], withRespectTo: [x])[0].scalar
    }
    #expect(try workers.map(40, slope) == [Double](repeating: 6, count: 40))
    let unrecorded = try withoutRecording { try workers.map(40, slope) }
    #expect(unrecorded == [Double](repeating: 0, count: 40))
    #expect(try workers.map(40, slope) == [Double](repeating: 6, count: 40))
  }

  @Test func `threads end with their workers`() async {
    await #expect(processExitsWith: .success) {
      let before = try ProcessStatus.threadCount()
      for _ in 0..<20 {
        let workers = Workers(count: 8)
        _ = try workers.map(16) { $0 }
        #expect(try ProcessStatus.threadCount() >= before + 7)
      }
      // Threads end a moment after their workers.
      for _ in 0..<200 where try ProcessStatus.threadCount() > before { usleep(10_000) }
      #expect(try ProcessStatus.threadCount() <= before)
    }
  }

  @Test func `workers that never had a loop end as well`() async {
    await #expect(processExitsWith: .success) {
      let before = try ProcessStatus.threadCount()
      for _ in 0..<100 { _ = Workers(count: 3) }
      for _ in 0..<200 where try ProcessStatus.threadCount() > before { usleep(10_000) }
      #expect(try ProcessStatus.threadCount() <= before)
    }
  }

  @Test func `at least one thread is needed`() async {
    await #expect(processExitsWith: .failure) { _ = Workers(count: 0) }
    await #expect(processExitsWith: .failure) { _ = try Workers(count: 2).map(-1) { $0 } }
  }

  /// The gradient of a layer's squared outputs, different for each shard.
  private static let gradientOfShard: @Sendable (Int) -> [Float] = { shard in
    let input = Tensor(
      uniformNumbers(15 * 17, seed: shard).map(Float.init), shape: Shape(15, 17))
    let weight = Tensor(
      variable: uniformNumbers(17 * 31, seed: 100).map(Float.init), shape: Shape(17, 31))
    let bias = Tensor<Float>(repeating: 0.5, shape: Shape(1, 31))
    let layer = Tensor.affineTanh(input, weight: weight, bias: bias)
    return gradients(of: [layer.squared.sum], withRespectTo: [weight])[0].elements
  }
}
