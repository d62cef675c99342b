import CFledge
import Environments
import FledgeC
import Gym
import Testing

/// What a call of the library said, if it failed.
struct CallFailure: Error {
  var message: String
}

/// Calls the library as a program in C would, and takes its message.
func calling<Result>(
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result?
) throws -> Result {
  var message: UnsafeMutablePointer<CChar>?
  if let result = unsafe body(&message) {
    try #require(unsafe message == nil)
    return result
  }
  let text = unsafe try #require(message)
  defer { unsafe fledge_free(text) }
  throw CallFailure(message: unsafe String(cString: text))
}

/// The message that a failing call leaves; `nil` if it does not fail.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return (error as? CallFailure)?.message
  }
}

/// A distribution of the library.
@safe final class Distribution {
  let pointer: OpaquePointer
  let name: String

  init(_ name: String, options: String? = nil) throws {
    self.name = name
    unsafe pointer = try unsafe calling { error in
      unsafe options.map { unsafe fledge_distribution_create(name, $0, error) }
        ?? fledge_distribution_create(name, nil, error)
    }
  }

  deinit { unsafe fledge_distribution_destroy(pointer) }

  func tasks(
    _ split: String, seed: UInt64, first: UInt64 = 0, count: Int, size: Int
  ) throws -> [Float] {
    var tasks = [Float](repeating: .nan, count: count * size)
    try unsafe calling { error in
      unsafe fledge_distribution_sample(pointer, split, seed, first, count, &tasks, error) == 0
        ? () : nil
    }
    return tasks
  }
}

/// Copies of the library with the memory they step from and into.
@safe final class Copies {
  let count: Int
  let size: (observation: Int, action: Int, task: Int)
  private let pointer: OpaquePointer
  private var memory: fledge_memory
  private let choices: UnsafeMutablePointer<Int64>

  init(
    _ distribution: Distribution, tasks: [Float]? = nil, split: String? = "train", count: Int,
    episodesPerTrial: Int = 0, autoreset: Int = FLEDGE_NEXT_STEP, hasChoices: Bool = false
  ) throws {
    // No option that tests give changes a size.
    let specification = try Catalog.distribution(named: distribution.name).specification
    let size = (
      observation: specification.observationSpace.size, action: specification.actionSpace.size,
      task: specification.parameters.count
    )
    self.count = count
    self.size = size
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
      let floats = UnsafeMutablePointer<Float>.allocate(capacity: count)
      unsafe floats.initialize(repeating: 0, count: count)
      return unsafe floats
    }
    func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
      unsafe bytes.initialize(repeating: 9, count: count)
      return unsafe bytes
    }
    let rewards = UnsafeMutablePointer<Double>.allocate(capacity: count)
    unsafe rewards.initialize(repeating: 0, count: count)
    let choices = UnsafeMutablePointer<Int64>.allocate(capacity: count)
    unsafe choices.initialize(repeating: 0, count: count)
    unsafe self.choices = choices
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: 3)
    unsafe counts.initialize(repeating: 0, count: 3)
    unsafe memory = unsafe fledge_memory(
      actions: floats(count * size.action), choices: hasChoices ? choices : nil,
      observations: floats(count * size.observation), rewards: rewards,
      terminated: bytes(count), truncated: bytes(count),
      final_observations: floats(count * size.observation), begun: bytes(count),
      tasks: floats(count * size.task), counts: counts)
    unsafe pointer = try unsafe calling { error in
      unsafe fledge_environments_create(
        distribution.pointer, tasks, split, count, episodesPerTrial, Int32(autoreset), error)
    }
  }

  deinit {
    unsafe fledge_environments_destroy(pointer)
    unsafe UnsafeMutablePointer(mutating: memory.actions).deallocate()
    unsafe choices.deallocate()
    unsafe memory.observations?.deallocate()
    unsafe memory.rewards?.deallocate()
    unsafe memory.final_observations?.deallocate()
    unsafe memory.tasks?.deallocate()
    unsafe memory.terminated?.deallocate()
    unsafe memory.truncated?.deallocate()
    unsafe memory.begun?.deallocate()
    unsafe memory.counts?.deallocate()
  }

  func begin(_ chosen: [UInt8]? = nil, streams: [UInt32]? = nil) throws {
    try unsafe calling { error in
      unsafe fledge_environments_begin(pointer, chosen, streams, &memory, error) == 0 ? () : nil
    }
  }

  func step(_ actions: [Float]) throws {
    let target = unsafe UnsafeMutablePointer(mutating: memory.actions)
    for (index, action) in actions.enumerated() { unsafe target?[index] = action }
    try unsafe calling { error in
      unsafe fledge_environments_step(pointer, &memory, error) == 0 ? () : nil
    }
  }

  func step(choices: [Int64]) throws {
    for (copy, choice) in choices.enumerated() { unsafe self.choices[copy] = choice }
    try step([])
  }

  func setTask(_ task: [Float]?, ofCopy copy: Int) throws {
    try unsafe calling { error in
      unsafe fledge_environments_set_task(pointer, copy, task, error) == 0 ? () : nil
    }
  }

  func watch() throws {
    try unsafe calling { error in
      unsafe fledge_environments_watch(pointer, error) == 0 ? () : nil
    }
  }

  /// The pixels, `[height, width, 3]`; the memory around them must stay as it is.
  func picture(of copy: Int, width: Int, height: Int) throws -> [UInt8] {
    let size = (32...4096).contains(width) && (32...4096).contains(height) ? 3 * width * height : 0
    var pixels = [UInt8](repeating: 0xA5, count: size + 8)
    try unsafe pixels.withUnsafeMutableBufferPointer { pixels in
      let start = unsafe pixels.baseAddress.map { unsafe $0 + 4 }
      try unsafe calling { error in
        unsafe fledge_environments_render(pointer, copy, width, height, start, error) == 0
          ? () : nil
      }
    }
    try #require((pixels.prefix(4) + pixels.suffix(4)).allSatisfy { $0 == 0xA5 })
    return Array(pixels.dropFirst(4).dropLast(4))
  }

  /// All that a copy shows: observation, reward, ends, last observation, beginning, task.
  func row(_ copy: Int) -> [Float] {
    let (observation, task) = (size.observation, size.task)
    return unsafe (0..<observation).map { unsafe memory.observations[copy * observation + $0] }
      + [
        Float(memory.rewards[copy]), Float(memory.terminated[copy]), Float(memory.truncated[copy]),
        Float(memory.begun[copy]),
      ]
      + (0..<observation).map { unsafe memory.final_observations[copy * observation + $0] }
      + (0..<task).map { unsafe memory.tasks[copy * task + $0] }
  }

  func hasEnded(_ copy: Int) -> Bool {
    unsafe memory.terminated[copy] + memory.truncated[copy] > 0
  }

  /// Episodes that ended and began, and trials that began.
  var counts: [Int] { (0..<3).map { unsafe Int(memory.counts[$0]) } }

  func begun(_ copy: Int) -> UInt8 { unsafe memory.begun[copy] }
  func reward(_ copy: Int) -> Float { unsafe Float(memory.rewards[copy]) }

  func task(_ copy: Int) -> [Float] {
    (0..<size.task).map { unsafe memory.tasks[copy * size.task + $0] }
  }
}
