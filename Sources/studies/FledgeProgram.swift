import Application
import Measuring

/// The `fledge` that trains and scores.
struct FledgeProgram {
  /// Where it is.
  var path: String

  /// Takes a program, or the `fledge` in the folder of this one.
  init(_ path: String?) {
    self.path = path ?? ChildProcess.sibling("fledge")
  }

  /// Runs a command; an interrupt of this process is passed on.
  ///
  /// - Throws: An error if the program cannot be started or the files cannot be written.
  func run(
    _ arguments: [String], output: String, errors: String
  ) throws -> ChildProcess.Ending {
    try ChildProcess(path, arguments).run(
      output: output, errors: errors, isInterrupted: { Interruption.isRequested }
    ).ending
  }
}

extension ChildProcess.Ending {
  /// Why a process failed, in its own words if it has written any; `nil` if it did not fail.
  var failure: String? {
    guard case .failed(let code, let lastLine) = self else { return nil }
    return lastLine ?? "code \(code)"
  }
}
