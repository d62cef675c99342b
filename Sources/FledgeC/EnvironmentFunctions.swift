// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CFledge
import Gym

extension SteppedCopies {
  static func at(_ pointer: OpaquePointer) -> SteppedCopies {
    unsafe Unmanaged<SteppedCopies>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
  }
}

extension fledge_memory {
  /// Whether all arrays are there that have to be.
  fileprivate var isComplete: Bool {
    unsafe (actions != nil || choices != nil) && observations != nil && rewards != nil
      && terminated != nil && truncated != nil && begun != nil && tasks != nil
  }
}

/// The caller's memory, which has to have all arrays that are needed.
private func complete(_ memory: UnsafePointer<fledge_memory>?) throws -> fledge_memory {
  guard let memory = unsafe memory?.pointee, unsafe memory.isComplete else {
    throw CallError(
      "The memory lacks an array; only final_observations, counts and one of actions and choices may"
        + " be null.")
  }
  return unsafe memory
}

@c @implementation
public func fledge_environments_create(
  _ distribution: OpaquePointer!, _ tasks: UnsafePointer<Float>!, _ split: UnsafePointer<CChar>!,
  _ count: Int, _ episodesPerTrial: Int, _ autoreset: Int32,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> OpaquePointer! {
  unsafe reporting(to: error) {
    let handle = unsafe DistributionHandle.at(distribution)
    guard (1...1 << 20).contains(count) else {
      throw CallError("\(count) copies were asked for, but from 1 to 1048576 are possible.")
    }
    guard let autoreset = SteppedCopies.Autoreset(rawValue: autoreset) else {
      throw CallError("There is no autoreset mode \(autoreset); they are numbered from 0 to 2.")
    }
    guard episodesPerTrial >= 0 else {
      throw CallError("A trial has \(episodesPerTrial) episodes, but at least 1 is needed.")
    }
    let own = try unsafe tasks.map { try unsafe handle.distribution.tasks($0, count: count) }
    let copies = try unsafe SteppedCopies(
      handle.distribution, tasks: own,
      split: own == nil ? FledgeC.split(named: split) : nil, count: count,
      episodesPerTrial: episodesPerTrial, autoreset: autoreset)
    return unsafe OpaquePointer(Unmanaged.passRetained(copies).toOpaque())
  }
}

@c @implementation
public func fledge_environments_destroy(_ environments: OpaquePointer!) {
  guard let environments = unsafe environments else { return }
  unsafe Unmanaged<SteppedCopies>.fromOpaque(UnsafeRawPointer(environments)).release()
}

@c @implementation
public func fledge_environments_set_task(
  _ environments: OpaquePointer!, _ copy: Int, _ task: UnsafePointer<Float>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try unsafe SteppedCopies.at(environments).setTask(reading: task, ofCopy: copy)
  }
  return done == nil ? 1 : 0
}

@c @implementation
public func fledge_environments_begin(
  _ environments: OpaquePointer!, _ chosen: UnsafePointer<UInt8>!,
  _ streams: UnsafePointer<UInt32>!, _ memory: UnsafePointer<fledge_memory>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try unsafe SteppedCopies.at(environments).begin(
      chosen, streams: streams, into: complete(memory))
  }
  return done == nil ? 1 : 0
}

@c @implementation
public func fledge_environments_step(
  _ environments: OpaquePointer!, _ memory: UnsafePointer<fledge_memory>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try unsafe SteppedCopies.at(environments).step(through: complete(memory))
  }
  return done == nil ? 1 : 0
}
