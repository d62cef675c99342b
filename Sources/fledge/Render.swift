import Application
import Arguments
import Gym
import Numerics
import Recording
import Scoring

#if Viewer
import Drawing
#endif

/// `fledge render`: draws a replay into a file.
struct Render: Command {
  static let configuration = CommandConfiguration(
    name: "render", summary: "Draws a replay as a picture or a film; needs no display.",
    discussion: """
      The ending of --output decides: .png and .svg are pictures of whole episodes, as suits the \
      environment: the paths of all stages, a row of moments for each, or a chart for each. .gif and \
      .mp4 are films in which the stages play side by side; they need the program 'ffmpeg'. The \
      file takes the place of an old one when it is complete.

      The same episode number of each stage is in front. The mean returns shown are those of all \
      episodes; random, blind and oracle are measured on the task of the trial. \
      What there is no room for, stages between first, is left out.
      """,
    examples: [
      "fledge render point-robot-goals --output adaptation.png",
      "fledge render cart.safetensors --output cart.mp4 --stages all --theme dark",
      "fledge render cart.safetensors --output cart.gif --trial 2 --size 640x400 --speed 2",
    ])

  @Argument("replay", help: "Path of a replay, or the name of one in Replays/.")
  var name: String

  @Option("output", value: "file", help: "Where the picture goes: a .png, .svg, .gif or .mp4 file.")
  var output: String

  @Option("trial", value: "number", help: "Which trial of the replay, from 1.", range: 1...)
  var trialNumber = 1

  @Option(
    "episode", value: "number", help: "Which episode of each stage is in front, from 1.",
    range: 1...)
  var episodeNumber = 1

  @Option(
    "stages", value: "which",
    help: "All stages, or only before and after. Default: 'all' in pictures, else 'ends'.")
  var stages: StageChoice?

  @Option(
    "size", value: "widthxheight",
    help: "Size in points. Default: 1200x800 for pictures, 960x600 for films.", section: "Looks")
  var size: PictureSize?

  @Option(
    "scale", value: "factor", help: "Pixels for each point, except in .svg files.", range: 0.5...8,
    section: "Looks")
  var scale = 1.0

  @Option("theme", value: "name", help: "Colours.", section: "Looks") var theme = ThemeName.light

  @Option(
    "speed", value: "factor",
    help: "How many times as fast as is natural a film plays.", range: 0.05...100, section: "Films")
  var speed = 1.0

  @Option(
    "fps", value: "count",
    help: """
      Frames per second of a film, in a .gif at most 50 and the nearest that keeps each for whole \
      hundredths of a second. Default: what suits the speed.
      """,
    range: 1...60, section: "Films")
  var framesPerSecond: Double?

  @Flag("quiet", help: "Shows nothing but errors.", section: "Running") var isQuiet

  /// Which stages are shown.
  enum StageChoice: String, CaseIterable, ArgumentValue {
    case all
    case ends
  }

  /// What kinds of files there are.
  private enum Format: String, CaseIterable {
    case png, svg, gif, mp4

    var isFilm: Bool { self == .gif || self == .mp4 }
  }

  /// The format the output's name asks for.
  private var format: Format? {
    let name = output.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? Format(rawValue: parts[parts.count - 1].lowercased()) : nil
  }

  func validate() throws {
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

  #if Viewer
  func run() throws {
    try AtomicFile.checkWritable(output)
    let loaded = try LoadedReplay(named: name)
    let trial = try chosenTrial(of: loaded)
    guard let format else { return }
    let choice = stages ?? (format.isFilm ? .ends : .all)
    let last = trial.stages.count - 1
    let anchors = Anchors(
      onTask: trial.task, of: loaded.distribution,
      rolloutCount: trial.stages[0].rollouts.episodeCount, seed: loaded.replay.seed)
    let picture = TrialPicture(
      of: trial, distribution: loaded.distribution,
      policy: Self.shortName(of: loaded.replay.policy),
      anchors: [
        (name: "oracle", value: anchors.oracle), (name: "blind", value: anchors.blind),
        (name: "random", value: anchors.random),
      ],
      episode: episodeNumber - 1,
      shownStages: choice == .all || last == 0 ? nil : [0, last],
      theme: theme.theme)
    switch format {
    case .png:
      let canvas = Canvas(size: try pictureSize(TrialPicture.stillSize), scale: scale)
      picture.draw(on: canvas)
      try AtomicFile.write(canvas.encodedPNG(), to: output)
      try report("\(canvas.pixelWidth) × \(canvas.pixelHeight) pixels")
    case .svg:
      let bytes = Canvas.encodedSVG(
        size: try pictureSize(TrialPicture.stillSize), picture.draw(on:))
      try AtomicFile.write(bytes, to: output)
      try report("sharp at any size")
    case .gif: try film(picture, .gif, of: loaded.distribution)
    case .mp4: try film(picture, .mp4, of: loaded.distribution)
    }
  }

  /// The name of a policy without folders and ending; that of the folder for the file of a run.
  private static func shortName(of policy: String) -> String {
    var parts = policy.split(separator: "/").map(String.init)
    if parts.last == "policy.safetensors", parts.count > 1 { parts.removeLast() }
    let name = parts.last ?? policy
    let ending = ".safetensors"
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }

  /// The trial that is asked for, which has the episode that is asked for.
  private func chosenTrial(of loaded: LoadedReplay) throws -> RecordedTrial {
    let trials = loaded.replay.trials
    guard trialNumber <= trials.count else {
      throw $trialNumber.invalid(
        "\(trialNumber)", because: "'\(loaded.path)' has \(Numbers.counted(trials.count, "trial"))")
    }
    let trial = trials[trialNumber - 1]
    let count = trial.stages.map(\.rollouts.episodeCount).min() ?? 0
    guard episodeNumber <= count else {
      throw $episodeNumber.invalid(
        "\(episodeNumber)",
        because: "each stage of the trial has \(Numbers.counted(count, "episode"))")
    }
    return trial
  }

  /// The size in points, if a picture of its pixels fits into memory.
  private func pictureSize(_ usual: Size) throws -> Size {
    let size = size.map { Size(Double($0.width), Double($0.height)) } ?? usual
    let pixels = size.width * scale * size.height * scale
    let limit = 100e6
    guard max(size.width, size.height) * scale <= 16_384, pixels <= limit else {
      throw UsageError(
        "The picture would have \(Int(size.width * scale)) × \(Int(size.height * scale)) pixels, but"
          + " at most 16384 on a side and 100 million in all are supported. Give a smaller --size"
          + " or --scale.")
    }
    return size
  }

  private func film(
    _ picture: TrialPicture, _ format: Film.Format, of distribution: TaskDistribution
  ) throws {
    let stepsPerSecond = distribution.stepsPerSecond * speed
    let timing = TrialPicture.Timing(
      stepCount: picture.stepCount, stepsPerSecond: stepsPerSecond,
      framesPerSecond: format.playableRate(
        near: framesPerSecond ?? format.framesPerSecond(showing: stepsPerSecond)))
    let film = Film(
      format, size: try pictureSize(TrialPicture.filmSize), scale: scale,
      framesPerSecond: timing.framesPerSecond)
    let console = Console(isQuiet: isQuiet)
    Interruption.beginCatching()
    let isDone = try finishes(console) {
      try film.write(
        to: output, frameCount: timing.frameCount,
        continuing: { frame in
          console.showProgress(
            "drawing frame \(frame + 1) of \(timing.frameCount)"
              + "  \(100 * frame / timing.frameCount) %")
          return !Interruption.isRequested
        },
        draw: { frame, canvas in
          picture.drawFrame(step: timing.step(ofFrame: frame), on: canvas)
        })
    }
    guard isDone else {
      console.say("Interrupted; '\(output)' was not written.")
      throw ExitCode.interrupted
    }
    let (width, height) = (film.size.width * scale, film.size.height * scale)
    try report(
      "\(Int(width.rounded())) × \(Int(height.rounded())) pixels,"
        + " \(Numbers.counted(timing.frameCount, "frame")), \(Numbers.duration(timing.seconds))")
  }

  /// Whether a film is written to its end; if not, the user interrupted it.
  private func finishes(_ console: Console, _ body: () throws -> Void) throws -> Bool {
    defer { console.endProgress() }
    do {
      try body()
      return true
    } catch let error as FilmError {
      guard case .interrupted = error else { throw error }
      return false
    }
  }

  private func report(_ facts: String) throws {
    if !isQuiet { try Console.print(["Wrote \(output): \(facts)."]) }
  }
  #else
  func run() throws {
    throw MissingTrait(command: "render", packages: ["libcairo2-dev"])
  }
  #endif
}
