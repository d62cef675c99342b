import Foundation
package import MetaLearning
import Recording

/// The folder of one training run: its checkpoint, policy, configuration and log.
///
/// While this exists, no other process can train there.
package struct RunFolder {
  /// Where it is.
  package let path: String
  private let lock: FolderLock

  package var checkpoint: String { path + "/checkpoint.safetensors" }
  package var policy: String { path + "/policy.safetensors" }
  package var configuration: String { path + "/config.json" }
  package var log: String { path + "/log.csv" }
  package var history: String { path + "/history" }

  package var hasConfiguration: Bool { FileManager.default.fileExists(atPath: configuration) }
  package var hasLog: Bool { FileManager.default.fileExists(atPath: log) }

  /// Makes the folder of a new run, or uses a folder that holds no run.
  ///
  /// - Throws: `RunFolderError` if that cannot be done, or another run is there.
  package init(new path: String) throws(RunFolderError) {
    self.path = Self.withoutEndingSlash(path)
    do {
      try FileManager.default.createDirectory(
        atPath: self.path, withIntermediateDirectories: true)
    } catch let error {
      throw .cannotCreate(path: self.path, reason: FileError.Reason(error))
    }
    lock = try FolderLock(self.path)
    let isUsed = [checkpoint, policy, configuration, log, history].contains {
      FileManager.default.fileExists(atPath: $0)
    }
    if isUsed { throw .holdsAnotherRun(path: self.path) }
    removeLeftovers()
  }

  /// Opens the folder of a run to continue it.
  ///
  /// - Throws: `RunFolderError` if there is none.
  package init(existing path: String) throws(RunFolderError) {
    self.path = Self.withoutEndingSlash(path)
    guard FileManager.default.fileExists(atPath: self.path + "/checkpoint.safetensors") else {
      throw .holdsNoRun(path: self.path)
    }
    lock = try FolderLock(self.path)
    removeLeftovers()
  }

  /// Writes the checkpoint, and then the policy as it is.
  package func save(_ loop: TrainingLoop) throws {
    try SavedLearner(loop, kind: .checkpoint).write(.checkpoint, to: checkpoint)
    try SavedLearner(loop, kind: .policy).write(.policy, to: policy)
  }

  /// Removes the half-written files of a process that was killed.
  private func removeLeftovers() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where name.hasPrefix(".fledge-") && name.hasSuffix(".tmp") {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  private static func withoutEndingSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}

/// Keeps other processes from training in a folder; the system releases it when this process ends.
private final class FolderLock {
  private let descriptor: Int32

  init(_ path: String) throws(RunFolderError) {
    descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // Some file systems do not support locks; then the folder is not protected.
    if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      throw .isInUse(path: path)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    // A child process that another thread has just forked shares the lock until it runs its program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
