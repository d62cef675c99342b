package import Arguments
package import MetaLearning

/// All that one command reads from its command line, and what the command does with it.
package protocol CommandOptions: OptionGroup {
  /// Declares the options.
  ///
  /// - Parameter catalog: The learners that there are.
  init(catalog: LearnerCatalog)

  /// Chooses the options by the command line, before anything is read; see `Command.prepare`.
  mutating func prepare(for texts: [String], isHelp: Bool)

  /// Whether progress is hidden.
  var isQuiet: Bool { get }

  /// Refuses values that do not go together.
  ///
  /// - Throws: `UsageError`.
  func validate() throws

  /// Does what the command is for.
  ///
  /// - Parameter console: Receives results and progress.
  /// - Throws: `UsageError` for what turns out to be wrong usage, `ExitCode`, or any other error, whose
  ///   description is printed.
  func run(console: Console) throws
}

extension CommandOptions {
  /// No: there is no progress to hide.
  package var isQuiet: Bool { false }

  /// Reads the same whatever the line.
  package mutating func prepare(for texts: [String], isHelp: Bool) {}

  /// Accepts everything.
  package func validate() {}
}

/// A command whose options do its work; the command itself has the words of its help.
package protocol OptionsCommand: Command {
  /// The type of what it reads.
  associatedtype Options: CommandOptions

  /// What it reads.
  var options: Options { get set }
}

extension OptionsCommand {
  /// Chooses the options by the command line.
  package mutating func prepare(for texts: [String], isHelp: Bool) {
    options.prepare(for: texts, isHelp: isHelp)
  }

  /// Validates the options.
  package func validate() throws { try options.validate() }

  /// Runs the options, with results and progress on the standard streams.
  package func run() throws {
    try options.run(console: Console(isQuiet: options.isQuiet))
  }
}
