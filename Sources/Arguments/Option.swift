/// A named value, written `--name value` or `--name=value`, anywhere on the command line.
///
/// The property's type decides how often it may occur: see ``ArgumentShape``. A property without a
/// default is required unless it is `Optional`. A default is replaced by what the user gives.
@propertyWrapper
public struct Option<Value: ArgumentShape>: ParameterWrapper {
  private var storage: Parameter<Value>

  /// Declares an option with a default, which the help shows.
  ///
  /// - Parameters:
  ///   - wrappedValue: The value when the option is not given.
  ///   - name: The name without its dashes.
  ///   - placeholder: What stands for the value in help and errors: `count` gives `<count>`.
  ///   - help: One or two sentences.
  ///   - choices: The only texts allowed; an enumeration has its own.
  ///   - range: The only numbers allowed, such as `1...`.
  ///   - section: The heading it stands under in the help.
  /// - Precondition: The default is among the choices and in the range.
  public init(
    wrappedValue: Value, _ name: String, value placeholder: String, help: String,
    choices: [String] = [], range: (any ArgumentRange<Value.Item>)? = nil,
    section: String = "Options"
  ) {
    let declaration = Declaration(
      kind: .option, name: name, placeholder: placeholder, help: help, section: section,
      choices: choices)
    storage = Parameter(declaration, range: range, default: wrappedValue)
  }

  /// Declares an option without a default, otherwise in the same words as one that has a default.
  public init(
    _ name: String, value placeholder: String, help: String,
    choices: [String] = [], range: (any ArgumentRange<Value.Item>)? = nil,
    section: String = "Options"
  ) {
    let declaration = Declaration(
      kind: .option, name: name, placeholder: placeholder, help: help, section: section,
      choices: choices)
    storage = Parameter(declaration, range: range, default: nil)
  }

  /// The value given, or else the default.
  ///
  /// - Precondition: When read, it has a default or a ``Program`` has parsed the command.
  public var wrappedValue: Value {
    get { storage.currentValue() }
    set { storage = storage.with(newValue) }
  }

  /// Whether the user gave the option, and how to refuse what was given.
  public var projectedValue: ParameterUse { ParameterUse(parameter: storage) }

  var parameter: any AnyParameter { storage }
}
