import CFledge
import Gym
import Numerics

/// The functions of a caller's agent, and whether one of them has failed.
///
/// Scores are computed on one thread, that of the caller.
@safe final class Caller: @unchecked Sendable {
  let experience: Experience
  private let functions: fledge_agent
  private let actionSpace: Space
  private var trialCount: UInt64 = 0
  /// What went wrong first; nothing is called afterwards.
  private var failure: (any Error)?

  /// Checks that all functions are there that are needed.
  ///
  /// - Throws: `CallError` if one is missing.
  init(_ functions: fledge_agent, of specification: EnvironmentSpecification) throws {
    guard unsafe functions.begin != nil, unsafe functions.act != nil,
      unsafe functions.absorb != nil
    else { throw CallError("An agent needs the functions 'begin', 'act' and 'absorb'.") }
    experience = unsafe functions.separate == 0 ? .pooled : .separate
    unsafe self.functions = functions
    actionSpace = specification.actionSpace
  }

  /// A number that no trial has had.
  func nextTrial() -> UInt64 {
    trialCount += 1
    return trialCount - 1
  }

  /// Calls a function of the agent, unless something has failed before.
  ///
  /// - Returns: Whether it has succeeded.
  @discardableResult
  func call(_ name: StaticString, _ body: (fledge_agent) throws -> Int32) -> Bool {
    guard failure == nil else { return false }
    do {
      guard try unsafe body(functions) == 0 else {
        throw CallError("The function '\(name)' of the agent has failed.")
      }
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// Tells the agent that nothing more follows in a trial.
  func end(_ trial: UInt64) {
    unsafe functions.end?(functions.context, trial)
  }

  /// Stops a trial after a failure.
  func check() throws {
    if let failure { throw failure }
  }

  /// Runs what calls the agent, and throws what its functions failed with.
  func reportingFailure<Result>(_ body: () throws -> Result) throws -> Result {
    let result = Swift.Result { try body() }
    try check()
    return try result.get()
  }

  /// Refuses actions that the environment does not have.
  func check(_ actions: [Float]) throws {
    switch actionSpace {
    case .box:
      guard let action = actions.first(where: { !$0.isFinite }) else { return }
      throw CallError("The agent's action has a number that is not finite: \(action).")
    case .discrete(let count):
      guard
        let action = actions.first(where: { !(0..<Float(count) ~= $0) || $0 != $0.rounded() })
      else { return }
      throw CallError(
        "The agent's action is \(action), but must be a whole number from 0 to \(count - 1).")
    }
  }
}

/// An agent that a program in another language plays: a pooled agent in its trial, or a separate one in trials
/// side by side.
///
/// It is not forked: each trial has an agent of its own.
struct ForeignAgent: Agent {
  let experience: Experience
  private let seat: Seat

  /// A trial, which ends with its last reference.
  private final class Seat: Sendable {
    let caller: Caller
    let trial: UInt64

    init(_ caller: Caller) {
      self.caller = caller
      trial = caller.nextTrial()
    }

    deinit { caller.end(trial) }
  }

  /// Begins a trial.
  init(of caller: Caller) {
    experience = caller.experience
    seat = Seat(caller)
  }

  mutating func begin(_ block: Block) {
    let key = block.key.address
    unsafe seat.caller.call("begin") { functions in
      unsafe key.withUnsafeBufferPointer { key in
        var block = unsafe fledge_block(
          number: block.number, copies: block.copyCount, key: key.baseAddress)
        return unsafe functions.begin(functions.context, seat.trial, &block)
      }
    }
  }

  mutating func act(on view: View, actions: inout [Float]) {
    let hasActed = unsafe seat.caller.call("act") { functions in
      let result = unsafe view.withForeign { view in
        var view = unsafe view
        return unsafe functions.act(functions.context, seat.trial, &view, &actions)
      }
      if result == 0 { try seat.caller.check(actions) }
      return result
    }
    // The episodes go on until the play loop can be left.
    if !hasActed { for index in actions.indices { actions[index] = 0 } }
  }

  mutating func observe(_ outcome: Outcome) {
    unsafe seat.caller.call("observe") { functions in
      guard let observe = unsafe functions.observe else { return 0 }
      let (copies, count) = (outcome.view.copies, outcome.rewards.count)
      let rewards = copies.map { outcome.rewards[$0] }
      let terminated = copies.map { outcome.isTerminated[$0] ? 1 : 0 as UInt8 }
      let truncated = copies.map { outcome.isTruncated[$0] ? 1 : 0 as UInt8 }
      let next = outcome.nextObservations.rows(copies, of: count)
      let targets = outcome.targets.rows(copies, of: count)
      return unsafe outcome.view.withForeign { view in
        unsafe withPointers(outcome.actions, rewards, next, targets) { numbers in
          unsafe withPointers(terminated, truncated) { flags in
            var foreign = unsafe fledge_outcome(
              view: view, actions: numbers[0], rewards: numbers[1], terminated: flags[0],
              truncated: flags[1], next_observations: numbers[2],
              target_size: outcome.targets.count / count, targets: numbers[3])
            return unsafe observe(functions.context, seat.trial, &foreign)
          }
        }
      }
    }
  }

  mutating func absorb(_ rollouts: Rollouts) throws {
    unsafe seat.caller.call("absorb") { functions in
      let terminated = rollouts.isTerminated.map { $0 ? 1 : 0 as UInt8 }
      return unsafe rollouts.offsets.withUnsafeBufferPointer { offsets in
        unsafe withPointers(
          rollouts.observations, rollouts.actions, rollouts.rewards, rollouts.finalObservations
        ) { numbers in
          unsafe withPointers(terminated) { flags in
            var foreign = unsafe fledge_rollouts(
              episodes: rollouts.episodeCount, offsets: offsets.baseAddress,
              observations: numbers[0], actions: numbers[1], rewards: numbers[2],
              terminated: flags[0], final_observations: numbers[3])
            return unsafe functions.absorb(functions.context, seat.trial, &foreign)
          }
        }
      }
    }
    try seat.caller.check()
  }
}

extension View {
  /// Calls with the view as C has it.
  fileprivate func withForeign(_ body: (fledge_view) -> Int32) -> Int32 {
    unsafe copies.withUnsafeBufferPointer { copies in
      unsafe observations.withUnsafeBufferPointer { observations in
        unsafe body(
          fledge_view(
            step: step, count: copies.count, copies: copies.baseAddress,
            observations: observations.baseAddress))
      }
    }
  }
}

extension [Float] {
  /// The rows of some copies, of one row for each of `count` copies.
  fileprivate func rows(_ copies: [Int], of count: Int) -> [Float] {
    guard copies.count < count else { return self }
    let size = self.count / count
    return copies.flatMap { self[$0 * size..<($0 + 1) * size] }
  }
}

/// Calls with the addresses of several arrays.
private func withPointers<Element>(
  _ arrays: [Element]..., body: ([UnsafePointer<Element>?]) -> Int32
) -> Int32 {
  func collect(_ number: Int, _ pointers: [UnsafePointer<Element>?]) -> Int32 {
    guard number < arrays.count else { return unsafe body(pointers) }
    return unsafe arrays[number].withUnsafeBufferPointer {
      unsafe collect(number + 1, pointers + [$0.baseAddress])
    }
  }
  return unsafe collect(0, [])
}
