#if Viewer
private import Foundation
private import Synchronization

/// A film that is drawn frame by frame and encoded by ffmpeg.
///
/// Each frame goes to the encoder as soon as it is drawn, so memory does not grow with the length of the
/// film. An encoder that exits early breaks the pipe, so the process has to ignore `SIGPIPE`.
public struct Film {
  /// A file format.
  public enum Format: String, CaseIterable, Sendable {
    /// An animated picture that every browser shows, in a loop.
    case gif
    /// H.264 video: smaller files, without a palette.
    case mp4

    /// Chooses a frame rate for a speed: one or more frames for each step, within the format's limits.
    ///
    /// - Parameter stepsPerSecond: The speed, in steps per second.
    /// - Returns: The rate in frames per second: at most 25 for GIF, 10 to 50 for MP4.
    public func framesPerSecond(showing stepsPerSecond: Double) -> Double {
      switch self {
      case .gif:
        // GIF counts time in hundredths of a second. At most 25 frames per second keep files small.
        let hundredths = (100 / max(1, min(25, stepsPerSecond)) - 1e-9).rounded(.up)
        return 100 / hundredths
      case .mp4:
        // Some players stutter with fewer than ten.
        let repeats = (10 / stepsPerSecond - 1e-9).rounded(.up)
        return max(10, min(50, stepsPerSecond * max(1, min(1_000, repeats))))
      }
    }

    /// The nearest frame rate that the format can store and players respect, in frames per second.
    ///
    /// A frame of a GIF lasts a whole number of hundredths of a second, at least two: players replace
    /// shorter times by a tenth of a second.
    public func playableRate(near framesPerSecond: Double) -> Double {
      switch self {
      case .gif: 100 / max(2, (100 / framesPerSecond).rounded())
      case .mp4: framesPerSecond
      }
    }
  }

  private let format: Format
  /// The size of a frame in points.
  ///
  /// H.264 needs even numbers of pixels, so an MP4 can be slightly larger than requested.
  public let size: Size
  private let scale: Double
  private let framesPerSecond: Double
  private let program: String?

  /// Describes a film.
  ///
  /// - Parameters:
  ///   - format: The file format; sides of an MP4 are rounded up to even numbers of pixels.
  ///   - size: The size in points.
  ///   - scale: The number of pixels per point.
  ///   - framesPerSecond: The frame rate, in frames per second; rounded to the nearest playable rate.
  ///   - program: The path of ffmpeg; by default the one on the `PATH`.
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

  /// The path of the ffmpeg on the `PATH`; `nil` if there is none.
  public static var encoder: String? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { $0 + "/ffmpeg" }
      .first(where: FileManager.default.isExecutableFile(atPath:)).map { String($0) }
  }

  /// Draws and encodes the film.
  ///
  /// The film replaces an old file when it is complete; on any error the old file is unchanged.
  ///
  /// - Parameters:
  ///   - path: Where to write; the folder must exist.
  ///   - frameCount: The number of frames, at least 1.
  ///   - isContinued: Called before each frame with its number, from 0; returning `false` interrupts the
  ///     film. It may show progress.
  ///   - draw: Draws the frame of a number, from 0.
  /// - Throws: `FilmError`. Temporary files are removed.
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
        // Ctrl-C does not reach the encoder. A signal to a whole service or container does, and can end
        // the encoder before this process notices.
        guard isContinued(current) else {
          throw .interrupted(frame: current, frameCount: frameCount)
        }
        throw error
      }
    }
    if format == .gif {
      // Take the palette from a sample of frames, so that not all have to be stored or drawn twice.
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
    // Ignore errors: some file systems do not synchronise folders, and the film is complete.
    _ = Self.synchronize(folder)
  }

  /// Synchronises a file or a folder with the disk; a new file needs it before it replaces an old one.
  ///
  /// - Returns: Whether it succeeded; if not, `errno` has the reason.
  private static func synchronize(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    let result = fsync(descriptor)
    let code = errno
    close(descriptor)
    errno = code
    return result == 0
  }

  /// Follows the symbolic links at the end of a path; the target need not exist.
  private static func target(of path: String) -> String {
    var target = URL(fileURLWithPath: path).path
    for _ in 0..<40 {  // Linux follows at most 40 links.
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target) else {
        break
      }
      let folder = URL(fileURLWithPath: target).deletingLastPathComponent()
      target = URL(fileURLWithPath: next, relativeTo: folder).path
    }
    return target
  }

  /// Numbers the temporary files of this process.
  private static let counter = Atomic<Int>(0)

  /// The encoder's options for its input.
  private func input(of canvas: Canvas) -> [String] {
    [
      "-hide_banner", "-loglevel", "error", "-nostats", "-y", "-f", "rawvideo", "-pixel_format",
      "bgr0", "-video_size", "\(canvas.pixelWidth)x\(canvas.pixelHeight)", "-framerate",
      frameRate, "-i", "pipe:0",
    ]
  }

  /// The frame rate as an option of the encoder; a fraction for GIF, where decimals would be rounded.
  private var frameRate: String {
    format == .gif ? "100/\(Int((100 / framesPerSecond).rounded()))" : "\(framesPerSecond)"
  }

  /// The encoder's options for its output.
  private func output(palette: String) -> [String] {
    switch format {
    case .gif:
      // Flat colours need no dithering, and dithering would flicker. Without '-pattern_type none' a '%' in
      // the palette's path would be read as a pattern.
      [
        "-f", "image2", "-pattern_type", "none", "-i", palette, "-lavfi",
        "paletteuse=dither=none:diff_mode=rectangle", "-loop", "0",
        "-f", "gif",
      ]
    case .mp4:
      // Convert with the matrix that players assume, and state it in the file; otherwise colours shift.
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
