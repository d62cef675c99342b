/// A property wrapper that declares a parameter.
protocol ParameterWrapper {
  var parameter: any AnyParameter { get }
}

/// Finds the parameters that a command and its option groups declare, in order.
///
/// - Precondition: Names differ, only the last argument is repeatable, and no required argument
///   follows one that may be left out.
func parameters(of command: any Command) -> [any AnyParameter] {
  let parameters = declaredParameters(in: command)
  let declarations = parameters.map(\.declaration)
  let path = type(of: command).configuration.name
  precondition(
    Set(declarations.map(\.name) + ["help"]).count == declarations.count + 1,
    "Two parameters of '\(path)' have the same name, or one is named 'help'.")
  let arguments = declarations.filter { $0.kind == .argument }
  precondition(
    !arguments.dropLast().contains(where: \.isRepeatable),
    "An argument of '\(path)' follows one that takes all that are left.")
  precondition(
    !zip(arguments, arguments.dropFirst()).contains { !$0.isRequired && $1.isRequired },
    "A required argument of '\(path)' follows one that may be left out.")
  return parameters
}

/// Finds the parameters that a structure and the option groups in it declare, in order.
func declaredParameters(in container: Any) -> [any AnyParameter] {
  Mirror(reflecting: container).children.flatMap { child -> [any AnyParameter] in
    switch child.value {
    case let wrapper as any ParameterWrapper: [wrapper.parameter]
    case let table as OptionTable: table.parameters
    case let group as any OptionGroup: declaredParameters(in: group)
    default: []
    }
  }
}
