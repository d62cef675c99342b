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
  /// The regions by split: "train", and "shifted" if there is one; `test` has the region of `train`.
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

  /// The values of one parameter: intervals, choices or a distribution without bounds.
  public struct Values: Codable, Equatable, Sendable {
    /// Lower and upper end of each interval.
    public var uniform: [[Float]]?
    /// The single values.
    public var choices: [Float]?
    /// Mean and standard deviation of a normal distribution.
    public var normal: [Float]?
    /// The shape of a gamma distribution.
    public var gamma: Float?

    /// Creates the record of values; one of the four is given.
    public init(
      uniform: [[Float]]? = nil, choices: [Float]? = nil, normal: [Float]? = nil,
      gamma: Float? = nil
    ) {
      self.uniform = uniform
      self.choices = choices
      self.normal = normal
      self.gamma = gamma
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

  /// Replaces the regions by those of a record.
  ///
  /// - Parameter record: What `record` gave, or what was read from a file and may be anything.
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
    case .normal(let mean, let standardDeviation): .init(normal: [mean, standardDeviation])
    case .gamma(let shape): .init(gamma: shape)
    }
  }

  fileprivate init(
    _ record: TaskDistributionRecord.Values, for parameter: TaskParameter
  ) throws(TaskDistributionError) {
    let kinds = [
      record.uniform.map { _ in "uniform" }, record.choices.map { _ in "choices" },
      record.normal.map { _ in "normal" }, record.gamma.map { _ in "gamma" },
    ].compactMap(\.self)
    guard kinds.count <= 1 else {
      throw .mixedValues(parameter: parameter.name, text: kinds.joined(separator: " and "))
    }
    if let ranges = record.uniform {
      var intervals: [ClosedRange<Float>] = []
      for ends in ranges { intervals.append(try Self.range(ends, for: parameter)) }
      self = .intervals(intervals)
    } else if let values = record.choices {
      self = .choices(values)
    } else if let normal = record.normal, normal.count == 2 {
      self = .normal(mean: normal[0], standardDeviation: normal[1])
    } else if let shape = record.gamma {
      self = .gamma(shape: shape)
    } else {
      throw .malformedValues(parameter: parameter.name, text: "")
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
