/// A command that this build leaves out.
struct MissingTrait: Error, CustomStringConvertible {
  var command: String
  var packages: [String]

  var description: String {
    "'fledge \(command)' is not in this build, which was made without the trait 'Viewer'. Install"
      + " \(packages.joined(separator: " and ")), then build without --disable-default-traits."
  }
}
