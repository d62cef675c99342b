import Foundation
import MetaLearning
import Recording

/// The folder of one training run: its configuration, log, checkpoint and policy.
struct RunFolder {
  let path: String

  var configuration: String { path + "/config.json" }
  var log: String { path + "/log.csv" }
  var checkpoint: String { path + "/checkpoint.safetensors" }
  var policy: String { path + "/policy.safetensors" }

  /// The columns of the log after the iteration.
  static let columns = [
    "preAdaptationReturn", "postAdaptationReturn", "klDivergence", "lineSearchStep",
    "gradientNorm", "entropy", "logStandardDeviation", "innerLearningRate", "environmentSteps",
    "seconds",
  ]

  /// A folder that cannot be used.
  enum Problem: Error, CustomStringConvertible {
    case holdsAnotherRun(path: String)
    case isNotAFolder(path: String)
    case cannotCreate(path: String, reason: String)
    case holdsNoRun(path: String)

    var description: String {
      switch self {
      case .holdsAnotherRun(let path):
        "Cannot start a run in '\(path)': it already holds another run. Continue that with"
          + " --resume \(path), or choose another folder with --output."
      case .isNotAFolder(let path):
        "Cannot start a run in '\(path)': it is a file, but a folder is needed. Choose another"
          + " with --output."
      case .cannotCreate(let path, let reason):
        "Cannot create the folder '\(path)': \(reason). Choose another with --output."
      case .holdsNoRun(let path):
        "Cannot resume '\(path)': it has no checkpoint.safetensors. Name the --output folder of"
          + " an earlier 'fledge train'."
      }
    }
  }

  /// Creates the folder of a new run.
  func create() throws {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw Problem.isNotAFolder(path: path) }
      let isUsed = [configuration, log, checkpoint, policy].contains {
        FileManager.default.fileExists(atPath: $0)
      }
      guard !isUsed else { throw Problem.holdsAnotherRun(path: path) }
      return
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch let error {
      let reason = (error as NSError).localizedFailureReason ?? "\(error.localizedDescription)"
      throw Problem.cannotCreate(path: path, reason: reason)
    }
  }

  /// Checks that there is a run to continue.
  func checkResumable() throws {
    guard FileManager.default.fileExists(atPath: checkpoint) else {
      throw Problem.holdsNoRun(path: path)
    }
  }

  /// Writes the checkpoint, and beside it the policy as it is.
  func save(_ loop: TrainingLoop, learner: MAML) throws {
    try SavedLearner(loop, learner: learner, kind: .checkpoint).write(.checkpoint, to: checkpoint)
    try SavedLearner(loop, learner: learner, kind: .policy).write(.policy, to: policy)
  }
}

extension RunLog {
  /// Adds the row of an iteration.
  mutating func append(
    _ report: UpdateReport, iteration: Int, environmentSteps: Int, seconds: Double
  ) throws {
    try append(
      iteration: iteration,
      [
        .init(report.preAdaptationReturn), .init(report.postAdaptationReturn),
        .init(report.divergence), .init(report.lineSearchStep), .init(report.gradientNorm),
        .init(report.entropy), .init(report.logStandardDeviation),
        .init(report.innerLearningRates.first), .init(environmentSteps), .init(seconds),
      ])
  }
}
