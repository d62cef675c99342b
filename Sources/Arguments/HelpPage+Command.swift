extension HelpPage {
  private static let help = Row(label: "-h, --help", text: "Shows this help.")

  /// The help of a program: its commands in order, and its own options.
  init(_ program: Program) {
    summary = program.summary
    usage = "\(program.name) <command> [options]"
    discussion = program.discussion
    examples = program.examples
    let commands = program.configurations.map { Row(label: $0.name, text: $0.summary) }
    let version = Row(label: "--version", text: "Shows the version.")
    sections = [
      Section(title: "Commands", rows: commands),
      Section(title: "Options", rows: [version, Self.help]),
    ]
    footer = "See '\(program.name) help <command>' for more about a command."
  }

  /// The help of a command: its arguments, then its options by section.
  init(_ command: any Command, program: String) {
    let configuration = type(of: command).configuration
    let declarations = parameters(of: command).map(\.declaration)
    let arguments = declarations.filter { $0.kind == .argument }
    let requiredOptions = declarations.filter { $0.kind == .option && $0.isRequired }
    let words =
      [program, configuration.name] + arguments.map(\.usage) + requiredOptions.map(\.label)
    summary = configuration.summary
    usage = words.joined(separator: " ") + " [options]"
    discussion = configuration.discussion
    examples = configuration.examples
    sections = []
    for declaration in arguments + declarations.filter({ $0.kind != .argument }) {
      append(Row(label: declaration.label, text: declaration.helpText), to: declaration.section)
    }
    append(Self.help, to: "Options")
  }

  private mutating func append(_ row: Row, to title: String) {
    if let index = sections.firstIndex(where: { $0.title == title }) {
      sections[index].rows.append(row)
    } else {
      sections.append(Section(title: title, rows: [row]))
    }
  }
}

extension Declaration {
  fileprivate var usage: String {
    let text = isRepeatable ? "\(label)..." : label
    return isRequired ? text : "[\(text)]"
  }

  fileprivate var helpText: String {
    var parts = [help]
    if !choices.isEmpty { parts.append("One of: \(choices.joined(separator: ", ")).") }
    if !defaultText.isEmpty { parts.append("(default: \(defaultText))") }
    return parts.joined(separator: " ")
  }
}
