/// A value that is known by its position among the arguments that are not options.
///
/// Arguments take their values in the order of their declaration; one that holds an array takes all
/// that are left, so it is the last. An argument without a default is required unless it is
/// `Optional`.
@propertyWrapper
public struct Argument<Value: ArgumentShape>: ParameterWrapper {
  private var storage: Parameter<Value>

  /// Declares an argument with a default, which the help shows.
  ///
  /// - Parameters:
  ///   - wrappedValue: The value when the argument is not given.
  ///   - name: What stands for it in help and errors: `policy` gives `<policy>`.
  ///   - help: One or two sentences.
  ///   - choices: The only texts allowed; an enumeration has its own.
  ///   - range: The only numbers allowed, such as `1...`.
  /// - Precondition: The default is among the choices and in the range.
  public init(
    wrappedValue: Value, _ name: String, help: String, choices: [String] = [],
    range: (any ArgumentRange<Value.Item>)? = nil
  ) {
    let declaration = Declaration(
      kind: .argument, name: name, help: help, section: "Arguments", choices: choices)
    storage = Parameter(declaration, range: range, default: wrappedValue)
  }

  /// Declares an argument without a default, otherwise in the same words as one that has a default.
  public init(
    _ name: String, help: String, choices: [String] = [],
    range: (any ArgumentRange<Value.Item>)? = nil
  ) {
    let declaration = Declaration(
      kind: .argument, name: name, help: help, section: "Arguments", choices: choices)
    storage = Parameter(declaration, range: range, default: nil)
  }

  /// The value given, or else the default.
  ///
  /// - Precondition: When read, it has a default or a ``Program`` has parsed the command.
  public var wrappedValue: Value {
    get { storage.currentValue() }
    set { storage = storage.with(newValue) }
  }

  /// Whether the user gave the argument, and how to refuse what was given.
  public var projectedValue: ParameterUse { ParameterUse(parameter: storage) }

  var parameter: any AnyParameter { storage }
}
