/// Values of numbered shards, which stay where they were made.
///
/// What is computed from a value either stays beside it (`map`) or comes to the caller (`collect`), in shard
/// order, so that sums have the same bits for any number of threads. Values may be large, such as all
/// rollouts of a task; what is collected is small: numbers, reports, flat vectors.
public struct Shards<Value: Sendable>: Sendable {
  private let values: [Value]

  /// Takes values that are there already, one for each shard.
  public init(_ values: [Value]) {
    self.values = values
  }

  /// Makes the value of each shard.
  ///
  /// - Parameters:
  ///   - count: How many shards there are.
  ///   - workers: The threads that share them out.
  ///   - make: Makes the value of the shard of the given number; shards share no mutable memory.
  /// - Throws: The error of the first shard, in shard order, that threw one.
  public init(
    _ count: Int, workers: Workers, make: @escaping @Sendable (Int) throws -> Value
  ) throws {
    values = try workers.map(count, make)
  }

  /// How many shards there are.
  public var count: Int { values.count }

  /// Computes a value from each, which stays where it was made.
  ///
  /// - Parameters:
  ///   - workers: The threads that share out the shards.
  ///   - body: Receives the number of a shard and its value.
  /// - Returns: The new values.
  /// - Throws: The error of the first shard, in shard order, that threw one.
  public func map<Result: Sendable>(
    workers: Workers, _ body: @escaping @Sendable (Int, Value) throws -> Result
  ) throws -> Shards<Result> {
    Shards<Result>(try collect(workers: workers, body))
  }

  /// Computes something small from each, and brings it to the caller.
  ///
  /// - Parameters:
  ///   - workers: The threads that share out the shards.
  ///   - body: Receives the number of a shard and its value.
  /// - Returns: The results in shard order.
  /// - Throws: The error of the first shard, in shard order, that threw one.
  public func collect<Result: Sendable>(
    workers: Workers, _ body: @escaping @Sendable (Int, Value) throws -> Result
  ) throws -> [Result] {
    let values = values
    return try workers.map(count) { try body($0, values[$0]) }
  }

  /// Computes something small from some of them, and brings it to the caller.
  ///
  /// - Parameters:
  ///   - members: The numbers of the shards.
  ///   - workers: The threads that share out the shards.
  ///   - body: Receives the number of a shard and its value.
  /// - Returns: The results in the order of `members`.
  /// - Throws: The error of the first of them that threw one.
  public func collect<Result: Sendable>(
    of members: [Int], workers: Workers, _ body: @escaping @Sendable (Int, Value) throws -> Result
  ) throws -> [Result] {
    let values = values
    return try workers.map(members.count) { try body(members[$0], values[members[$0]]) }
  }
}
