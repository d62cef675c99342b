extension ParameterValues {
  /// Reads values as `--vary` takes them and checks that they make sense for a parameter.
  ///
  /// - Parameters:
  ///   - text: A range "5...15", a union "1...5,15...20", single values "-1,1", or a distribution:
  ///     "normal(0,1)" with mean and standard deviation, "gamma(0.3)" with its shape.
  ///   - parameter: The parameter they are for.
  /// - Throws: `TaskDistributionError` if the text is malformed, or the values are not finite,
  ///   reversed, empty, repeated, or not legal.
  init(
    parsing text: String, for parameter: TaskParameter
  ) throws(TaskDistributionError) {
    if let named = try Self.named(text, for: parameter) {
      self = named
      try check(for: parameter)
      return
    }
    var ranges: [ClosedRange<Float>] = []
    var values: [Float] = []
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = piece.split(separator: "...", omittingEmptySubsequences: false)
      switch ends.count {
      case 1: values.append(try Self.number(ends[0], of: text, for: parameter))
      case 2:
        let lower = try Self.number(ends[0], of: text, for: parameter)
        let upper = try Self.number(ends[1], of: text, for: parameter)
        ranges.append(try Self.range(lower, upper, for: parameter))
      default: throw .malformedValues(parameter: parameter.name, text: text)
      }
    }
    guard ranges.isEmpty || values.isEmpty else {
      throw .mixedValues(parameter: parameter.name, text: text)
    }
    self = ranges.isEmpty ? .choices(values) : .intervals(ranges)
    try check(for: parameter)
  }

  /// Reads "normal(mean,deviation)" or "gamma(shape)"; anything else gives nothing.
  private static func named(
    _ text: String, for parameter: TaskParameter
  ) throws(TaskDistributionError) -> ParameterValues? {
    guard let opening = text.firstIndex(of: "("), text.last == ")" else { return nil }
    var numbers: [Float] = []
    for piece in text[text.index(after: opening)...].dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    {
      numbers.append(try number(piece, of: text, for: parameter))
    }
    switch (text[..<opening].drop { $0 == " " }, numbers.count) {
    case ("normal", 2): return .normal(mean: numbers[0], standardDeviation: numbers[1])
    case ("gamma", 1): return .gamma(shape: numbers[0])
    default: throw .malformedValues(parameter: parameter.name, text: text)
    }
  }

  private static func number(
    _ piece: Substring, of text: String, for parameter: TaskParameter
  ) throws(TaskDistributionError) -> Float {
    let digits = piece.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    guard let value = Float(String(digits)) else {
      throw .malformedValues(parameter: parameter.name, text: text)
    }
    guard value.isFinite else { throw .notFinite(parameter: parameter.name, text: text) }
    return value
  }

  /// Makes an interval of two ends that may be anything.
  static func range(
    _ lower: Float, _ upper: Float, for parameter: TaskParameter
  ) throws(TaskDistributionError) -> ClosedRange<Float> {
    guard lower.isFinite, upper.isFinite else {
      throw .notFinite(parameter: parameter.name, text: "\(lower.inWords)...\(upper.inWords)")
    }
    guard lower <= upper else {
      throw .reversedRange(parameter: parameter.name, lower: lower, upper: upper)
    }
    guard lower < upper else {
      throw .emptyRange(parameter: parameter.name, value: lower)
    }
    return lower...upper
  }

  /// Checks that every value makes sense and none is counted twice.
  func check(for parameter: TaskParameter) throws(TaskDistributionError) {
    let name = parameter.name
    switch self {
    case .choices(let values):
      guard !values.isEmpty else { throw .malformedValues(parameter: name, text: "") }
      for (index, value) in values.enumerated() {
        try parameter.check(value)
        if values[..<index].contains(value) {
          throw .repeatedValue(parameter: name, value: value)
        }
      }
    case .intervals(let ranges):
      guard !ranges.isEmpty else { throw .malformedValues(parameter: name, text: "") }
      if let legal = parameter.legalChoices {
        throw .notAChoice(parameter: name, text: description, legal: legal)
      }
      for (index, range) in ranges.enumerated() {
        try parameter.check(range.lowerBound)
        try parameter.check(range.upperBound)
        if ranges[..<index].contains(where: {
          $0.lowerBound < range.upperBound && range.lowerBound < $0.upperBound
        }) {
          throw .overlappingRanges(parameter: name, text: description)
        }
      }
    case .normal(let mean, let deviation):
      try checkSpread(deviation, of: parameter)
      // No draw is further away than six deviations.
      try parameter.check(mean - 6 * deviation)
      try parameter.check(mean + 6 * deviation)
    case .gamma(let shape):
      try checkSpread(shape, of: parameter)
      try parameter.check(1e6 * shape)
    }
  }

  /// Checks the number that says how far values spread.
  ///
  /// Values may be as far as they like, so the parameter must be legal wherever a draw can be.
  private func checkSpread(
    _ spread: Float, of parameter: TaskParameter
  ) throws(TaskDistributionError) {
    guard spread.isFinite, spread > 0 else {
      throw .illegalSpread(parameter: parameter.name, text: description)
    }
    let lowest = parameter.legalRange.lowerBound
    let isWide = parameter.legalRange.upperBound >= TaskParameter.unbounded
    let isLegal: Bool
    switch self {
    case .normal: isLegal = isWide && lowest <= -TaskParameter.unbounded
    default: isLegal = isWide && lowest <= 1e-30
    }
    guard isLegal, parameter.legalChoices == nil else {
      throw .unboundedValues(
        parameter: parameter.name, text: description, legal: parameter.legalRange)
    }
  }
}

extension TaskParameter {
  /// Checks that a value makes physical sense.
  ///
  /// - Parameter value: Any number.
  /// - Throws: `TaskDistributionError` if it is infinite, not a number, or not legal.
  public func check(_ value: Float) throws(TaskDistributionError) {
    guard value.isFinite else { throw .notFinite(parameter: name, text: value.inWords) }
    if let legalChoices, !legalChoices.contains(value) {
      throw .notAChoice(parameter: name, text: value.inWords, legal: legalChoices)
    }
    guard legalRange.contains(value) else {
      throw .illegalValue(parameter: name, value: value, legal: legalRange)
    }
  }
}
