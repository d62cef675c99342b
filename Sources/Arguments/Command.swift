/// One subcommand of a program: properties that say what it reads, and a function that does its work.
///
/// Declare what it reads with ``Argument``, ``Option`` and ``Flag``, and give the rest in words:
///
///     struct Score: Command {
///       static let configuration = CommandConfiguration(
///         name: "score", summary: "Scores how well a policy adapts to held-out tasks.")
///       @Argument("policy", help: "Path of a policy file.") var policies: [String]
///       @Option("tasks", value: "count", help: "Tasks to draw.", range: 1...) var tasks = 40
///       @Flag("json", help: "Prints one JSON object.") var json = false
///       mutating func run() throws { … }
///     }
///
/// The properties have their values once a ``Program`` has read the command line.
public protocol Command: SendableMetatype {
  /// The name, the summary and the longer help.
  static var configuration: CommandConfiguration { get }

  /// Chooses what the command reads, before anything is read, where that depends on the command line.
  ///
  /// - Parameters:
  ///   - texts: The texts after the command's name, not read yet.
  ///   - isHelp: Whether the help is shown in place of running the command.
  mutating func prepare(for texts: [String], isHelp: Bool)

  /// Checks what no single property can check, after all properties have their values.
  ///
  /// - Throws: A ``UsageError`` that says what does not fit together.
  mutating func validate() throws

  /// Does the work.
  ///
  /// - Throws: A ``UsageError`` for wrong usage found late, an ``ExitCode`` to end without a
  ///   message, or any other error, whose description is printed.
  mutating func run() throws
}

extension Command {
  /// Does nothing: what the command reads does not depend on the command line.
  public mutating func prepare(for texts: [String], isHelp: Bool) {}

  /// Accepts everything.
  public mutating func validate() {}
}

/// Properties that several commands share.
///
/// A command that has `var common = CommonOptions()` reads the arguments, options and flags declared
/// inside that structure, at the place where the property stands.
public protocol OptionGroup {}

extension OptionGroup {
  /// Whether the user gave any of its arguments, options or flags, even with its default value.
  public var isGiven: Bool {
    !givenNames.isEmpty
  }

  /// The names of its arguments, options and flags that the user gave, without dashes.
  public var givenNames: [String] {
    declaredParameters(in: self).filter { !$0.texts.isEmpty }.map(\.declaration.name)
  }
}

/// The words that describe a command.
public struct CommandConfiguration: Equatable, Sendable {
  /// What the user types to run the command.
  public let name: String
  /// One sentence, which the program's help lists.
  public let summary: String
  /// Paragraphs of longer help, wrapped to the page; indented lines are kept as they are.
  public let discussion: String
  /// Whole command lines, shown at the end of the help.
  public let examples: [String]

  /// Describes a command.
  public init(name: String, summary: String, discussion: String = "", examples: [String] = []) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.examples = examples
  }
}
