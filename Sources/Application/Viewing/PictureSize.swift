import Arguments

/// A width and a height in points, written "1280x720".
package struct PictureSize: ArgumentValue, Equatable, Sendable {
  package static let expectation = "a width and a height from 100 to 8192, such as '1280x720'"

  package var width: Int
  package var height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  package init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (100...8_192).contains(width), (100...8_192).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  package var argument: String { "\(width)x\(height)" }
}
