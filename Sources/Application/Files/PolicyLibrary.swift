import Foundation

/// Where policies are found by path or name.
package enum PolicyLibrary {
  private static let library = FileLibrary(
    noun: "policy", folder: "Policies", otherPlaces: "a file, a run folder,")

  /// The names of the policies that ship, sorted.
  package static var names: [String] { library.names }

  /// Finds the file of a policy.
  ///
  /// - Parameter name: A path, or the name of a policy that ships.
  /// - Returns: The path of the file; in a run's folder, that of its policy.
  /// - Throws: `FileLibrary.NotFound` if there is neither.
  package static func path(of name: String) throws -> String {
    let path = try library.path(of: name)
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    return isFolder.boolValue ? path + "/policy.safetensors" : path
  }
}
