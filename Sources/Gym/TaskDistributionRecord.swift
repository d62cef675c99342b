/// A distribution as it is kept in files: names, settings and ranges, readable by people.
///
///     {"environment": "cart-pole", "distribution": "physics", "version": 1, "options": {},
///      "regions": {"train": {"parameters": {"gravity": {"choices": [9.8]}, ...}}, ...}}
public struct TaskDistributionRecord: Codable, Equatable, Sendable {
  /// The name before the slash.
  public var environment: String
  /// The name after the slash.
  public var distribution: String
  /// The version of the distribution's definition.
  public var version: Int
  /// The whole-number settings of the environment.
  public var options: [String: Int]
  /// The region of each split that has one of its own: "train", and "shifted" if there is one.
  public var regions: [String: Region]

  /// A set of tasks.
  public struct Region: Codable, Equatable, Sendable {
    /// The values of each parameter, by name.
    public var parameters: [String: Values]
    /// Lower and upper end of the excluded box along the parameters that bound it.
    public var outside: [String: [Float]]?

    /// Creates the record of a region.
    public init(parameters: [String: Values], outside: [String: [Float]]? = nil) {
      self.parameters = parameters
      self.outside = outside
    }
  }

  /// The values of one parameter: intervals or choices.
  public struct Values: Codable, Equatable, Sendable {
    /// Lower and upper end of each interval.
    public var uniform: [[Float]]?
    /// The single values.
    public var choices: [Float]?

    /// Creates the record of values; one of the two is given.
    public init(uniform: [[Float]]? = nil, choices: [Float]? = nil) {
      self.uniform = uniform
      self.choices = choices
    }
  }
}

extension TaskDistribution {
  /// What has to be kept to rebuild this distribution.
  public var record: TaskDistributionRecord {
    let names = specification.parameters.map(\.name)
    func record(_ region: TaskRegion) -> TaskDistributionRecord.Region {
      let bounded = zip(names, region.excludedBox ?? []).filter { _, side in
        side.lowerBound.isFinite || side.upperBound.isFinite
      }
      return TaskDistributionRecord.Region(
        parameters: Dictionary(uniqueKeysWithValues: zip(names, region.values.map(\.record))),
        outside: region.excludedBox.map { _ in
          Dictionary(uniqueKeysWithValues: bounded.map { ($0, [$1.lowerBound, $1.upperBound]) })
        })
    }
    return TaskDistributionRecord(
      environment: specification.name, distribution: name, version: version, options: options,
      regions: Dictionary(
        uniqueKeysWithValues: regions.map { ($0.key.rawValue, record($0.value)) }))
  }

  /// Takes over the regions of a record.
  ///
  /// - Parameter record: What `record` gave, or anything that pretends to be that.
  /// - Throws: `TaskDistributionError` if it was written for another version, if a split or parameter
  ///   is unknown or missing, or if values are not finite, reversed, empty, repeated or not legal.
  ///   The distribution is then unchanged.
  public mutating func restoreRegions(
    from record: TaskDistributionRecord
  ) throws(TaskDistributionError) {
    guard record.version == version else {
      throw .unsupportedVersion(
        distribution: fullName, found: record.version, readable: version)
    }
    var restored: [Split: TaskRegion] = [:]
    for (name, region) in record.regions.sorted(by: { $0.key < $1.key }) {
      guard let split = Split(rawValue: name), split != .test else {
        throw .unknownSplit(name: name)
      }
      restored[split] = try restore(region, of: split)
    }
    guard restored[.train] != nil else {
      throw .incompleteRecord(distribution: fullName, missing: "the split 'train'")
    }
    regions = restored
  }

  private func restore(
    _ record: TaskDistributionRecord.Region, of split: Split
  ) throws(TaskDistributionError) -> TaskRegion {
    for name in record.parameters.keys.sorted() {
      _ = try specification.parameterIndex(name)
    }
    var values: [ParameterValues] = []
    for parameter in specification.parameters {
      guard let recorded = record.parameters[parameter.name] else {
        throw .incompleteRecord(
          distribution: fullName, missing: "the parameter '\(parameter.name)'")
      }
      values.append(try ParameterValues(recorded, for: parameter))
    }
    var region = TaskRegion(values)
    if let outside = record.outside { region.excludedBox = try restoreBox(outside) }
    guard !region.isEmpty else { throw .emptyRegion(distribution: fullName, split: split) }
    return region
  }

  private func restoreBox(
    _ record: [String: [Float]]
  ) throws(TaskDistributionError) -> [ClosedRange<Float>] {
    var box = specification.parameters.map { _ in -Float.infinity...Float.infinity }
    for (name, ends) in record.sorted(by: { $0.key < $1.key }) {
      let index = try specification.parameterIndex(name)
      box[index] = try ParameterValues.range(ends, for: specification.parameters[index])
    }
    return box
  }
}

extension ParameterValues {
  fileprivate var record: TaskDistributionRecord.Values {
    switch self {
    case .intervals(let ranges):
      .init(uniform: ranges.map { [$0.lowerBound, $0.upperBound] })
    case .choices(let values): .init(choices: values)
    }
  }

  fileprivate init(
    _ record: TaskDistributionRecord.Values, for parameter: TaskParameter
  ) throws(TaskDistributionError) {
    switch (record.uniform, record.choices) {
    case (let ranges?, nil):
      var intervals: [ClosedRange<Float>] = []
      for ends in ranges { intervals.append(try Self.range(ends, for: parameter)) }
      self = .intervals(intervals)
    case (nil, let values?): self = .choices(values)
    case (nil, nil): throw .malformedValues(parameter: parameter.name, text: "")
    case (_?, _?):
      throw .mixedValues(parameter: parameter.name, text: "uniform and choices")
    }
    try check(for: parameter)
  }

  fileprivate static func range(
    _ ends: [Float], for parameter: TaskParameter
  ) throws(TaskDistributionError) -> ClosedRange<Float> {
    guard ends.count == 2 else {
      throw .malformedValues(
        parameter: parameter.name, text: ends.map(\.inWords).joined(separator: "..."))
    }
    return try range(ends[0], ends[1], for: parameter)
  }
}
