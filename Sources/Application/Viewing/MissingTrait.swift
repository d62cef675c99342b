/// A command that this build leaves out.
package struct MissingTrait: Error, CustomStringConvertible {
  package var command: String
  package var packages: [String]

  package var description: String {
    "'fledge \(command)' is not in this build, which was made without the trait 'Viewer'. Install"
      + " \(packages.joined(separator: " and ")), then build without --disable-default-traits."
  }
}
