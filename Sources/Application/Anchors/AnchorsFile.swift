package import Environments
import Foundation
import Recording

/// A JSON file of anchors by distribution.
package struct AnchorsFile {
  private let path: String
  private var distributions: [String: DistributionAnchors] = [:]

  /// Reads a file, if it exists, and checks that it can be written.
  ///
  /// - Throws: `FileError`, or `Damaged` if it holds something else.
  package init(path: String) throws {
    self.path = path
    try AtomicFile.checkWritable(path)
    guard FileManager.default.fileExists(atPath: path) else { return }
    let bytes = try AtomicFile.read(path, limit: 10_000_000)
    do {
      distributions = try JSONDecoder().decode(
        [String: DistributionAnchors].self, from: Data(bytes))
    } catch {
      throw Damaged(path: path)
    }
  }

  /// Replaces the anchors of one distribution; the others stay as they are.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  package mutating func replace(_ fullName: String, by known: DistributionAnchors) throws {
    distributions[fullName] = known
    try AtomicFile.write((try JSONOutput.text(distributions) + "\n").utf8, to: path)
  }

  /// A file that exists, but does not hold anchors.
  package struct Damaged: Error, CustomStringConvertible {
    package var path: String

    package var description: String {
      "Cannot add anchors to '\(path)': it is not a file of anchors. Name another file."
    }
  }
}
