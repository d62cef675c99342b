#if Viewer
import Foundation
import Testing

/// A screen that nobody sees: an X server in memory, whose pixels can be read.
///
/// There is one for all tests, since the environment of a process has one `DISPLAY`. It ends with the
/// process.
final class VirtualScreen: Sendable {
  static let size = (width: 1920, height: 1200)

  /// The screen, started when first asked for.
  static let shared = Result { try VirtualScreen() }

  private let folder: String
  private let server: Process

  private init() throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("fledge-screen-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    server = Process()
    let pipe = Pipe()
    // A shell that outlives nobody: the server ends when this process does, which closes the pipe.
    server.executableURL = URL(fileURLWithPath: "/bin/bash")
    server.arguments = [
      "-c",
      """
      Xvfb -displayfd 1 -screen 0 \(Self.size.width)x\(Self.size.height)x24 -dpi 96 \
        -fbdir '\(folder)' -nolisten tcp </dev/null 2>'\(folder)/errors' &
      server=$!
      read
      kill $server
      rm -rf '\(folder)'
      """,
    ]
    let input = Pipe()
    server.standardInput = input
    server.standardOutput = pipe
    server.standardError = FileHandle.nullDevice
    try server.run()
    self.input = input
    var text = ""
    while !text.contains("\n") {
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { break }
      text += String(decoding: piece, as: UTF8.self)
    }
    let number = text.trimmingCharacters(in: .whitespacesAndNewlines)
    try #require(
      Int(number) != nil,
      "There is no screen: Xvfb did not start. 'make test' installs the package xvfb.")
    display = ":" + number
  }

  private let input: Pipe

  /// What `DISPLAY` has to be.
  let display: String

  /// The pixels on the screen now, as a file in the format of xwd: a header, a colour map, and 32 bits
  /// for each pixel.
  func pixel(_ x: Int, _ y: Int) throws -> UInt32 {
    let file = try Data(contentsOf: URL(fileURLWithPath: folder + "/Xvfb_screen0"))
    func word(_ index: Int) -> Int {
      file[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    // Words of the header: 0 its size, 12 bytes per line, 19 colours of 12 bytes each.
    let start = word(0) + 12 * word(19) + y * word(12) + 4 * x
    return UInt32(file[start]) | UInt32(file[start + 1]) << 8 | UInt32(file[start + 2]) << 16
  }
}
#endif
