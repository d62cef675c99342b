/// What values a setting takes.
public enum SettingForm: Equatable, Sendable {
  /// On or off.
  case flag
  /// A whole number.
  case count(SettingRange)
  /// A number.
  case number(SettingRange)
  /// Whole numbers, perhaps none.
  case counts(SettingRange)
  /// Numbers, at least one.
  case numbers(SettingRange)
  /// One of several names.
  case choice([Choice])

  /// A name to choose.
  public struct Choice: Equatable, Sendable {
    /// The name.
    public var name: String
    /// What it stands for, in a sentence; `nil` where the name says enough.
    public var summary: String?

    /// Creates a choice.
    public init(name: String, summary: String? = nil) {
      self.name = name
      self.summary = summary
    }
  }

  /// How many numbers a list may have.
  static let longestList = 64

  /// Finds the first number of a value that is out of range, in single precision as well.
  ///
  /// - Parameter value: A value of this form.
  /// - Returns: The number; the length of a list that is too long; 0 for an empty list that needs a
  ///   number; `nil` if nothing is wrong.
  func illegalNumber(in value: SettingValue) -> Double? {
    func first(of numbers: [Double], in range: SettingRange) -> Double? {
      numbers.count > Self.longestList
        ? Double(numbers.count) : numbers.first { !range.isLegal($0) }
    }
    switch (self, value) {
    case (.count(let range), .count(let count)): return first(of: [Double(count)], in: range)
    case (.number(let range), .number(let number)): return first(of: [number], in: range)
    case (.counts(let range), .counts(let counts)):
      return first(of: counts.map { Double($0) }, in: range)
    case (.numbers(let range), .numbers(let numbers)):
      return numbers.isEmpty ? 0 : first(of: numbers, in: range)
    default: return nil
    }
  }
}

/// The numbers that a setting may be.
public struct SettingRange: Equatable, Sendable {
  /// The lower end, if there is one.
  public var lower: Double?
  /// Whether the lower end itself is allowed.
  public var includesLower = true
  /// The upper end, if there is one.
  public var upper: Double?
  /// Whether the upper end itself is allowed.
  public var includesUpper = true
  /// A remark for error messages, which follows a comma; empty for none.
  public var note = ""

  /// All finite numbers.
  public static let all = SettingRange()

  /// All numbers above an end, which is not allowed itself.
  public static func above(_ lower: Double) -> SettingRange {
    SettingRange(lower: lower, includesLower: false)
  }

  /// All numbers between two ends, of which neither is allowed itself.
  public static func between(_ lower: Double, _ upper: Double) -> SettingRange {
    SettingRange(lower: lower, includesLower: false, upper: upper, includesUpper: false)
  }

  /// An end and all numbers above it.
  public static func atLeast(_ lower: Double) -> SettingRange { SettingRange(lower: lower) }

  /// Two ends and all numbers between them.
  public static func within(_ range: ClosedRange<Double>) -> SettingRange {
    SettingRange(lower: range.lowerBound, upper: range.upperBound)
  }

  /// The same range with a remark in error messages.
  public func noting(_ note: String) -> SettingRange {
    var range = self
    range.note = note
    return range
  }

  /// Whether a number is finite and in the range.
  public func contains(_ number: Double) -> Bool {
    guard number.isFinite else { return false }
    let isAbove = lower.map { includesLower ? number >= $0 : number > $0 } ?? true
    let isBelow = upper.map { includesUpper ? number <= $0 : number < $0 } ?? true
    return isAbove && isBelow
  }

  /// Whether a number is in the range and, in the single precision of learners, still finite and not at
  /// an end that is not allowed.
  func isLegal(_ number: Double) -> Bool {
    let single = Double(Float(number))
    return contains(number) && single.isFinite && (includesLower || single > lower ?? -.infinity)
      && (includesUpper || single < upper ?? .infinity)
  }

  /// What a number has to be, to follow "it must be": "between 1 and 100".
  public var words: String {
    func text(_ number: Double) -> String { SettingValue.number(number).text }
    let words =
      switch (lower, upper) {
      case (nil, nil): "a number"
      case (let lower?, nil):
        "\(includesLower ? "at least" : "greater than") \(text(lower))"
      case (nil, let upper?): "\(includesUpper ? "at most" : "less than") \(text(upper))"
      case (let lower?, let upper?) where includesLower && includesUpper:
        "between \(text(lower)) and \(text(upper))"
      case (let lower?, let upper?):
        "\(includesLower ? "at least" : "greater than") \(text(lower)) and"
          + " \(includesUpper ? "at most" : "less than") \(text(upper))"
      }
    return note.isEmpty ? words : "\(words), \(note)"
  }
}
