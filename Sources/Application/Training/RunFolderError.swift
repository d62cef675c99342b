import Foundation
package import Recording

/// A folder in which training cannot start or continue.
package enum RunFolderError: Error {
  /// The folder does not exist and cannot be created.
  case cannotCreate(path: String, reason: FileError.Reason)
  /// A new run would overwrite another.
  case holdsAnotherRun(path: String)
  /// Another process trains there.
  case isInUse(path: String)
  /// There is no checkpoint to continue from.
  case holdsNoRun(path: String)
  /// The run has done more iterations than requested.
  case hasMoreIterations(path: String, iteration: Int, wanted: Int)
  /// There is no log, but a checkpoint of a later iteration than 0.
  case lacksLog(path: String, iteration: Int)
  /// The log and the checkpoint end at different iterations.
  case logEndsElsewhere(path: String, lastIteration: Int?, iteration: Int)
  /// There is no configuration with the number of iterations.
  case lacksConfiguration(path: String)
  /// The configuration cannot be read.
  case damagedConfiguration(path: String)
  /// The configuration is of another run than the checkpoint.
  case otherConfiguration(path: String, difference: String)
}

extension RunFolderError: CustomStringConvertible {
  /// The error in words.
  package var description: String {
    switch self {
    case .cannotCreate(let path, .system(let code)) where [EEXIST, ENOTDIR].contains(code):
      "Cannot start a run in '\(path)': there is a file in its place, but a folder is needed."
        + " Choose another with --output."
    case .cannotCreate(let path, let reason):
      "Cannot start a run in '\(path)': the folder cannot be created (\(Self.words(reason)))."
        + " Choose another with --output."
    case .holdsAnotherRun(let path):
      "Cannot start a run in '\(path)': it already holds another run. Continue that with"
        + " --resume \(path), or choose another folder with --output."
    case .isInUse(let path):
      "Cannot train in '\(path)': another process is training there. Wait until it ends, or"
        + " choose another folder with --output."
    case .holdsNoRun(let path):
      "Cannot resume '\(path)': it has no checkpoint.safetensors. Name the --output folder of an"
        + " earlier 'fledge train'."
    case .hasMoreIterations(let path, let iteration, let wanted):
      "Cannot resume '\(path)': it has done \(iteration) iterations, but --iterations asks for"
        + " \(wanted) in total. Give a larger number."
    case .lacksLog(let path, let iteration):
      "Cannot resume '\(path)': it has no log.csv, but its checkpoint is of iteration"
        + " \(iteration). Restore the log, or start a new run."
    case .logEndsElsewhere(let path, let lastIteration, let iteration):
      "Cannot resume '\(path)': its log.csv ends with iteration \(lastIteration ?? 0), but its"
        + " checkpoint is of iteration \(iteration), so they are of different runs. Restore the"
        + " right one, or start a new run."
    case .lacksConfiguration(let path):
      "Cannot resume '\(path)': it has no config.json with the number of iterations. Give it with"
        + " --iterations."
    case .damagedConfiguration(let path):
      "Cannot resume '\(path)': its config.json is not the configuration of a run. Restore the"
        + " right one, or remove it and give --iterations."
    case .otherConfiguration(let path, let difference):
      "Cannot resume '\(path)': its config.json has another \(difference) than its checkpoint."
        + " Restore the right one, or remove config.json and give --iterations."
    }
  }

  private static func words(_ reason: FileError.Reason) -> String {
    guard case .system(let code) = reason else { return "\(reason)" }
    return unsafe String(cString: strerror(code))
  }
}
