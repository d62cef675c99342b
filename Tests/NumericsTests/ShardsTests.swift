import Numerics
import Testing

struct ShardsTests {
  private struct Failure: Error, Equatable {
    let shard: Int
  }

  @Test(arguments: [1, 2, 3])
  func `results come in shard order for any number of threads`(threadCount: Int) throws {
    let workers = Workers(count: threadCount)
    let squares = try Shards(40, workers: workers) { $0 * $0 }
    let halves = try squares.map(workers: workers) { number, square in
      Float(square) / 2 + Float(number)
    }
    #expect(squares.count == 40 && halves.count == 40)
    let found = try halves.collect(workers: workers) { number, half in half - Float(number) }
    #expect(found == (0..<40).map { Float($0 * $0) / 2 })
    #expect(try Shards(["a", "b"]).collect(workers: workers) { "\($0)\($1)" } == ["0a", "1b"])
  }

  @Test func `the first shard that fails is reported`() throws {
    let workers = Workers(count: 2)
    let numbers = Shards(Array(0..<10))
    #expect(throws: Failure(shard: 3)) {
      try numbers.map(workers: workers) { if $0 % 4 == 3 { throw Failure(shard: $1) } }
    }
    #expect(throws: Failure(shard: 5)) {
      _ = try Shards(8, workers: workers) { if $0 > 4 { throw Failure(shard: $0) } }
    }
  }

  @Test func `no shards give no results`() throws {
    let workers = Workers(count: 2)
    #expect(try Shards<Int>([]).collect(workers: workers) { $1 } == [])
  }
}
