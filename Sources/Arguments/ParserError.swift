/// The facts of everything that can be wrong with a command line; `ParserError+Message` puts them into words.
enum ParserError: Error, Equatable {
  case unknownCommand(String, known: [String])
  /// The text is as typed; the known names are without their dashes.
  case unknownOption(String, known: [String])
  case unknownProgramOption(String, known: [String])
  case unexpectedArgument(String, taken: [String])
  case unexpectedValue(String, label: String)
  case missingArgument(label: String, help: String)
  case missingOption(label: String, help: String)
  case missingValue(label: String, followedBy: String?)
  case repeatedOption(label: String, first: String, second: String)
  /// The part is the piece of a comma-separated value that is at fault.
  case invalidValue(String, label: String, part: String?, need: Need)

  /// What a value would have to be.
  enum Need: Equatable {
    /// Follows "it must be".
    case expectation(String)
    case choice([String])
    /// The words of the type that was to be read.
    case reason(String)
  }
}
