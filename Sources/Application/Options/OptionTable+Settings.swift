import Arguments
import MetaLearning

extension SettingDeclaration {
  /// The option of the command line; `nil` if only files have the setting.
  var entry: OptionTable.Entry? {
    option.map {
      .init(
        $0.name, value: $0.placeholder, form: form, help: $0.help, section: $0.section,
        allowsZero: $0.zero != nil)
    }
  }
}

extension AgentChange {
  /// The option of the command line.
  func entry(section: String) -> OptionTable.Entry {
    .init(name, value: placeholder, form: form, help: help, section: section)
  }
}

extension OptionTable.Entry {
  /// Declares an option for values of a form; perhaps with 0 for an empty list.
  fileprivate init(
    _ name: String, value placeholder: String, form: SettingForm, help: String, section: String,
    allowsZero: Bool = false
  ) {
    func option<Value: ArgumentShape>(
      _ type: Value.Type, choices: [String] = [], range: (any ArgumentRange<Value.Item>)? = nil
    ) -> OptionTable.Entry {
      .option(
        name, value: placeholder, as: type, help: help, choices: choices, range: range,
        section: section)
    }
    self =
      switch form {
      case .flag: .flag(name, help: help, section: section)
      case .count(let range): option(Int.self, range: RangeOfSetting(range) { Double($0) })
      case .number(let range): option(Double.self, range: RangeOfSetting(range) { $0 })
      case .counts(var range):
        {
          if allowsZero { range.lower = 0 }
          return option(CommaSeparated<Int>.self, range: RangeOfSetting(range) { Double($0) })
        }()
      case .numbers(let range):
        option(CommaSeparated<Double>.self, range: RangeOfSetting(range) { $0 })
      case .choice(let choices): option(String.self, choices: choices.map(\.name))
      }
  }
}

extension OptionTable {
  /// The value given for a setting; `nil` if none is.
  ///
  /// - Throws: An error for the user about a list in which 0 does not stand alone.
  func value(of declaration: SettingDeclaration) throws -> SettingValue? {
    guard let option = declaration.option, let value = value(of: option.name, declaration.form)
    else { return nil }
    switch value {
    case .flag: return .flag(option.flagValue)
    case .counts(let counts):
      guard let zero = option.zero, counts.contains(0) else { return value }
      if counts == [0] { return .counts([]) }
      throw use(of: option.name).invalid(
        value.text, because: "0, for \(zero), must stand alone")
    default: return value
    }
  }

  /// The value given for an option of a form; `nil` if none is.
  func value(of name: String, _ form: SettingForm) -> SettingValue? {
    switch form {
    case .flag: value(of: name, as: Bool.self).map { .flag($0) }
    case .count: value(of: name, as: Int.self).map { .count($0) }
    case .number: value(of: name, as: Double.self).map { .number($0) }
    case .counts: value(of: name, as: CommaSeparated<Int>.self).map { .counts($0.values) }
    case .numbers: value(of: name, as: CommaSeparated<Double>.self).map { .numbers($0.values) }
    case .choice: value(of: name, as: String.self).map { .choice($0) }
    }
  }
}

/// The range of a setting as that of an option.
private struct RangeOfSetting<Bound>: ArgumentRange {
  let range: SettingRange
  let number: (Bound) -> Double

  init(_ range: SettingRange, _ number: @escaping (Bound) -> Double) {
    self.range = range
    self.number = number
  }

  var expectation: String { range.words }

  func contains(_ value: Bound) -> Bool { range.contains(number(value)) }
}
