import Foundation

/// A command-line program: its name and its commands.
///
///     Program(
///       name: "fledge", summary: "A meta-reinforcement-learning gym.", version: "0.1.0",
///       commands: [{ Train() }, { Score() }]
///     ).main()
///
/// `program COMMAND …` runs a command. `program`, `program help`, `program help COMMAND` and `--help`
/// show help, `--version` the version.
public struct Program: Sendable {
  /// What the user types to run the program.
  public let name: String
  /// One sentence that heads the help.
  public let summary: String
  /// What `--version` shows after the name.
  public let version: String
  /// Paragraphs of longer help.
  public let discussion: String
  /// Whole command lines, shown at the end of the help.
  public let examples: [String]
  /// The names and summaries of the commands, in the order the help lists them.
  public let configurations: [CommandConfiguration]
  private let commands: [@Sendable () -> any Command]

  /// Describes a program.
  ///
  /// - Parameters:
  ///   - name: What the user types to run the program.
  ///   - summary: One sentence that heads the help.
  ///   - version: What `--version` shows after the name.
  ///   - discussion: Paragraphs of longer help.
  ///   - examples: Whole command lines, shown at the end of the help.
  ///   - commands: Make each command with its default values, in the order the help lists them.
  /// - Precondition: Command names differ, and none is `help`.
  public init(
    name: String, summary: String, version: String, discussion: String = "",
    examples: [String] = [], commands: [@Sendable () -> any Command]
  ) {
    self.name = name
    self.summary = summary
    self.version = version
    self.discussion = discussion
    self.examples = examples
    self.commands = commands
    configurations = commands.map { type(of: $0()).configuration }
    let names = configurations.map(\.name)
    precondition(
      Set(names + ["help"]).count == names.count + 1,
      "Two commands of '\(name)' have the same name, or one is named 'help'.")
  }

  /// Finds out what a command line asks for, without doing it.
  ///
  /// - Parameter arguments: The texts after the program's name.
  /// - Returns: A command whose properties have their values, or the help, version or error to show.
  public func parse(_ arguments: [String]) -> Outcome {
    guard let first = arguments.first else { return .exit(shown(HelpPage(self).text)) }
    let rest = Array(arguments.dropFirst())
    var path = name
    do {
      switch first {
      case "help", "-h", "--help":
        return .exit(shown(try help(about: rest)))
      case "--version":
        return .exit(shown("\(name) \(version)"))
      default:
        let command = try command(named: first)
        path = self.path(of: type(of: command))
        return try parse(rest, for: command)
      }
    } catch {
      return .exit(message(for: error, path: path))
    }
  }

  /// Parses a command line and runs the command it asks for.
  ///
  /// - Parameter arguments: The texts after the program's name.
  /// - Returns: What is left to print and the code to exit with; an empty text after success.
  public func run(_ arguments: [String]) -> Message {
    switch parse(arguments) {
    case .exit(let message):
      return message
    case .run(var command):
      do {
        try command.run()
        return shown("")
      } catch {
        return message(for: error, path: path(of: type(of: command)))
      }
    }
  }

  /// Runs the command line, prints what is left to print, and exits.
  ///
  /// - Parameter arguments: The texts after the program's name, by default those of this process.
  public func main(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> Never {
    let message = run(arguments)
    if !message.text.isEmpty {
      switch message.stream {
      case .standardOutput:
        print(message.text)
      case .standardError:
        // Ignores errors: standard error may be closed.
        try? FileHandle.standardError.write(contentsOf: Data("\(message.text)\n".utf8))
      }
    }
    exit(message.exitCode.rawValue)
  }
}

extension Program {
  private func parse(_ texts: [String], for command: any Command) throws -> Outcome {
    var command = command
    // `--help` takes precedence over every mistake in the same line.
    let isHelp = texts.prefix { $0 != "--" }.contains { $0 == "-h" || $0 == "--help" }
    command.prepare(for: texts, isHelp: isHelp)
    if isHelp { return .exit(shown(HelpPage(command, program: name).text)) }
    try read(texts, into: parameters(of: command))
    try command.validate()
    return .run(command)
  }

  private func command(named text: String) throws(ParserError) -> any Command {
    if let index = configurations.firstIndex(where: { $0.name == text }) {
      return commands[index]()
    }
    throw isOption(text)
      ? .unknownProgramOption(text, known: ["version", "help"])
      : .unknownCommand(text, known: configurations.map(\.name) + ["help"])
  }

  private func help(about texts: [String]) throws(ParserError) -> String {
    let subjects = texts.filter { !isOption($0) }
    if subjects.count > 1 { throw .unexpectedArgument(subjects[1], taken: ["<command>"]) }
    guard let subject = subjects.first, subject != "help" else { return HelpPage(self).text }
    var command = try command(named: subject)
    command.prepare(for: [], isHelp: true)
    return HelpPage(command, program: name).text
  }

  private func path(of command: any Command.Type) -> String {
    "\(name) \(command.configuration.name)"
  }

  private func shown(_ text: String) -> Message {
    Message(text, on: .standardOutput, exitCode: .done)
  }

  private func message(for error: any Error, path: String) -> Message {
    switch error {
    case let code as ExitCode:
      return Message("", on: .standardError, exitCode: code)
    case let mistake as ParserError:
      return Message(mistake.message(path: path), on: .standardError, exitCode: .wrongUsage)
    case let mistake as UsageError:
      // A message that names a command already says where to look.
      let isPointing = mistake.description.contains("'\(name) ")
      let pointer = isPointing ? "" : " \(helpPointer(path: path))"
      return Message(mistake.description + pointer, on: .standardError, exitCode: .wrongUsage)
    default:
      return Message("Error: \(error)", on: .standardError, exitCode: .failed)
    }
  }
}
