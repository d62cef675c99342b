/// The description of a learner, from which help texts, lists and the columns of logs are made.
public struct LearnerDescription: Sendable {
  /// The name on the command line and in files.
  public var name: String
  /// What is learned, in a sentence.
  public var summary: String
  /// Where it was published.
  public var source: String
  /// The columns that its reports fill in the log, in order.
  public var columns: [LogColumn]
  /// The changes that users can make to its agents before they play.
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

/// A change that users can make to an agent before it plays, for instance of its step sizes.
public struct AgentChange: Equatable, Sendable {
  /// The name of the option, without dashes.
  public var name: String
  /// The name of the value in help and errors.
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
  /// - Precondition: The value has the requested type.
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
