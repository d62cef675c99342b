package import Arguments
package import MetaLearning

/// What `fledge render` reads.
package struct RenderOptions: CommandOptions {
  @Argument("replay", help: "Path of a replay, or the name of one in Replays/.")
  package var name: String

  @Option("output", value: "file", help: "The file to write: .png, .svg, .gif or .mp4.")
  package var output: String

  @Option("trial", value: "number", help: "Which trial of the replay, from 1.", range: 1...)
  package var trialNumber = 1

  @Option(
    "episode", value: "number", help: "Which episode of each stage is in front, from 1.",
    range: 1...)
  package var episodeNumber = 1

  @Option(
    "stages", value: "which",
    help: "All stages, or only before and after. Default: 'all' in pictures, else 'ends'.")
  package var stages: StageChoice?

  @Option(
    "size", value: "widthxheight",
    help: "Size in points. Default: 1200x800 for pictures, 960x600 for films.", section: "Looks")
  package var size: PictureSize?

  @Option(
    "scale", value: "factor", help: "Pixels for each point, except in .svg files.", range: 0.5...8,
    section: "Looks")
  package var scale = 1.0

  @Option("theme", value: "name", help: "Colours.", section: "Looks")
  package var theme = ThemeName.light

  @Option(
    "speed", value: "factor",
    help: "Speed of a film, as a multiple of the natural speed.", range: 0.05...100,
    section: "Films")
  package var speed = 1.0

  @Option(
    "fps", value: "count",
    help: """
      Frames per second of a film; a .gif has at most 50, and shows each frame for whole hundredths \
      of a second. Default: what suits the speed.
      """,
    range: 1...60, section: "Films")
  package var framesPerSecond: Double?

  @Flag("quiet", help: "Shows nothing but errors.", section: "Running") package var isQuiet

  /// Declares the options, which do not depend on the learners.
  package init(catalog: LearnerCatalog) {}

  /// Which stages are shown.
  package enum StageChoice: String, CaseIterable, ArgumentValue {
    case all
    case ends
  }

  /// The kinds of files that can be written, by the ending of their names.
  package enum Format: String, CaseIterable {
    case png, svg, gif, mp4

    /// Whether it shows frames one after the other.
    package var isFilm: Bool { self == .gif || self == .mp4 }
  }

  /// The format that the output's name asks for; `nil` if it has another ending.
  package var format: Format? {
    let name = output.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? Format(rawValue: parts[parts.count - 1].lowercased()) : nil
  }

  /// Refuses an unknown format, and options that have no effect on the one given.
  ///
  /// - Throws: `UsageError`.
  package func validate() throws {
    guard let format else {
      throw $output.invalid(
        output, because: "its ending must be '.png', '.svg', '.gif' or '.mp4'")
    }
    if !format.isFilm && ($speed.isGiven || $framesPerSecond.isGiven) {
      throw UsageError(
        "'\(output)' is a picture: --speed and --fps are for films, which end in .gif or .mp4.")
    }
    if format == .svg && $scale.isGiven {
      throw UsageError("'\(output)' is sharp at any size: leave out --scale, or set --size.")
    }
  }
}

extension RenderOptions {
  /// Draws the replay.
  package func run(console: Console) throws {
    #if Viewer
    try RenderSession(self, console: console).run()
    #else
    throw MissingTrait(command: "render", packages: ["libcairo2-dev"])
    #endif
  }
}
