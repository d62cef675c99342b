/// What a learner says of itself: help texts, lists, checks of files and pages are made of it.
public struct LearnerDescription: Sendable {
  /// The name on the command line and in files.
  public var name: String
  /// What is learned, in a sentence.
  public var summary: String
  /// Where it was published.
  public var source: String
  /// The columns that its reports fill in the log, in order.
  public var columns: [LogColumn]
  /// What may be changed of its agents before they play.
  public var changes: [AgentChange]

  /// Describes a learner.
  public init(
    _ name: String, summary: String, source: String, columns: [LogColumn] = [],
    changes: [AgentChange] = []
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.columns = columns
    self.changes = changes
  }
}

/// Something that may be changed of an agent before it plays, such as the size of its steps.
public struct AgentChange: Equatable, Sendable {
  /// The name of the option, without dashes.
  public var name: String
  /// What stands for the value in help and errors.
  public var placeholder: String
  /// One or two sentences.
  public var help: String
  /// What values it takes.
  public var form: SettingForm

  /// Describes a change.
  public init(_ name: String, value placeholder: String, help: String, form: SettingForm) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.form = form
  }
}

/// Changes of an agent before it plays, by the names that the learner's description gives them.
public struct AgentChanges: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  /// The values by name.
  public var values: [String: SettingValue]

  /// Nothing is changed.
  public static let none = AgentChanges()

  /// Creates changes.
  public init(_ values: [String: SettingValue] = [:]) {
    self.values = values
  }

  /// Creates changes.
  public init(dictionaryLiteral values: (String, SettingValue)...) {
    self.init(Dictionary(uniqueKeysWithValues: values))
  }

  /// The value of a change, or `nil` if it is not made.
  ///
  /// - Precondition: A value is of the type asked for.
  public func value<Value: SettingType>(_ name: String, as type: Value.Type = Value.self) -> Value?
  {
    values[name].map { value in
      guard let result = Value(value) else {
        preconditionFailure("The change '\(name)' cannot be '\(value.text)'.")
      }
      return result
    }
  }
}
