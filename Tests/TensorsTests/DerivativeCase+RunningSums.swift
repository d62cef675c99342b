import Tensors

extension DerivativeCase {
  /// Segments of several rows, of one row, and of none at either end and in between.
  static let segmentLengths = [[1], [5], [1, 1, 1], [0, 3, 0, 0, 1, 4, 2, 0]]

  static let runningSums = segmentLengths.flatMap { lengths in
    let shapes = [Shape(lengths.reduce(0, +), 1)]
    return [
      DerivativeCase(name: "running sums", shapes: shapes, accuracy: .polynomial) {
        $0[0].squared.runningSums(ofSegments: lengths)
      },
      DerivativeCase(name: "running sums of running sums", shapes: shapes, accuracy: .polynomial) {
        ($0[0].runningSums(ofSegments: lengths) * $0[0]).runningSums(ofSegments: lengths)
      },
      // Products of all factors so far, less those before: how far a factor changes what follows.
      DerivativeCase(name: "running products", shapes: shapes, values: .between(-0.5...0.5)) {
        let sums = $0[0].runningSums(ofSegments: lengths)
        return sums.exponential - (sums - $0[0]).exponential
      },
    ]
  }
}
