#if Viewer
import Wording
import Arguments
import Drawing
import Gym
import Numerics
import Recording
import Scoring

/// Draws a trial of a replay as a picture or a film: what `fledge render` does.
package struct RenderSession {
  private let options: RenderOptions
  private let console: Console
  private let format: RenderOptions.Format
  private let loaded: LoadedReplay
  private let picture: TrialPicture

  /// Reads the replay and checks everything that can be wrong before anything is drawn.
  ///
  /// - Parameters:
  ///   - options: What the user asked for; they are validated.
  ///   - console: Receives progress and what was written.
  /// - Throws: `FileError` if the file could not be written; what `LoadedReplay` throws; `UsageError` if
  ///   there is no such trial or episode.
  package init(_ options: RenderOptions, console: Console) throws {
    self.options = options
    self.console = console
    format = options.format ?? .png
    try AtomicFile.checkWritable(options.output)
    loaded = try LoadedReplay(named: options.name)
    picture = try TrialPicture(options.trial(of: loaded), of: loaded, format, options)
  }

  /// Draws, and prints what was written.
  ///
  /// - Throws: `UsageError` if the picture would be too large; `ExitCode.interrupted` after a signal;
  ///   `FilmError`; `FileError` if the file cannot be written.
  package func run() throws {
    switch format {
    case .png:
      let canvas = Canvas(size: try options.size(or: TrialPicture.stillSize), scale: options.scale)
      picture.draw(on: canvas)
      try AtomicFile.write(canvas.encodedPNG(), to: options.output)
      try report("\(canvas.pixelWidth) × \(canvas.pixelHeight) pixels")
    case .svg:
      let bytes = Canvas.encodedSVG(
        size: try options.size(or: TrialPicture.stillSize), picture.draw(on:))
      try AtomicFile.write(bytes, to: options.output)
      try report("sharp at any size")
    case .gif: try writeFilm(.gif)
    case .mp4: try writeFilm(.mp4)
    }
  }

  private func report(_ facts: String) throws {
    if !console.isQuiet { try console.print(["Wrote \(options.output): \(facts)."]) }
  }

  private func writeFilm(_ format: Film.Format) throws {
    let stepsPerSecond = loaded.distribution.stepsPerSecond * options.speed
    let timing = TrialPicture.Timing(
      stepCount: picture.stepCount, stepsPerSecond: stepsPerSecond,
      framesPerSecond: format.playableRate(
        near: options.framesPerSecond ?? format.framesPerSecond(showing: stepsPerSecond)))
    let film = Film(
      format, size: try options.size(or: TrialPicture.filmSize), scale: options.scale,
      framesPerSecond: timing.framesPerSecond)
    try write(film, timing)
    let (width, height) = (film.size.width * options.scale, film.size.height * options.scale)
    try report(
      "\(Int(width.rounded())) × \(Int(height.rounded())) pixels,"
        + " \(NumberText.counted(timing.frameCount, "frame")), \(NumberText.duration(timing.seconds))"
    )
  }

  private func write(_ film: Film, _ timing: TrialPicture.Timing) throws {
    Interruption.beginCatching()
    do {
      try film.write(
        to: options.output, frameCount: timing.frameCount,
        continuing: { frame in
          console.showProgress(
            "drawing frame \(frame + 1) of \(timing.frameCount)"
              + "  \(100 * frame / timing.frameCount) %")
          return !Interruption.isRequested
        },
        draw: { frame, canvas in
          picture.drawFrame(step: timing.step(ofFrame: frame), on: canvas)
        })
      console.endProgress()
    } catch FilmError.interrupted {
      console.say("Interrupted; '\(options.output)' was not written.")
      throw ExitCode.interrupted
    } catch {
      console.endProgress()
      throw error
    }
  }
}

extension TrialPicture {
  /// The picture of a trial with the anchors of its task.
  fileprivate init(
    _ trial: Trial, of loaded: LoadedReplay, _ format: RenderOptions.Format,
    _ options: RenderOptions
  ) {
    // Of separate agents the stages are the episodes of one trial: each follows from the one before.
    let experience = loaded.replay.experience
    let choice = options.stages ?? (format.isFilm && experience == .pooled ? .ends : .all)
    let last = trial.blocks.count - 1
    let anchors = Anchors(
      onTask: trial.task, of: loaded.distribution,
      rolloutCount: trial.blocks[0].rollouts.episodeCount, seed: loaded.replay.seed)
    self.init(
      of: trial, distribution: loaded.distribution, policy: loaded.replay.shortPolicyName,
      anchors: [
        (name: "oracle", value: anchors.oracle.mean), (name: "blind", value: anchors.blind.mean),
        (name: "random", value: anchors.random.mean),
      ],
      episode: options.episodeNumber - 1, experience: experience,
      shownStages: choice == .all || last == 0 ? nil : [0, last], theme: options.theme.theme)
  }
}

extension Replay {
  /// The name of the policy without folders and ending; that of the folder for the file of a run.
  package var shortPolicyName: String { Self.shortName(ofPolicy: policy) }

  /// The name of a policy without folders and ending; that of the folder for the file of a run.
  package static func shortName(ofPolicy policy: String) -> String {
    var parts = policy.split(separator: "/").map(String.init)
    if parts.last == "policy.safetensors", parts.count > 1 { parts.removeLast() }
    let name = parts.last ?? policy
    let ending = ".safetensors"
    return name.hasSuffix(ending) ? String(name.dropLast(ending.count)) : name
  }
}

extension RenderOptions {
  /// The trial that is asked for, which has the episode that is asked for.
  ///
  /// - Throws: `UsageError` if there is no such trial or episode.
  fileprivate func trial(of loaded: LoadedReplay) throws -> Trial {
    let trials = loaded.replay.trials
    guard trialNumber <= trials.count else {
      throw $trialNumber.invalid(
        "\(trialNumber)",
        because: "'\(loaded.path)' has \(NumberText.counted(trials.count, "trial"))")
    }
    let trial = trials[trialNumber - 1]
    let count = trial.blocks.map(\.rollouts.episodeCount).min() ?? 0
    guard episodeNumber <= count else {
      throw $episodeNumber.invalid(
        "\(episodeNumber)",
        because: "each stage of the trial has \(NumberText.counted(count, "episode"))")
    }
    return trial
  }

  /// The size in points.
  ///
  /// - Throws: `UsageError` if a picture of its pixels would need too much memory.
  fileprivate func size(or usual: Size) throws(UsageError) -> Size {
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
}
#endif
