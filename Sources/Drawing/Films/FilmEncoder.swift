#if Viewer
private import Foundation

/// A running ffmpeg process that receives frames.
///
/// Foundation starts it in its own process group: Ctrl-C in a terminal reaches only this process, which
/// has to stop the encoder. If this process dies, the encoder's input ends, and the encoder exits.
final class FilmEncoder {
  private let process = Process()
  private let frames = Pipe()
  private let errorOutput: FileHandle
  private let target: String
  private var hasTakenAll = true

  /// Starts the encoder.
  ///
  /// - Parameters:
  ///   - program: The path of ffmpeg.
  ///   - arguments: The command-line arguments.
  ///   - target: The file that the user named, for errors.
  /// - Throws: `FilmError.notStarted` if the process cannot be started.
  init(_ program: String, _ arguments: [String], target: String) throws(FilmError) {
    self.target = target
    // A file, not a pipe: a full pipe would block the encoder.
    guard let file = unsafe tmpfile() else {
      throw .notStarted(
        program: program, reason: "no temporary file: \(unsafe String(cString: strerror(errno)))")
    }
    errorOutput = unsafe FileHandle(fileDescriptor: dup(fileno(file)), closeOnDealloc: true)
    unsafe fclose(file)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = frames
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errorOutput
    do {
      try process.run()
    } catch {
      throw .notStarted(program: program, reason: error.localizedDescription)
    }
    // With the reading end open in this process, writing would not fail after the encoder exits.
    try? frames.fileHandleForReading.close()
  }

  /// Sends the pixels of a canvas.
  ///
  /// - Returns: Whether the encoder received them; `false` once it has exited.
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

  /// Closes the encoder's input and waits until it has completed its file.
  ///
  /// - Throws: `FilmError.encoderFailed` if it exits with another code than 0 or missed a frame.
  func finish() throws(FilmError) {
    try? frames.fileHandleForWriting.close()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0, hasTakenAll
    else {
      throw .encoderFailed(
        path: target, code: process.terminationStatus, message: lastMessage)
    }
  }

  /// Kills the encoder: on SIGTERM it would take time to complete its file.
  func stop() {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? frames.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// The last line of the encoder's error output that is not blank, up to 200 characters.
  private var lastMessage: String {
    try? errorOutput.seek(toOffset: 0)
    let text = String(decoding: (try? errorOutput.readToEnd()) ?? Data(), as: UTF8.self)
    let line = text.split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) } ?? ""
    return String(line.prefix(200))
  }
}
#endif
