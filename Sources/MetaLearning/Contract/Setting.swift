public import Gym

/// One setting of a learner, a row of a ``SettingsTable``.
///
/// It says how the setting is written on the command line and in files, what values it takes, and where it
/// is stored:
///
///     .init("forgetting", \.forgetting, in: .within(0...1),
///       option: .init("forgetting", value: "share", help: "What is forgotten.", section: "Learner"))
public struct Setting<Settings>: Sendable {
  /// The key, form and option of the setting.
  public var declaration: SettingDeclaration
  /// When the setting has an effect.
  var conditions: [Condition] = []
  /// Returns the value; `nil` if these settings do not have it.
  let get: @Sendable (Settings) -> SettingValue?
  /// Stores a value; does nothing if these settings do not have it.
  let set: @Sendable (inout Settings, SettingValue) -> Void

  /// When a setting has an effect, and the error if it has none.
  struct Condition: Sendable {
    /// Whether it depends on the learner alone.
    var isOfLearner = false
    var isMet: @Sendable (Settings, EnvironmentSpecification?) -> Bool
    /// A sentence that refuses the option with the given name.
    var refusal: @Sendable (Settings, String) -> String
  }

  /// Creates a setting that is a stored property.
  ///
  /// - Parameters:
  ///   - key: Its name in files.
  ///   - path: Where it is stored.
  ///   - range: The numbers it may be.
  ///   - option: How it is written on the command line; `nil` if only files have it.
  public init<Value: SettingType>(
    _ key: String, _ path: any (WritableKeyPath<Settings, Value> & Sendable),
    in range: SettingRange = .all, option: SettingOption? = nil
  ) {
    self.init(
      key, in: range, option: option, get: { $0[keyPath: path] },
      set: { $0[keyPath: path] = $1 })
  }

  /// Creates a setting that only some settings have, or that is stored in another form.
  ///
  /// - Parameters:
  ///   - key: Its name in files.
  ///   - range: The numbers it may be.
  ///   - option: How it is written on the command line; `nil` if only files have it.
  ///   - get: Returns the value; `nil` if these settings do not have it.
  ///   - set: Stores a value; does nothing if these settings do not have it.
  public init<Value: SettingType>(
    _ key: String, in range: SettingRange = .all, option: SettingOption? = nil,
    get: @escaping @Sendable (Settings) -> Value?,
    set: @escaping @Sendable (inout Settings, Value) -> Void
  ) {
    declaration = SettingDeclaration(key: key, form: Value.form(in: range), option: option)
    self.get = { get($0)?.settingValue }
    self.set = { settings, value in
      guard let value = Value(value) else {
        preconditionFailure("The setting '\(key)' cannot be '\(value.text)'.")
      }
      set(&settings, value)
    }
  }

  private init(
    _ declaration: SettingDeclaration, _ conditions: [Condition],
    get: @escaping @Sendable (Settings) -> SettingValue?,
    set: @escaping @Sendable (inout Settings, SettingValue) -> Void
  ) {
    self.declaration = declaration
    self.conditions = conditions
    self.get = get
    self.set = set
  }

  /// The same setting in settings of which these are a part.
  func lifted<Whole>(
    _ key: String, get part: @escaping @Sendable (Whole) -> Settings?,
    set replace: @escaping @Sendable (inout Whole, Settings) -> Void
  ) -> Setting<Whole> {
    var declaration = declaration
    declaration.key = "\(key).\(declaration.key)"
    let conditions = conditions.map { condition in
      Setting<Whole>.Condition(
        isOfLearner: condition.isOfLearner,
        isMet: { whole, specification in
          // Without the part, `refusal(in:of:)` reports that the setting does not exist.
          part(whole).map { condition.isMet($0, specification) } ?? !condition.isOfLearner
        },
        refusal: { whole, option in
          part(whole).map { condition.refusal($0, option) }
            ?? "'--\(option)' changes nothing here: the learner does not have it."
        })
    }
    let (get, set) = (get, set)
    return Setting<Whole>(
      declaration, conditions, get: { part($0).flatMap(get) },
      set: { whole, value in
        guard var settings = part(whole) else { return }
        set(&settings, value)
        replace(&whole, settings)
      })
  }
}

extension Setting {
  /// The same setting, which has an effect only under a condition.
  ///
  /// - Parameters:
  ///   - isUsed: Whether settings meet it.
  ///   - reason: Why the option changes nothing otherwise, to follow "'--x' changes nothing here:".
  /// - Returns: The setting with the condition.
  public func used(
    when isUsed: @escaping @Sendable (Settings) -> Bool, otherwise reason: String
  ) -> Setting {
    adding(
      Condition(
        isMet: { settings, _ in isUsed(settings) },
        refusal: { "'--\($1)' changes nothing here: \(reason)." }))
  }

  /// The same setting, which has an effect only in some environments.
  ///
  /// - Parameters:
  ///   - isUsed: Whether an environment is one of them.
  ///   - reason: Why the option changes nothing otherwise, to follow "'--x' changes nothing here:".
  /// - Returns: The setting with the condition.
  public func used(
    in isUsed: @escaping @Sendable (EnvironmentSpecification) -> Bool, otherwise reason: String
  ) -> Setting {
    adding(
      Condition(
        isMet: { $1.map(isUsed) ?? true },
        refusal: { "'--\($1)' changes nothing here: \(reason)." }))
  }

  /// The same setting, which only some learners of the family have.
  ///
  /// - Parameters:
  ///   - isUsed: Whether these are settings of such a learner.
  ///   - refusal: A sentence that refuses the option with the given name.
  /// - Returns: The setting with the condition.
  public func ofLearners(
    where isUsed: @escaping @Sendable (Settings) -> Bool,
    refusal: @escaping @Sendable (_ settings: Settings, _ option: String) -> String
  ) -> Setting {
    adding(
      Condition(
        isOfLearner: true, isMet: { settings, _ in isUsed(settings) }, refusal: refusal))
  }

  /// The same setting, which only some learners of the family have.
  ///
  /// - Parameters:
  ///   - isUsed: Whether these are settings of such a learner.
  ///   - reason: Why the option changes nothing otherwise, to follow "'--x' changes nothing here:".
  /// - Returns: The setting with the condition.
  public func ofLearners(
    where isUsed: @escaping @Sendable (Settings) -> Bool, otherwise reason: String
  ) -> Setting {
    ofLearners(where: isUsed) { "'--\($1)' changes nothing here: \(reason)." }
  }

  /// The same setting, which changes the defaults of others when it is given on the command line.
  ///
  /// - Parameter values: The new defaults, by the keys that the learner's whole table has.
  /// - Returns: The setting with these defaults.
  public func implying(_ values: [String: SettingValue]) -> Setting {
    var setting = self
    setting.declaration.implied = values
    return setting
  }

  /// The same setting, added after the first files of a version.
  ///
  /// - Parameter value: What a file without the setting means.
  /// - Returns: The setting, which files may lack.
  public func absent(_ value: SettingValue) -> Setting {
    var setting = self
    setting.declaration.absent = value
    return setting
  }

  /// The same setting, which lists of defaults mention only if it has another value than this.
  public func unlessDefault(_ value: SettingValue) -> Setting {
    var setting = self
    setting.declaration.unmentioned = value
    return setting
  }

  private func adding(_ condition: Condition) -> Setting {
    var setting = self
    setting.conditions.append(condition)
    return setting
  }

  /// A sentence that says why the setting has no effect; `nil` if it has one.
  func refusal(
    in settings: Settings, of specification: EnvironmentSpecification?
  ) -> String? {
    let name = declaration.option?.name ?? declaration.key
    if let condition = conditions.first(where: { !$0.isMet(settings, specification) }) {
      return condition.refusal(settings, name)
    }
    return get(settings) == nil
      ? "'--\(name)' changes nothing here: it does not go with the other settings." : nil
  }

  /// Whether the learner of these settings has this one, whatever the values of the others are.
  func isOfLearner(_ settings: Settings) -> Bool {
    conditions.allSatisfy { !$0.isOfLearner || $0.isMet(settings, nil) }
  }
}

/// The key, form and option of a setting: what does not depend on its value.
public struct SettingDeclaration: Equatable, Sendable {
  /// Its name in files, with dots between the names of the parts it is in: "inner.steps".
  public var key: String
  /// What values it takes.
  public var form: SettingForm
  /// How it is written on the command line; `nil` if only files have it.
  public var option: SettingOption?
  /// The defaults of other settings when this one is given on the command line, by key.
  public var implied: [String: SettingValue] = [:]
  /// The value that lists of defaults do not mention.
  var unmentioned: SettingValue?
  /// What a file without the setting means; `nil` if a file must have it.
  var absent: SettingValue?
}

/// How a setting is written on the command line.
public struct SettingOption: Equatable, Sendable {
  /// The name without its dashes.
  public var name: String
  /// The name of the value in help and errors: `count` gives `<count>`; unused by flags.
  public var placeholder: String
  /// One or two sentences.
  public var help: String
  /// The heading it stands under in the help.
  public var section: String
  /// What a flag stores where it is given.
  public var flagValue = true
  /// The meaning of a list that is 0 alone, for instance "no hidden layers"; `nil` if an empty list
  /// cannot be written.
  public var zero: String?
  /// The name of the list of its choices in machine-readable listings; `nil` if they are not listed.
  public var listing: String?

  /// Describes an option.
  public init(
    _ name: String, value placeholder: String = "", help: String, section: String,
    flagValue: Bool = true, zero: String? = nil, listing: String? = nil
  ) {
    self.name = name
    self.placeholder = placeholder
    self.help = help
    self.section = section
    self.flagValue = flagValue
    self.zero = zero
    self.listing = listing
  }
}
