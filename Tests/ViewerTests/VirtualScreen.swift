#if Viewer
import Foundation
import Testing

/// The screen that `.ci/with-screen` gives the tests: an X server in memory, whose pixels can be read.
enum VirtualScreen {
  static let size = (width: 1920, height: 1200)

  /// Checks that there is a virtual screen for windows to open on.
  static func require() throws {
    _ = try #require(
      ProcessInfo.processInfo.environment["FLEDGE_SCREEN_FOLDER"],
      "There is no screen for tests. Run them by 'make test', or '.ci/with-screen swift test …'.")
  }

  /// The colour that a pixel of the screen has now, as 0xRRGGBB.
  ///
  /// The file is in the format of xwd: a header, a colour map, and 32 bits for each pixel.
  static func pixel(_ x: Int, _ y: Int) throws -> UInt32 {
    let folder = try #require(ProcessInfo.processInfo.environment["FLEDGE_SCREEN_FOLDER"])
    let file = try Data(contentsOf: URL(fileURLWithPath: folder + "/Xvfb_screen0"))
    func word(_ index: Int) -> Int {
      file[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    // Words of the header: 0 its size, 12 bytes per line, 19 colours of 12 bytes each.
    let start = word(0) + 12 * word(19) + y * word(12) + 4 * x
    return UInt32(file[start]) | UInt32(file[start + 1]) << 8 | UInt32(file[start + 2]) << 16
  }
}

extension UInt32 {
  /// Whether a colour 0xRRGGBB is (nearly) that of the goal, in the light theme.
  var isGreen: Bool {
    let (red, green, blue) = (self >> 16 & 255, self >> 8 & 255, self & 255)
    return green > red + 60 && green > blue + 15
  }
}
#endif
