#if Viewer
import Drawing
import Foundation
import Testing

/// Films, opened with ffprobe: where there is none, these tests fail.
struct FilmTests {
  private let folder: URL

  init() throws {
    // As the program does: an encoder that ends early must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-film-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  @Test(arguments: Film.Format.allCases)
  func `a film has its frames, its size and its speed`(format: Film.Format) throws {
    let path = folder.appendingPathComponent("film").path
    try Film(format, size: Size(161, 99), scale: 1, framesPerSecond: 20)
      .write(to: path, frameCount: 25, draw: draw)
    let facts = try Probe.facts(of: path)
    #expect(facts["nb_read_frames"] == "25")
    #expect(facts["width"] == (format == .mp4 ? "162" : "161"))
    #expect(facts["height"] == (format == .mp4 ? "100" : "99"))
    #expect(facts["avg_frame_rate"] == "20/1")
    if format == .mp4 { #expect(facts["pix_fmt"] == "yuv420p") }
    #expect(try names() == ["film"])
    try remove()
  }

  @Test func `a GIF loops and keeps its colours`() throws {
    let path = folder.appendingPathComponent("film.gif").path
    try Film(.gif, size: Size(60, 40), framesPerSecond: 10)
      .write(to: path, frameCount: 3, draw: draw)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(bytes.range(of: Data("NETSCAPE2.0".utf8)) != nil)
    let frame = folder.appendingPathComponent("frame.png")
    _ = try Probe.run("ffmpeg", ["-v", "error", "-i", path, "-frames:v", "1", frame.path])
    let canvas = try #require(Canvas(decodingPNG: Array(Data(contentsOf: frame))))
    #expect(canvas.pixel(50, 30) == 0x0072B2)
    #expect(canvas.pixel(5, 20) == 0xD55E00)
    try remove()
  }

  @Test(arguments: [(60, 2), (50, 2), (30, 3), (24, 4), (7, 14), (1, 100)])
  func `frames of a GIF last whole hundredths of a second, at least two`(
    framesPerSecond: Double, hundredths: Int
  ) throws {
    let path = folder.appendingPathComponent("film.gif").path
    try Film(.gif, size: Size(60, 40), framesPerSecond: framesPerSecond)
      .write(to: path, frameCount: 30, draw: draw)
    let rate = Film.Format.gif.playableRate(near: framesPerSecond)
    #expect(rate == 100 / Double(hundredths))
    #expect(try delays(path) == Array(repeating: hundredths, count: 30))
    try remove()
  }

  @Test func `a percent sign in a path is not a pattern`() throws {
    let inner = folder.appendingPathComponent("p%03d")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    for format in Film.Format.allCases {
      let path = inner.appendingPathComponent("f%d.\(format)").path
      try Film(format, size: Size(60, 40), framesPerSecond: 10)
        .write(to: path, frameCount: 3, draw: draw)
      #expect(try Probe.facts(of: path)["nb_read_frames"] == "3")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: inner.path).sorted()
        == ["f%d.gif", "f%d.mp4"])
    try remove()
  }

  @Test(arguments: [true, false])
  func `a link stays a link`(isTargetThere: Bool) throws {
    let link = folder.appendingPathComponent("link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "film")
    if isTargetThere { _ = try oldFilm() }
    try Film(.gif, size: Size(30, 20), framesPerSecond: 10)
      .write(to: link, frameCount: 2, draw: draw)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "film")
    #expect(try Probe.facts(of: folder.appendingPathComponent("film").path)["width"] == "30")
    #expect(try names() == ["film", "link"])
    try remove()
  }

  @Test(arguments: ["exit 3", "cat >/dev/null; echo; echo 'no space left' >&2; exit 3"])
  func `an encoder that fails leaves the old film`(script: String) throws {
    let path = try oldFilm()
    let encoder = try program(script)
    let film = Film(.mp4, size: Size(400, 300), framesPerSecond: 10, program: encoder)
    #expect(
      throws: FilmError.encoderFailed(
        path: path, code: 3, message: script.contains("space") ? "no space left" : "")
    ) {
      try film.write(to: path, frameCount: 20, draw: draw)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try names() == ["encoder", "film"])
    try remove()
  }

  @Test func `an encoder that exits before the last frame is an error`() throws {
    let path = try oldFilm()
    let encoder = try program("exit 0")
    let film = Film(.mp4, size: Size(400, 300), framesPerSecond: 10, program: encoder)
    #expect(throws: FilmError.encoderFailed(path: path, code: 0, message: "")) {
      try film.write(to: path, frameCount: 20, draw: draw)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try remove()
  }

  @Test(arguments: Film.Format.allCases)
  func `an interrupted film leaves the old one`(format: Film.Format) throws {
    let path = try oldFilm()
    var asked: [Int] = []
    #expect(throws: FilmError.interrupted(frame: 4, frameCount: 20)) {
      try Film(format, size: Size(100, 60), framesPerSecond: 10).write(
        to: path, frameCount: 20,
        continuing: { frame in
          asked.append(frame)
          return frame < 4
        },
        draw: draw)
    }
    #expect(asked == [0, 1, 2, 3, 4])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try names() == ["film"])
    try remove()
  }

  @Test func `a film whose encoder was stopped by the same signal is interrupted`() throws {
    let path = try oldFilm()
    var asked: [Int] = []
    // A frame is larger than what a pipe holds.
    let film = Film(
      .mp4, size: Size(400, 300), framesPerSecond: 10,
      program: try program("head -c 1000 >/dev/null; kill $$"))
    #expect(throws: FilmError.interrupted(frame: 0, frameCount: 20)) {
      try film.write(
        to: path, frameCount: 20,
        continuing: { frame in
          asked.append(frame)
          return asked.count == 1
        },
        draw: draw)
    }
    #expect(asked == [0, 0])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try remove()
  }

  @Test func `an encoder that writes no file is an error`() throws {
    let path = try oldFilm()
    let film = Film(
      .mp4, size: Size(40, 30), framesPerSecond: 10, program: try program("cat >/dev/null"))
    #expect(throws: FilmError.notPlaced(path: path, code: ENOENT)) {
      try film.write(to: path, frameCount: 2, draw: draw)
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    try remove()
  }

  @Test func `a program that cannot be started is named`() throws {
    let film = Film(.gif, size: Size(10, 10), framesPerSecond: 10, program: "/nowhere/ffmpeg")
    #expect {
      try film.write(to: folder.path + "/film", frameCount: 1, draw: draw)
    } throws: { error in
      guard case .notStarted(program: "/nowhere/ffmpeg", _) = error as? FilmError else {
        return false
      }
      return true
    }
    #expect(try names() == [])
    try remove()
  }

  @Test(arguments: [
    (
      FilmError.noEncoder,
      "Cannot make a film: there is no program 'ffmpeg' on the PATH, which writes GIF and MP4 files. Install the package 'ffmpeg', for instance with 'apt-get install ffmpeg', or write a still as .png or .svg."
    ),
    (
      .notStarted(program: "/bin/ffmpeg", reason: "odd"),
      "Cannot make a film: '/bin/ffmpeg' cannot be started (odd). Install the package 'ffmpeg' again."
    ),
    (
      .encoderFailed(path: "a.gif", code: 3, message: "no space"),
      "Cannot write 'a.gif': ffmpeg exited with code 3 and the message 'no space'. The old file, if there was one, is unchanged. Check that the disk has free space and that 'ffmpeg -encoders' lists 'gif' and 'libx264'."
    ),
    (
      .notPlaced(path: "a.gif", code: EISDIR),
      "Cannot write 'a.gif': the finished film cannot be moved there (Is a directory). Choose another path."
    ),
    (
      .interrupted(frame: 3, frameCount: 9),
      "The film was interrupted at frame 3 of 9; nothing was written."
    ),
  ])
  func `an error is a sentence with what to do next`(error: FilmError, words: String) {
    #expect(error.description == words)
  }

  /// A line that moves over two colours.
  private func draw(_ frame: Int, on canvas: Canvas) {
    canvas.clear(Color(0x0072B2))
    canvas.fill(.rectangle(Rectangle(x: 0, y: 10, width: 20, height: 20)), Color(0xD55E00))
    let x = 20 + Double(frame)
    canvas.stroke(.polyline([Point(x, 0), Point(x, 8)]), Color(0xFFFFFF))
  }

  /// How long each frame of a GIF stays, in hundredths of a second, as its graphic control extensions
  /// say.
  private func delays(_ path: String) throws -> [Int] {
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    return bytes.indices.dropLast(7).filter { index in
      bytes[index] == 0x21 && bytes[index + 1] == 0xF9 && bytes[index + 2] == 4
        && bytes[index + 7] == 0
    }.map { Int(bytes[$0 + 4]) + 256 * Int(bytes[$0 + 5]) }
  }

  private func oldFilm() throws -> String {
    let path = folder.appendingPathComponent("film").path
    try "old".write(toFile: path, atomically: false, encoding: .utf8)
    return path
  }

  private func program(_ script: String) throws -> String {
    let path = folder.appendingPathComponent("encoder").path
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func remove() throws {
    try FileManager.default.removeItem(at: folder)
  }
}

struct FilmTimingTests {
  @Test func `a film plays every step and holds the end for a second`() {
    let timing = TrialPicture.Timing(stepCount: 100, stepsPerSecond: 20, framesPerSecond: 20)
    #expect(timing.frameCount == 120)
    #expect(timing.seconds == 6)
    #expect((0..<120).map(timing.step(ofFrame:)) == (0..<120).map { min($0, 100) })
  }

  @Test func `with fewer frames than steps, some steps are skipped, but not the last`() {
    let timing = TrialPicture.Timing(stepCount: 501, stepsPerSecond: 50, framesPerSecond: 25)
    #expect(timing.frameCount == 251 + 25)
    #expect(timing.step(ofFrame: 1) == 2)
    #expect(timing.step(ofFrame: 250) == 500)
    #expect(timing.step(ofFrame: 251) == 501)
  }

  @Test func `more frames than steps repeat them`() {
    let timing = TrialPicture.Timing(stepCount: 4, stepsPerSecond: 4, framesPerSecond: 12)
    #expect((0..<12).map(timing.step(ofFrame:)) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(timing.frameCount == 24)
  }

  @Test(arguments: [
    (Film.Format.gif, 50, 25), (.gif, 20, 20), (.gif, 4, 4), (.gif, 0.2, 1), (.gif, 500, 25),
    (.mp4, 50, 50), (.mp4, 20, 20), (.mp4, 4, 12), (.mp4, 500, 50), (.mp4, 0.2, 10),
  ])
  func `the frame rate suits the speed and the format`(
    format: Film.Format, steps: Double, frames: Double
  ) {
    #expect(abs(format.framesPerSecond(showing: steps) - frames) < 1e-9)
  }
}

/// Programs of the package ffmpeg.
enum Probe {
  /// What ffprobe says about the only stream of a film, its frames counted.
  static func facts(of path: String) throws -> [String: String] {
    let text = try run(
      "ffprobe",
      [
        "-v", "error", "-count_frames", "-show_entries",
        "stream=nb_read_frames,width,height,avg_frame_rate,pix_fmt", "-of",
        "default=noprint_wrappers=1", path,
      ])
    let pairs = text.split(separator: "\n").compactMap { line in
      line.split(separator: "=", maxSplits: 1).map(String.init)
    }
    return Dictionary(pairs.map { ($0[0], $0[1]) }) { first, _ in first }
  }

  /// What a program writes to standard output.
  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(
      process.terminationStatus == 0, "\(program) failed; is the package 'ffmpeg' installed?")
    return String(decoding: data, as: UTF8.self)
  }
}
#endif
