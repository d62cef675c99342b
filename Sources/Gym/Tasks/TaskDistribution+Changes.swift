extension TaskDistribution {
  /// Lets a parameter take other values, in every split.
  ///
  ///     try distribution.vary("gravity=1...5,15...20")
  ///
  /// Where a split excludes a box of tasks, the box no longer bounds this parameter: a task of
  /// `shifted` must then lie outside the ranges of training by its other parameters alone. If they
  /// cannot do that, nothing distinguishes `shifted` from training any more, and the split is removed.
  ///
  /// - Parameter text: A name and its values: a range "5...15", a union "1...5,15...20" or single
  ///   values "-1,1", all equally likely.
  /// - Throws: `TaskDistributionError` if there is no such parameter, or the values are malformed,
  ///   not finite, reversed, empty, repeated or make no physical sense. The distribution is then
  ///   unchanged.
  public mutating func vary(_ text: String) throws(TaskDistributionError) {
    let (index, valueText) = try specification.parseAssignment(text)
    let values = try ParameterValues(
      parsing: valueText, for: specification.parameters[index])
    replaceValues(of: index, with: values)
  }

  /// Gives a parameter one value, in every split; otherwise as `vary`.
  ///
  ///     try distribution.fix("poleHalfLength=0.5")
  ///
  /// - Parameter text: A name and a number.
  /// - Throws: `TaskDistributionError` as `vary` does, and if there is more than one value.
  public mutating func fix(_ text: String) throws(TaskDistributionError) {
    let (index, value) = try specification.parseValue(text)
    replaceValues(of: index, with: .fixed(value))
  }

  /// Makes a task from some of its parameters.
  ///
  /// - Parameter assignments: Names and numbers, for instance `["goalX=0.3", "goalY=-0.2"]`.
  /// - Returns: Values in the order of `specification.parameters`. A parameter that is not named has
  ///   the only value it has in this distribution, or else its default value.
  /// - Throws: `TaskDistributionError` if there is no such parameter, if one is named twice, or if
  ///   its value is malformed or makes no physical sense.
  public func parameters(
    fromAssignments assignments: [String]
  ) throws(TaskDistributionError) -> [Float] {
    var values = specification.parameters.map(\.defaultValue)
    for (index, choices) in (region(of: .train)?.values ?? []).enumerated() {
      if let onlyValue = choices.onlyValue { values[index] = onlyValue }
    }
    var named: Set<Int> = []
    for assignment in assignments {
      let (index, value) = try specification.parseValue(assignment)
      guard named.insert(index).inserted else {
        throw .repeatedParameter(name: specification.parameters[index].name)
      }
      values[index] = value
    }
    return values
  }

  private mutating func replaceValues(of index: Int, with values: ParameterValues) {
    for split in Array(regions.keys) {
      regions[split]?.replaceValues(of: index, with: values)
    }
    guard let shifted = regions[.shifted] else { return }
    if shifted.isEmpty || shifted == regions[.train] { regions[.shifted] = nil }
  }
}

extension EnvironmentSpecification {
  /// Finds a parameter by name.
  func parameterIndex(_ name: String) throws(TaskDistributionError) -> Int {
    guard let index = parameters.firstIndex(where: { $0.name == name }) else {
      throw .noSuchParameter(
        name: name, environment: self.name, known: parameters.map(\.name))
    }
    return index
  }

  /// Splits "name=values".
  fileprivate func parseAssignment(
    _ text: String
  ) throws(TaskDistributionError) -> (index: Int, values: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { throw .malformedAssignment(text: text) }
    return (try parameterIndex(String(parts[0])), String(parts[1]))
  }

  /// Splits "name=number" and checks the number.
  fileprivate func parseValue(
    _ text: String
  ) throws(TaskDistributionError) -> (index: Int, value: Float) {
    let (index, valueText) = try parseAssignment(text)
    let parameter = parameters[index]
    let value: Float?
    do {
      value = try ParameterValues(parsing: valueText, for: parameter).onlyValue
    } catch .malformedValues {
      value = nil
    }
    guard let value else { throw .notOneValue(parameter: parameter.name, text: valueText) }
    return (index, value)
  }
}
