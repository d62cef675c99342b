package import Arguments

/// All that one command reads from its command line, and what the command does with it.
package protocol CommandOptions: OptionGroup {
  /// Declares the options.
  init()

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

  /// Accepts everything.
  package func validate() {}
}

/// A command whose options do its work; the command itself has the words of its help.
package protocol OptionsCommand: Command {
  /// The type of what it reads.
  associatedtype Options: CommandOptions

  /// What it reads.
  var options: Options { get }
}

extension OptionsCommand {
  /// Validates the options.
  package func validate() throws { try options.validate() }

  /// Runs the options, with results and progress on the standard streams.
  package func run() throws {
    try options.run(console: Console(isQuiet: options.isQuiet))
  }
}
