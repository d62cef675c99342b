/// What a command line asks for.
public enum Outcome {
  /// Run this command, whose properties have their values.
  case run(any Command)
  /// Print this text and exit.
  case exit(Message)
}

/// The end of a program: a text, where it goes, and the exit code.
public struct Message: Equatable, Sendable {
  /// One of the two places a program prints to.
  public enum Stream: Sendable {
    case standardOutput
    case standardError
  }

  /// The text without its last line break; nothing is printed when it is empty.
  public let text: String
  /// Where the text goes.
  public let stream: Stream
  /// What the program exits with.
  public let exitCode: ExitCode

  /// Pairs a text with its place and exit code.
  public init(_ text: String, on stream: Stream, exitCode: ExitCode) {
    self.text = text
    self.stream = stream
    self.exitCode = exitCode
  }
}

/// The number a program ends with, which a command may throw to end without a message.
public struct ExitCode: Error, Equatable, Sendable {
  /// The command did its work.
  public static let done = ExitCode(0)
  /// The command failed.
  public static let failed = ExitCode(1)
  /// The command line was wrong: `EX_USAGE` of `sysexits.h`.
  public static let wrongUsage = ExitCode(64)
  /// The user interrupted the command: 128 and the number of `SIGINT`, as shells report it.
  public static let interrupted = ExitCode(130)

  /// The number itself.
  public let rawValue: Int32

  /// Wraps a number.
  public init(_ rawValue: Int32) {
    self.rawValue = rawValue
  }
}

/// A mistake in the command line, in the words the user reads.
///
/// From ``Command/validate()`` or ``Command/run()`` it is a whole sentence and ends the program with
/// ``ExitCode/wrongUsage``; unless it names a command, such as 'fledge list', the program adds where
/// to find help. From ``ArgumentValue/init(argument:)`` it is the reason why a value is
/// invalid, such as "it names no parameter".
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The words.
  public let description: String

  /// Words a mistake.
  public init(_ description: String) {
    self.description = description
  }
}
