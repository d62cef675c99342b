import Foundation
import Wording

/// Files that are found by name: in a folder of the working folder, then of the installation.
package struct FileLibrary {
  /// Something that was asked for and is nowhere.
  package struct NotFound: Error, CustomStringConvertible {
    package var library: FileLibrary
    package var name: String
    package var known: [String]

    package var description: String {
      "There is no \(library.noun) '\(name)': neither \(library.otherPlaces) nor one in"
        + " \(library.folder)/.\(NameText.suggestion(for: name, among: known)) \(library.folder) that ship here: \(NameText.plainList(known))."
    }
  }

  /// What is in it, for instance "policy".
  package let noun: String
  /// The name of the folder: what is in it, as the first word of a sentence.
  package let folder: String
  /// What else may be given than a name, to follow the word "neither".
  package let otherPlaces: String

  /// Replays: recorded episodes.
  package static let replays = FileLibrary(noun: "replay", folder: "Replays", otherPlaces: "a file")

  /// The names in those folders, sorted.
  package var names: [String] {
    let files = folders.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
    }
    return Set(
      files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
    ).sorted()
  }

  /// Finds a file.
  ///
  /// - Parameter name: A path, or the name of a file in one of the folders.
  /// - Returns: The path of the file or folder.
  /// - Throws: `NotFound` if there is neither.
  package func path(of name: String) throws(NotFound) -> String {
    if FileManager.default.fileExists(atPath: name) { return name }
    if !name.contains("/") {
      for folder in folders {
        let path = "\(folder)/\(name)\(Self.suffix)"
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    throw NotFound(library: self, name: name, known: names)
  }

  private static let suffix = ".safetensors"

  /// The folders that are searched.
  private var folders: [String] {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let installed = program.map { program in
      URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("share/fledge/\(folder)").path
    }
    return [folder] + [installed].compactMap(\.self)
  }
}
