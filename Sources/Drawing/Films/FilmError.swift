#if Viewer
private import Foundation

/// Why a film was not made.
public enum FilmError: Error, Equatable, Sendable {
  /// There is no ffmpeg.
  case noEncoder
  /// The encoder could not be started.
  case notStarted(program: String, reason: String)
  /// The encoder ended before its time, or with this code; these were its last words.
  case encoderFailed(path: String, code: Int32, words: String)
  /// The finished film could not take the place of the old file; the number is an `errno`.
  case notPlaced(path: String, code: Int32)
  /// The caller did not want to go on.
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
    case .encoderFailed(let path, let code, let words):
      "Cannot write '\(path)': ffmpeg ended with code \(code)"
        + (words.isEmpty ? "" : " and the words '\(words)'")
        + ". The old file, if there was one, is unchanged. Check that the disk has room and that"
        + " 'ffmpeg -encoders' lists 'gif' and 'libx264'."
    case .notPlaced(let path, let code):
      "Cannot write '\(path)': the finished film cannot take its place"
        + " (\(unsafe String(cString: strerror(code)))). Choose another path."
    case .interrupted(let frame, let frameCount):
      "The film was interrupted at frame \(frame) of \(frameCount); nothing was written."
    }
  }
}
#endif
