#if Viewer
private import Foundation

/// A running ffmpeg that frames are sent to.
///
/// Foundation gives it a process group of its own: Ctrl-C in a terminal reaches only this process, which
/// has to stop the encoder. If this process dies, the encoder finds its input at an end, and ends too.
final class FilmEncoder {
  private let process = Process()
  private let frames = Pipe()
  private let words: FileHandle
  private let target: String
  private var hasTakenAll = true

  /// Starts the encoder.
  ///
  /// - Parameters:
  ///   - program: Its path.
  ///   - arguments: What it is told.
  ///   - target: The file the user asked for, for errors.
  /// - Throws: `FilmError.notStarted`.
  init(_ program: String, _ arguments: [String], target: String) throws(FilmError) {
    self.target = target
    // A file, since a pipe that is not emptied would stop the encoder when it is full.
    guard let file = unsafe tmpfile() else {
      throw .notStarted(
        program: program, reason: "no temporary file: \(unsafe String(cString: strerror(errno)))")
    }
    words = unsafe FileHandle(fileDescriptor: dup(fileno(file)), closeOnDealloc: true)
    unsafe fclose(file)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = frames
    process.standardOutput = FileHandle.nullDevice
    process.standardError = words
    do {
      try process.run()
    } catch {
      throw .notStarted(program: program, reason: error.localizedDescription)
    }
    // Otherwise this process would keep the encoder's end of the pipe open, and never hear of its end.
    try? frames.fileHandleForReading.close()
  }

  /// Sends the pixels of a canvas.
  ///
  /// - Returns: Whether the encoder took them; it does not once it has ended.
  func send(_ canvas: Canvas) -> Bool {
    let rowByteCount = 4 * canvas.pixelWidth
    let data = unsafe canvas.withPixels { bytes, stride in
      var data = Data(capacity: rowByteCount * canvas.pixelHeight)
      for row in 0..<canvas.pixelHeight {
        unsafe data.append(contentsOf: bytes[row * stride..<row * stride + rowByteCount])
      }
      return data
    }
    do {
      try frames.fileHandleForWriting.write(contentsOf: data)
      return true
    } catch {
      hasTakenAll = false
      return false
    }
  }

  /// Lets the encoder end its file.
  ///
  /// - Throws: `FilmError.encoderFailed` unless it ends well.
  func finish() throws(FilmError) {
    try? frames.fileHandleForWriting.close()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0, hasTakenAll
    else {
      throw .encoderFailed(
        path: target, code: process.terminationStatus, words: lastWords)
    }
  }

  /// Ends the encoder at once; asked kindly it would take time to complete a file that nobody wants.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? frames.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The last line it wrote that says something.
  private var lastWords: String {
    try? words.seek(toOffset: 0)
    let text = String(decoding: (try? words.readToEnd()) ?? Data(), as: UTF8.self)
    let line = text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return String(line.prefix(200))
  }
}
#endif
