// The header names and documents these functions.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

import CFledge
import Environments
import Gym
import Numerics

/// What a `fledge_distribution` points to.
final class DistributionHandle {
  var distribution: TaskDistribution

  init(_ distribution: TaskDistribution) {
    self.distribution = distribution
  }

  static func at(_ pointer: OpaquePointer) -> DistributionHandle {
    unsafe Unmanaged<DistributionHandle>.fromOpaque(UnsafeRawPointer(pointer))
      .takeUnretainedValue()
  }

  /// The number of parameters of a task, P.
  var taskSize: Int { distribution.specification.parameters.count }
}

extension TaskDistribution {
  /// Reads tasks and refuses values that are not legal.
  ///
  /// - Parameters:
  ///   - numbers: `[count, P]`.
  ///   - count: How many tasks.
  /// - Returns: The tasks.
  /// - Throws: `TaskDistributionError` for a value outside its parameter's range.
  func tasks(_ numbers: UnsafePointer<Float>, count: Int) throws -> [[Float]] {
    let parameters = specification.parameters
    return try (0..<count).map { number in
      let task = parameters.indices.map { unsafe numbers[number * parameters.count + $0] }
      for (parameter, value) in zip(parameters, task) { try parameter.check(value) }
      return task
    }
  }
}

/// The split of a name.
func split(named name: UnsafePointer<CChar>?) throws -> Split {
  guard let name = unsafe name else {
    throw CallError("No split is named. Use 'train', 'test' or 'shifted'.")
  }
  let text = unsafe String(cString: name)
  guard let split = Split(rawValue: text) else {
    throw CallError("There is no split '\(text)'. Use 'train', 'test' or 'shifted'.")
  }
  return split
}

@c @implementation
public func fledge_catalog() -> UnsafeMutablePointer<CChar>! {
  unsafe copied((try? Catalog.entries.map(CatalogLine.init).json()) ?? "[]")
}

@c @implementation
public func fledge_distribution_create(
  _ name: UnsafePointer<CChar>!, _ options: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> OpaquePointer! {
  unsafe reporting(to: error) {
    guard let name = unsafe name else { throw CallError("No distribution is named.") }
    let texts = try unsafe options.map {
      try FledgeC.options(fromJSON: unsafe String(cString: $0))
    }
    let handle = DistributionHandle(
      try Catalog.distribution(named: unsafe String(cString: name), options: texts ?? [:]))
    return unsafe OpaquePointer(Unmanaged.passRetained(handle).toOpaque())
  }
}

@c @implementation
public func fledge_distribution_destroy(_ distribution: OpaquePointer!) {
  guard let distribution = unsafe distribution else { return }
  unsafe Unmanaged<DistributionHandle>.fromOpaque(UnsafeRawPointer(distribution)).release()
}

@c @implementation
public func fledge_distribution_vary(
  _ distribution: OpaquePointer!, _ values: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    try unsafe DistributionHandle.at(distribution).distribution.vary(String(cString: values))
  }
  return done == nil ? 1 : 0
}

@c @implementation
public func fledge_distribution_describe(
  _ distribution: OpaquePointer!
) -> UnsafeMutablePointer<CChar>! {
  let description = unsafe DistributionDescription(DistributionHandle.at(distribution).distribution)
  return unsafe copied((try? description.json()) ?? "{}")
}

@c @implementation
public func fledge_distribution_sample(
  _ distribution: OpaquePointer!, _ split: UnsafePointer<CChar>!, _ seed: UInt64, _ first: UInt64,
  _ count: Int, _ tasks: UnsafeMutablePointer<Float>!,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    let handle = unsafe DistributionHandle.at(distribution)
    let split = try unsafe FledgeC.split(named: split)
    guard first < 1 << 31, count >= 0, count <= (1 << 31) - Int(first) else {
      throw CallError("Tasks are numbered from 0 to 2147483647.")
    }
    for number in 0..<count {
      let task = try handle.distribution.task(
        split, index: Int(first) + number, key: RandomKey(seed: seed))
      for (index, value) in task.enumerated() {
        unsafe tasks[number * handle.taskSize + index] = value
      }
    }
  }
  return done == nil ? 1 : 0
}

@c @implementation
public func fledge_distribution_check(
  _ distribution: OpaquePointer!, _ tasks: UnsafePointer<Float>!, _ count: Int,
  _ error: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> Int32 {
  let done: Void? = unsafe reporting(to: error) {
    _ = try unsafe DistributionHandle.at(distribution).distribution.tasks(tasks, count: count)
  }
  return done == nil ? 1 : 0
}
