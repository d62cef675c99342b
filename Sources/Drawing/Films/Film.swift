#if Viewer
private import Foundation
private import Synchronization

/// A film that ffmpeg encodes while it is drawn, frame by frame.
///
/// Frames go to the encoder as they are drawn, so memory does not grow with the length of the film. An
/// encoder that ends early breaks the pipe: the process has to ignore `SIGPIPE`.
public struct Film {
  /// What kind of file.
  public enum Format: String, CaseIterable, Sendable {
    /// A moving picture that every browser shows, and that begins again when it is over.
    case gif
    /// H.264 video, smaller and with all colours.
    case mp4

    /// How many frames a second suit so many steps a second: one or more for each step, but no more
    /// than players show and files should hold.
    public func framesPerSecond(showing stepsPerSecond: Double) -> Double {
      switch self {
      case .gif:
        // Its unit of time is a hundredth of a second, and its files are large.
        let hundredths = (100 / max(1, min(25, stepsPerSecond)) - 1e-9).rounded(.up)
        return 100 / hundredths
      case .mp4:
        // Some players stutter with fewer than ten.
        let repeats = (10 / stepsPerSecond - 1e-9).rounded(.up)
        return max(10, min(50, stepsPerSecond * max(1, min(1_000, repeats))))
      }
    }

    /// The nearest frame rate that files can state and players keep to.
    ///
    /// A frame of a GIF stays for a whole number of hundredths of a second; players take less than two
    /// for ten.
    public func playableRate(near framesPerSecond: Double) -> Double {
      switch self {
      case .gif: 100 / max(2, (100 / framesPerSecond).rounded())
      case .mp4: framesPerSecond
      }
    }
  }

  private let format: Format
  /// The size of a frame in points; H.264 takes even numbers of pixels only, so an MP4 may be a little
  /// larger than asked for.
  public let size: Size
  private let scale: Double
  private let framesPerSecond: Double
  private let program: String?

  /// Describes a film.
  ///
  /// - Parameters:
  ///   - format: What kind of file; a side of a video grows to an even number of pixels.
  ///   - size: The size in points.
  ///   - scale: Pixels for each point.
  ///   - framesPerSecond: How many frames pass in a second; the nearest playable rate is taken.
  ///   - program: The path of ffmpeg; by default it is looked for where commands are.
  public init(
    _ format: Format, size: Size, scale: Double = 1, framesPerSecond: Double,
    program: String? = nil
  ) {
    self.format = format
    self.scale = scale
    self.framesPerSecond = format.playableRate(near: framesPerSecond)
    self.program = program ?? Self.encoder
    func even(_ length: Double) -> Double {
      2 * (length * scale / 2 - 1e-6).rounded(.up) / scale
    }
    self.size = format == .mp4 ? Size(even(size.width), even(size.height)) : size
  }

  /// The path of ffmpeg, if there is one where commands are.
  public static var encoder: String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { $0 + "/ffmpeg" }
      .first(where: FileManager.default.isExecutableFile(atPath:)).map { String($0) }
  }

  /// Draws and encodes the film.
  ///
  /// The film takes the place of an old file when it is complete; until then, and whatever goes wrong,
  /// the old file stays.
  ///
  /// - Parameters:
  ///   - path: Where it goes; the folder must exist.
  ///   - frameCount: How many frames, at least 1.
  ///   - isContinued: Asked before each frame, with its number from 0; the film ends if it says no. It
  ///     is the place to show progress.
  ///   - draw: Draws a frame.
  /// - Throws: `FilmError`; nothing is left behind.
  public func write(
    to path: String, frameCount: Int, continuing isContinued: (Int) -> Bool = { _ in true },
    draw: (Int, Canvas) -> Void
  ) throws(FilmError) {
    guard let program else { throw .noEncoder }
    let target = Self.target(of: path)
    let folder = (target as NSString).deletingLastPathComponent
    let number = Self.counter.wrappingAdd(1, ordering: .relaxed).oldValue
    let temporary = "\(folder)/.fledge-\(getpid())-film-\(number).tmp"
    let palette = temporary + ".png"
    defer {
      unsafe unlink(temporary)
      unsafe unlink(palette)
    }
    let canvas = Canvas(size: size, scale: scale)
    func encode(_ arguments: [String], frames: [Int], isFilm: Bool) throws(FilmError) {
      let encoder = try FilmEncoder(program, input(of: canvas) + arguments, target: path)
      var current = 0
      for frame in frames {
        current = frame
        guard !isFilm || isContinued(frame) else {
          encoder.stop()
          throw .interrupted(frame: frame, frameCount: frameCount)
        }
        draw(frame, canvas)
        guard encoder.send(canvas) else { break }
      }
      do throws(FilmError) {
        try encoder.finish()
      } catch {
        // Ctrl-C does not reach the encoder, but what ends a whole service or container does, and may
        // end it first.
        guard isContinued(current) else {
          throw .interrupted(frame: current, frameCount: frameCount)
        }
        throw error
      }
    }
    if format == .gif {
      // The colours come from some of the frames, so that not all have to be kept or drawn twice.
      let samples = min(frameCount, 16)
      let frames = (0..<samples).map { $0 * (frameCount - 1) / max(1, samples - 1) }
      try encode(
        ["-vf", "palettegen", "-frames:v", "1", "-update", "1", "-f", "image2", palette],
        frames: frames, isFilm: false)
    }
    try encode(
      output(palette: palette) + [temporary], frames: Array(0..<frameCount), isFilm: true)
    guard Self.synchronize(temporary), unsafe rename(temporary, target) == 0 else {
      throw .notPlaced(path: path, code: errno)
    }
    // Some file systems do not synchronise folders; the film is complete in any case.
    _ = Self.synchronize(folder)
  }

  /// Waits until a file or a folder is on the disk, as it has to be before a new file may take the place
  /// of an old one.
  ///
  /// - Returns: Whether that worked; otherwise `errno` says why not.
  private static func synchronize(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let result = fsync(descriptor)
    let code = errno
    close(descriptor)
    errno = code
    return result == 0
  }

  /// What a path leads to, also where a link leads to a file that is not there yet: a link stays a link.
  private static func target(of path: String) -> String {
    var target = URL(fileURLWithPath: path).path
    for _ in 0..<40 {  // As many as Linux follows.
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else {
        break
      }
      let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
      target = URL(fileURLWithPath: next, relativeTo: folder).path
    }
    return target
  }

  /// Tells the temporary files of one process apart.
  private static let counter = Atomic<Int>(0)

  /// What the encoder is told about the frames.
  private func input(of canvas: Canvas) -> [String] {
    [
      "-hide_banner", "-loglevel", "error", "-nostats", "-y", "-f", "rawvideo", "-pixel_format",
      "bgr0", "-video_size", "\(canvas.pixelWidth)x\(canvas.pixelHeight)", "-framerate",
      frameRate, "-i", "pipe:0",
    ]
  }

  /// The frame rate in the encoder's words; a fraction where decimals would be rounded.
  private var frameRate: String {
    format == .gif ? "100/\(Int((100 / framesPerSecond).rounded()))" : "\(framesPerSecond)"
  }

  /// What the encoder is told about the file.
  private func output(palette: String) -> [String] {
    switch format {
    case .gif:
      // Flat colours need no dithering, which would flicker.
      // The palette's path is no pattern for the names of many pictures, whatever its folder is called.
      [
        "-f", "image2", "-pattern_type", "none", "-i", palette, "-lavfi",
        "paletteuse=dither=none:diff_mode=rectangle", "-loop", "0",
        "-f", "gif",
      ]
    case .mp4:
      // The matrix players assume, said as well as done, or colours shift.
      [
        "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-preset",
        "medium", "-tune", "animation", "-crf", "18", "-pix_fmt", "yuv420p", "-colorspace",
        "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-movflags", "+faststart", "-f", "mp4",
      ]
    }
  }
}
#endif
