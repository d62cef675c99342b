import Foundation
import Wording

/// Files that are found by path or by name: in a folder of the working folder, then in the
/// installation.
package struct FileLibrary {
  /// There is no file of a name.
  package struct NotFound: Error, CustomStringConvertible {
    package var library: FileLibrary
    package var name: String
    package var known: [String]

    package var description: String {
      "There is no \(library.noun) '\(name)': neither \(library.otherPlaces) nor one in"
        + " \(library.folder)/.\(NameText.suggestion(for: name, among: known))"
        + " \(library.folder) that ship here: \(NameText.plainList(known))."
    }
  }

  /// What the library has, in the singular, for instance "policy".
  package let noun: String
  /// The name of the folder, which is also the plural that begins a sentence.
  package let folder: String
  /// What may be given besides a name, worded to follow "neither".
  package let otherPlaces: String
  /// Which file is meant by the path of a folder; `nil` if the folder itself is.
  package let fileInFolder: String?
  /// The folders that are searched for names, in order.
  package let searchedFolders: [String]

  /// Policies: also the one in the folder of a run.
  package static let policies = FileLibrary(
    noun: "policy", folder: "Policies", otherPlaces: "a file, a run folder,",
    fileInFolder: "policy.safetensors")
  /// Replays: recorded episodes.
  package static let replays = FileLibrary(
    noun: "replay", folder: "Replays", otherPlaces: "a file")

  /// Describes a library.
  ///
  /// - Parameters:
  ///   - noun: What is in it, in the singular.
  ///   - folder: The name of the folder.
  ///   - otherPlaces: What may be given besides a name, worded to follow "neither".
  ///   - fileInFolder: Which file is meant by the path of a folder.
  ///   - searchedFolders: The folders that are searched; by default the one in the working folder, and
  ///     the one that was installed with the program.
  package init(
    noun: String, folder: String, otherPlaces: String, fileInFolder: String? = nil,
    searchedFolders: [String]? = nil
  ) {
    self.noun = noun
    self.folder = folder
    self.otherPlaces = otherPlaces
    self.fileInFolder = fileInFolder
    self.searchedFolders =
      searchedFolders ?? [folder] + [Self.installedFolder(folder)].compactMap(\.self)
  }

  /// The names in the searched folders, sorted.
  package var names: [String] {
    let files = searchedFolders.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
    }
    return Set(
      files.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
    ).sorted()
  }

  /// Finds a file.
  ///
  /// - Parameter name: A path, or the name of a file in one of the searched folders.
  /// - Returns: The path of the file.
  /// - Throws: `NotFound` if there is neither.
  package func path(of name: String) throws(NotFound) -> String {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      guard isFolder.boolValue, let fileInFolder else { return name }
      return "\(name)/\(fileInFolder)"
    }
    if !name.contains("/") {
      for folder in searchedFolders {
        let path = "\(folder)/\(name)\(Self.suffix)"
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    throw NotFound(library: self, name: name, known: names)
  }

  private static let suffix = ".safetensors"

  /// The folder beside the one of the program, if the system tells where that is.
  private static func installedFolder(_ folder: String) -> String? {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return program.map { program in
      URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("share/fledge/\(folder)").path
    }
  }
}
