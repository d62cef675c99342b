/// A switch, written `--name`, that is off unless given.
///
/// Giving it twice is the same as once.
@propertyWrapper
public struct Flag: ParameterWrapper {
  private var storage: Parameter<Bool>

  /// Declares a flag.
  ///
  /// - Parameters:
  ///   - wrappedValue: False, written at the property for the reader.
  ///   - name: The name without its dashes.
  ///   - help: One or two sentences.
  ///   - section: The heading it stands under in the help.
  /// - Precondition: `wrappedValue` is false: there would be nothing to switch.
  public init(
    wrappedValue: Bool = false, _ name: String, help: String,
    section: String = "Options"
  ) {
    precondition(!wrappedValue, "The flag '--\(name)' is true by default, so it switches nothing.")
    let declaration = Declaration(
      kind: .flag, name: name, help: help, section: section, isRepeatable: true)
    storage = Parameter(declaration, default: false) { _ in true }
  }

  /// Whether the flag is given.
  public var wrappedValue: Bool {
    get { storage.currentValue() }
    set { storage = storage.with(newValue) }
  }

  var parameter: any AnyParameter { storage }
}
