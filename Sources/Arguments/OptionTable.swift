/// Options that are known only when the program runs, such as those that a table describes.
///
/// A command or an ``OptionGroup`` with such a property reads its options at the place where the property
/// stands; help and errors are those of ``Option`` and ``Flag``.
///
///     var table = OptionTable([
///       .option("forgetting", value: "share", as: Double.self, help: "What is forgotten.", range: 0...1),
///       .flag("greedy", help: "Never explores."),
///     ])
///     …
///     let share = table.value(of: "forgetting", as: Double.self) ?? 0.1
public struct OptionTable {
  /// One of the options.
  public struct Entry {
    let parameter: any AnyParameter

    /// The name without its dashes.
    public var name: String { parameter.declaration.name }

    /// Declares an option without a default.
    ///
    /// - Parameters:
    ///   - name: The name without its dashes.
    ///   - placeholder: What stands for the value in help and errors: `count` gives `<count>`.
    ///   - type: What is read; it decides how often the option may occur: see ``ArgumentShape``.
    ///   - help: One or two sentences.
    ///   - choices: The only texts allowed; an enumeration has its own.
    ///   - range: The only numbers allowed, such as `1...`.
    ///   - section: The heading it stands under in the help.
    /// - Returns: The option.
    public static func option<Value: ArgumentShape>(
      _ name: String, value placeholder: String, as type: Value.Type, help: String,
      choices: [String] = [], range: (any ArgumentRange<Value.Item>)? = nil,
      section: String = "Options"
    ) -> Entry {
      Entry(
        parameter: Option<Value?>(
          name, value: placeholder, help: help, choices: choices, range: range, section: section
        ).parameter)
    }

    /// Declares a switch that is off unless given.
    ///
    /// - Parameters:
    ///   - name: The name without its dashes.
    ///   - help: One or two sentences.
    ///   - section: The heading it stands under in the help.
    /// - Returns: The switch.
    public static func flag(
      _ name: String, help: String, section: String = "Options"
    ) -> Entry {
      Entry(parameter: Flag(name, help: help, section: section).parameter)
    }
  }

  private let entries: [Entry]

  /// Declares options, in the order of the help.
  ///
  /// - Precondition: Names differ.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  var parameters: [any AnyParameter] { entries.map(\.parameter) }

  /// Whether the user gave any of the options.
  public var isGiven: Bool { parameters.contains { !$0.texts.isEmpty } }

  /// The names of the options that the user gave, in the order of their declaration.
  public var givenNames: [String] { entries.filter { !$0.parameter.texts.isEmpty }.map(\.name) }

  /// Finds the value of an option that the user gave.
  ///
  /// - Parameters:
  ///   - name: The name without its dashes.
  ///   - type: The type it is declared with; `Bool` for a flag.
  /// - Returns: The value; `nil` if the option is not given.
  /// - Precondition: There is such an option of that type.
  public func value<Value>(of name: String, as type: Value.Type) -> Value? {
    let parameter = parameter(name)
    guard !parameter.texts.isEmpty else { return nil }
    switch parameter {
    case let parameter as Parameter<Value?>: return parameter.currentValue()
    case let parameter as Parameter<Value>: return parameter.currentValue()
    default: preconditionFailure("'--\(name)' is not declared as \(type).")
    }
  }

  /// How to refuse what was given for an option, as if it could not have been read.
  ///
  /// - Precondition: There is such an option.
  public func use(of name: String) -> ParameterUse { ParameterUse(parameter: parameter(name)) }

  private func parameter(_ name: String) -> any AnyParameter {
    guard let entry = entries.first(where: { $0.name == name }) else {
      preconditionFailure("There is no option '--\(name)' in the table.")
    }
    return entry.parameter
  }
}
