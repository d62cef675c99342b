/// What the user did with one argument or option: `$split` for the property `split`.
public struct ParameterUse {
  let parameter: any AnyParameter

  /// Whether the user gave it, even with the value it has by default.
  public var isGiven: Bool { !parameter.texts.isEmpty }

  /// Words why a value that could be read is still wrong, as if it could not have been read.
  ///
  /// - Parameters:
  ///   - value: What the user wrote.
  ///   - reason: What is wrong with it, such as "it names no parameter of cart-pole".
  /// - Returns: The error to throw from ``Command/validate()`` or ``Command/run()``.
  public func invalid(_ value: String, because reason: String) -> any Error {
    ParserError.invalidValue(
      value, label: parameter.declaration.label, part: nil, need: .reason(reason))
  }
}
