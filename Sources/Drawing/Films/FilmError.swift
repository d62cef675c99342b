#if Viewer
private import Foundation

/// A failure to make a film.
public enum FilmError: Error, Equatable, Sendable {
  /// There is no ffmpeg on the `PATH`.
  case noEncoder
  /// The encoder could not be started.
  case notStarted(program: String, reason: String)
  /// The encoder exited with an error code, or too early; `message` is the last line it printed.
  case encoderFailed(path: String, code: Int32, message: String)
  /// The finished film could not be moved to its path; `code` is an `errno`.
  case notPlaced(path: String, code: Int32)
  /// The caller interrupted the film.
  case interrupted(frame: Int, frameCount: Int)
}

extension FilmError: CustomStringConvertible {
  /// The error as a sentence for the user, with what to do next.
  public var description: String {
    switch self {
    case .noEncoder:
      "Cannot make a film: there is no program 'ffmpeg' on the PATH, which writes GIF and MP4 files."
        + " Install the package 'ffmpeg', for instance with 'apt-get install ffmpeg', or write a"
        + " still as .png or .svg."
    case .notStarted(let program, let reason):
      "Cannot make a film: '\(program)' cannot be started (\(reason)). Install the package 'ffmpeg'"
        + " again."
    case .encoderFailed(let path, let code, let message):
      "Cannot write '\(path)': ffmpeg exited with code \(code)"
        + (message.isEmpty ? "" : " and the message '\(message)'")
        + ". The old file, if there was one, is unchanged. Check that the disk has free space and that"
        + " 'ffmpeg -encoders' lists 'gif' and 'libx264'."
    case .notPlaced(let path, let code):
      "Cannot write '\(path)': the finished film cannot be moved there"
        + " (\(unsafe String(cString: strerror(code)))). Choose another path."
    case .interrupted(let frame, let frameCount):
      "The film was interrupted at frame \(frame) of \(frameCount); nothing was written."
    }
  }
}
#endif
