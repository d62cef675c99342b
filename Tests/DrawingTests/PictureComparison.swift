#if Viewer
import Drawing
import Foundation
import Testing

/// How far a picture is from a committed one.
struct PictureDifference: Equatable {
  /// The fraction of pixels that differ by more than an eighth of the range in some colour.
  var fraction: Double
  /// The mean difference of all colours of all pixels, of 255.
  var mean: Double

  /// Enough for other versions of Cairo and FreeType, which shade the edges of letters and lines a
  /// little otherwise, and too little for a label, a line or a dot that moved or changed.
  static let tolerance = PictureDifference(fraction: 0.0005, mean: 0.1)

  var isTolerable: Bool {
    fraction <= Self.tolerance.fraction && mean <= Self.tolerance.mean
  }

  /// Compares two pictures; `nil` if they have different sizes.
  init?(_ first: Canvas, _ second: Canvas) {
    guard first.pixelWidth == second.pixelWidth, first.pixelHeight == second.pixelHeight else {
      return nil
    }
    var (large, total) = (0, 0)
    for row in 0..<first.pixelHeight {
      for column in 0..<first.pixelWidth {
        let (one, other) = (first.pixel(column, row), second.pixel(column, row))
        if one == other { continue }
        let differences = [0, 8, 16].map { shift in
          abs(Int(one >> shift & 255) - Int(other >> shift & 255))
        }
        total += differences.reduce(0, +)
        if differences.contains(where: { $0 > 32 }) { large += 1 }
      }
    }
    let count = Double(first.pixelWidth * first.pixelHeight)
    fraction = Double(large) / count
    mean = Double(total) / (3 * count)
  }

  init(fraction: Double, mean: Double) {
    self.fraction = fraction
    self.mean = mean
  }
}

/// Records an issue unless a picture looks like the committed one of that name.
///
/// With `FLEDGE_WRITE_PICTURES=1` in the environment it becomes the committed one instead:
///
///     FLEDGE_WRITE_PICTURES=1 make test ARGS='--filter TrialPictureTests'
///
/// Then look at every file that changed. A picture that fails is kept in the temporary folder.
func expectPicture(
  _ canvas: Canvas, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Golden/pictures/\(name).png")
  if ProcessInfo.processInfo.environment["FLEDGE_WRITE_PICTURES"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(canvas.encodedPNG()).write(to: file)
    return
  }
  let committed = try #require(
    Canvas(decodingPNG: Array(Data(contentsOf: file))), "\(file.path) is no PNG file")
  let difference = PictureDifference(canvas, committed)
  guard difference?.isTolerable == true else {
    let kept = FileManager.default.temporaryDirectory.appendingPathComponent("fledge-\(name).png")
    try Data(canvas.encodedPNG()).write(to: kept)
    let words = difference.map { "\($0)" } ?? "another size"
    Issue.record(
      "\(name) does not look as committed: \(words); it is in \(kept.path)",
      sourceLocation: sourceLocation)
    return
  }
}
#endif
