import Arguments
import Foundation

/// Where policies are found by name: `Policies/` of the working folder, then of the installation.
enum PolicyLibrary {
  /// A policy that was asked for and is nowhere.
  struct NotFound: Error, CustomStringConvertible {
    var name: String
    var known: [String]

    var description: String {
      let suggestion = closestName(to: name, among: known).map { " Did you mean '\($0)'?" } ?? ""
      let list = known.isEmpty ? "none" : known.joined(separator: ", ")
      return "There is no policy '\(name)': neither a file, a run folder, nor one in Policies/."
        + suggestion + " Policies that ship here: \(list)."
    }
  }

  /// The folders that are searched.
  private static var folders: [String] {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let installed = program.map { program in
      URL(fileURLWithPath: program).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("share/fledge/Policies").path
    }
    return ["Policies"] + [installed].compactMap(\.self)
  }

  /// The names of the policies in those folders, sorted.
  static var names: [String] {
    let files = folders.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
    }
    let suffix = ".safetensors"
    return Set(files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) })
      .sorted()
  }

  /// Finds the file of a policy.
  ///
  /// - Parameter name: A path, or the name of a policy in one of the folders.
  /// - Returns: The path of the file; in a run's folder, that of its policy.
  /// - Throws: `NotFound` if there is neither.
  static func path(of name: String) throws -> String {
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      return isFolder.boolValue ? name + "/policy.safetensors" : name
    }
    if !name.contains("/") {
      for folder in folders {
        let path = "\(folder)/\(name).safetensors"
        if FileManager.default.fileExists(atPath: path) { return path }
      }
    }
    throw NotFound(name: name, known: names)
  }
}
