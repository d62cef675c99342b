package import Arguments
package import MetaLearning

/// What a command reads from its command line, and the work it does.
package protocol CommandOptions: OptionGroup {
  /// Declares the options.
  ///
  /// - Parameter catalog: The available learners.
  init(catalog: LearnerCatalog)

  /// Chooses the options by the command line, before anything is read; see `Command.prepare`.
  mutating func prepare(for texts: [String], isHelp: Bool)

  /// Whether progress is hidden.
  var isQuiet: Bool { get }

  /// Refuses values that do not go together.
  ///
  /// - Throws: `UsageError`.
  func validate() throws

  /// Does the work of the command.
  ///
  /// - Parameter console: Receives results and progress.
  /// - Throws: `UsageError` for wrong usage found late, `ExitCode`, or any other error, whose description is
  ///   printed.
  func run(console: Console) throws
}

extension CommandOptions {
  /// No: there is no progress.
  package var isQuiet: Bool { false }

  /// Does nothing: the options do not depend on the command line.
  package mutating func prepare(for texts: [String], isHelp: Bool) {}

  /// Accepts everything.
  package func validate() {}

  /// Refuses a file that two options name.
  ///
  /// - Parameter files: The options that write files, with what they name.
  /// - Throws: `UsageError` about the first file that is named twice.
  package func refuseSharedFile(
    _ files: [(option: String, path: String?)]
  ) throws(UsageError) {
    for (index, file) in files.enumerated() {
      guard let path = file.path,
        let other = files[..<index].first(where: { $0.path == path })
      else { continue }
      throw UsageError(
        "'\(other.option)' and '\(file.option)' both name '\(path)'. Give each a file of its own.")
    }
  }
}

/// A command whose options do its work; the command itself has only its help.
package protocol OptionsCommand: Command {
  /// The type of the options.
  associatedtype Options: CommandOptions

  /// The options.
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
