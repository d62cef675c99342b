import CFledge
import FledgeC
import Foundation
import Testing

/// Random calls with random values, right and wrong ones.
///
/// The library refuses what is wrong, writes only into what it may, and goes on. `make fuzz` makes more
/// calls, under the address sanitizer.
struct FuzzTests {
  @Test func `random calls are carried out or refused, and nothing else`() throws {
    let rounds = ProcessInfo.processInfo.environment["FLEDGE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 60
    var calls = Fuzzer(state: 7)
    for _ in 0..<rounds { calls.playRound() }
    #expect(calls.accepted > 10 * rounds && calls.refused > 3 * rounds)
    #expect(calls.damagedBorders == 0)
  }
}

/// Memory of a caller, with a border on both sides that the library must not change.
@safe private final class Guarded<Element: BitwiseCopyable> {
  private let start: UnsafeMutablePointer<Element>
  private let count: Int
  private let border: Element
  static var width: Int { 64 }

  init(_ count: Int, border: Element) {
    (self.count, self.border) = (count, border)
    let total = count + 2 * Self.width
    unsafe start = .allocate(capacity: total)
    unsafe start.initialize(repeating: border, count: total)
  }

  deinit { unsafe start.deallocate() }

  var pointer: UnsafeMutablePointer<Element> { unsafe start + Self.width }

  /// Whether the borders still have their bytes.
  var isIntact: Bool {
    let bytes = unsafe UnsafeRawBufferPointer(
      start: start, count: (count + 2 * Self.width) * MemoryLayout<Element>.stride)
    let width = Self.width * MemoryLayout<Element>.stride
    return unsafe bytes.prefix(width).elementsEqual(bytes.suffix(width))
      && withUnsafeBytes(of: border) { unsafe $0.elementsEqual(bytes.prefix($0.count)) }
  }
}

/// Makes the calls.
@safe private struct Fuzzer {
  var state: UInt64
  var accepted = 0
  var refused = 0
  var damagedBorders = 0

  mutating func next(below limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[next(below: elements.count)]
  }

  /// A number as callers have them, now and then one that no caller should have.
  mutating func number() -> Float {
    switch next(below: 24) {
    case 0:
      one(of: [
        .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude,
      ])
    case 1...8: Float(next(below: 5))
    default: Float(next(below: 2001) - 1000) / 1000
    }
  }

  /// Counts what a call said, and releases its message.
  mutating func call<Result>(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result?
  ) -> Result? {
    var message: UnsafeMutablePointer<CChar>?
    let result = unsafe body(&message)
    if result == nil { refused += 1 } else { accepted += 1 }
    // A failure has a message, a success has none.
    if unsafe (result == nil) != (message != nil) { damagedBorders += 1 }
    unsafe fledge_free(message)
    return result
  }

  mutating func status(
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) {
    _ = unsafe call { unsafe body($0) == 0 ? () : nil }
  }

  mutating func playRound() {
    let names: [(name: String, observation: Int, action: Int, task: Int)] = [
      ("point-robot/goals", 2, 2, 2), ("bandit/bernoulli", 1, 1, 5),
      ("cart-pole/reversed", 4, 1, 6), ("cart-pole/continuous", 4, 1, 6),
      ("tabular-mdp/dirichlet", 10, 1, 550),
    ]
    let size = one(of: names)
    _ = unsafe call { unsafe fledge_distribution_create("\(size.name)s", nil, $0) }
    let options = one(
      of: ["{}", "{\"pulls\": 3}", "{\"pulls\": -1}", "[", "{\"arms\": \"x\"}", "\u{0}", "null"])
    let chosen = unsafe call { unsafe fledge_distribution_create(size.name, options, $0) }
    let plain = unsafe chosen ?? fledge_distribution_create(size.name, nil, nil)
    guard let distribution = unsafe plain else {
      damagedBorders += 1
      return
    }
    defer { unsafe fledge_distribution_destroy(distribution) }
    let change = one(
      of: [
        "gravity=1...5,15...20", "goalX=0.1", "goalX=", "=", "p0=5...1", "x=nan", "",
        "gravity=1e99",
      ])
    unsafe status { unsafe fledge_distribution_vary(distribution, change, $0) }
    unsafe fledge_free(fledge_distribution_describe(distribution))
    unsafe play(distribution, size.observation, size.action, size.task)
  }

  mutating func play(
    _ distribution: OpaquePointer, _ observation: Int, _ action: Int, _ task: Int
  ) {
    let count = one(of: [1, 2, 15, 16, 17, 33])
    let floats = [count * observation, count * observation, count * task].map {
      Guarded<Float>($0, border: 12.5)
    }
    let rewards = Guarded<Double>(count, border: 12.5)
    let choices = Guarded<Int64>(count, border: 55)
    for copy in 0..<count { unsafe choices.pointer[copy] = Int64(next(below: 3)) }
    if next(below: 4) == 0 {
      unsafe choices.pointer[next(below: count)] = Int64(bitPattern: state)
    }
    let bytes = (0..<3).map { _ in Guarded<UInt8>(count, border: 0xA5) }
    let actions = Guarded<Float>(count * action, border: 12.5)
    let tasks = Guarded<Float>(count * task, border: 12.5)
    let counts = Guarded<UInt32>(3, border: 77)
    var memory = unsafe fledge_memory(
      actions: next(below: 9) == 0 ? nil : actions.pointer,
      choices: next(below: 2) == 0 ? nil : choices.pointer,
      observations: floats[0].pointer, rewards: rewards.pointer,
      terminated: bytes[0].pointer, truncated: bytes[1].pointer,
      final_observations: next(below: 2) == 0 ? nil : floats[1].pointer, begun: bytes[2].pointer,
      tasks: floats[2].pointer, counts: next(below: 2) == 0 ? nil : counts.pointer)
    let split = one(of: ["train", "test", "shifted", "all", ""])
    let (first, seed) = (UInt64(next(below: 3)) << UInt64(next(below: 40)), state)
    unsafe status { error in
      unsafe fledge_distribution_sample(
        distribution, split, seed, first, count, tasks.pointer, error)
    }
    for _ in 0..<next(below: 3) {
      unsafe tasks.pointer[next(below: count * task)] = number()
    }
    unsafe status { unsafe fledge_distribution_check(distribution, tasks.pointer, count, $0) }
    let autoreset = Int32(next(below: 4)) - (next(below: 9) == 0 ? 2 : 0)
    let (own, episodes) = (next(below: 2) == 0, next(below: 3))
    let made = unsafe call { error in
      unsafe fledge_environments_create(
        distribution, own ? tasks.pointer : nil, split, count, episodes, autoreset, error)
    }
    if let copies = unsafe made {
      if next(below: 3) == 0 { unsafe status { unsafe fledge_environments_watch(copies, $0) } }
      for _ in 0..<60 {
        unsafe step(
          copies, &memory, actions, tasks, count: count, action: action, task: task)
      }
      unsafe fledge_environments_destroy(copies)
    }
    let areIntact =
      (floats + [actions, tasks]).allSatisfy(\.isIntact) && bytes.allSatisfy(\.isIntact)
    if !areIntact || !rewards.isIntact || !choices.isIntact || !counts.isIntact {
      damagedBorders += 1
    }
  }

  private mutating func step(
    _ copies: OpaquePointer, _ memory: inout fledge_memory, _ actions: Guarded<Float>,
    _ tasks: Guarded<Float>, count: Int, action: Int, task: Int
  ) {
    let copy = next(below: count + 1) - (next(below: 20) == 0 ? 3 : 0)
    switch next(below: 13) {
    case 0:
      let draws = next(below: 3) == 0
      unsafe status {
        unsafe fledge_environments_set_task(copies, copy, draws ? nil : tasks.pointer, $0)
      }
    case 1:
      let (choosesAll, goesOn) = (next(below: 2) == 0, next(below: 2) == 0)
      let chosen = choosesAll ? nil : (0..<count).map { _ in UInt8(next(below: 3)) }
      let streams = goesOn ? nil : (0..<count).map { _ in UInt32(next(below: 1 << 31)) }
      unsafe status {
        unsafe fledge_environments_begin(
          copies, chosen, streams, &memory, $0)
      }
    case 2:
      let (width, height) = (next(below: 60) + 10, next(below: 60) + 10)
      let pixels = Guarded<UInt8>(3 * width * height, border: 0xA5)
      unsafe status {
        unsafe fledge_environments_render(copies, copy, width, height, pixels.pointer, $0)
      }
      if !pixels.isIntact { damagedBorders += 1 }
    default:
      for index in 0..<count * action { unsafe actions.pointer[index] = Float(next(below: 2)) }
      if next(below: 4) == 0 { unsafe actions.pointer[next(below: count * action)] = number() }
      unsafe status { unsafe fledge_environments_step(copies, &memory, $0) }
    }
  }
}
