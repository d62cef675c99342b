import Environments
package import Gym
package import Recording

/// A replay found by path or name, with the distribution it is of; all of it is checked.
package struct LoadedReplay {
  /// Where it was found.
  package let path: String
  /// What happened.
  package let replay: Replay
  /// What the tasks are of.
  package let distribution: TaskDistribution

  /// Finds, reads and checks a replay.
  ///
  /// - Parameter name: A path, or the name of a replay that ships.
  /// - Throws: `FileLibrary.NotFound`, `LoadError`, or what reading and checking throws.
  package init(named name: String) throws {
    path = try FileLibrary.replays.path(of: name)
    replay = try Replay(readingFrom: path)
    do {
      distribution = try Catalog.distribution(from: replay.distribution)
    } catch let cause {
      throw LoadError(path: path, cause: cause, advice: "Record it again with --record.")
    }
    try replay.check(for: distribution, path: path)
  }
}
