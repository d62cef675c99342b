import Tensors

extension DerivativeCase {
  /// Matrices and stacks: a number, a row, a column, a block of odd size, and stacks of these.
  static let blockShapes = [
    Shape(1, 1), Shape(1, 7), Shape(7, 1), Shape(3, 5), Shape(2, 3, 5), Shape(5, 1, 1),
    Shape(3, 1, 4),
  ]

  static let parts = slices + concatenations + gathering

  /// The first half, the last element and all of a dimension; no elements of it.
  private static func ranges(_ count: Int) -> [Range<Int>] {
    [0..<(count + 1) / 2, count - 1..<count, 0..<count, 0..<0]
  }

  private static let slices = blockShapes.flatMap { shape -> [DerivativeCase] in
    func slices(
      _ name: String, _ count: Int,
      _ slice: @escaping @Sendable (Tensor<Double>, Range<Int>) -> Tensor<Double>
    ) -> [DerivativeCase] {
      ranges(count).map { range in
        DerivativeCase(name: "\(name) \(range)", shapes: [shape], accuracy: .polynomial) {
          slice($0[0].squared, range)
        }
      } + [
        // The gradients of parts that overlap meet in one whole, which is also used as such.
        DerivativeCase(name: "\(name) that overlap", shapes: [shape], accuracy: .polynomial) {
          let whole = $0[0]
          let parts = ranges(count).dropLast().map { slice(whole, $0) }
          return parts.dropFirst().reduce(parts[0].sum + whole.squared) { $0 + $1.squared.sum }
        }
      ]
    }
    return slices("rows", shape.rows) { $0.rows($1) }
      + slices("columns", shape.columns) { $0.columns($1) }
      + slices("matrices", shape.stack) { $0.matrices($1) }
  }

  private static let concatenations =
    [1, 2, 3, 4, 7].flatMap { count -> [DerivativeCase] in
      // A part of no elements among others.
      let sizes = [2, 1, 3, 0, 1, 2, 1].prefix(count)
      return [
        DerivativeCase(
          name: "\(count) matrices below each other", shapes: sizes.map { Shape($0, 3) },
          accuracy: .polynomial
        ) { Tensor.concatenating(rows: $0.map(\.squared)) },
        DerivativeCase(
          name: "\(count) stacks below each other", shapes: sizes.map { Shape(2, $0, 2) },
          accuracy: .polynomial
        ) { Tensor.concatenating(rows: $0.map(\.squared)) },
        DerivativeCase(
          name: "\(count) matrices side by side", shapes: sizes.map { Shape(3, $0) },
          accuracy: .polynomial
        ) { Tensor.concatenating(columns: $0.map(\.squared)) },
        DerivativeCase(
          name: "\(count) stacks side by side", shapes: sizes.map { Shape(2, 1, $0) },
          accuracy: .polynomial
        ) { Tensor.concatenating(columns: $0.map(\.squared)) },
        DerivativeCase(
          name: "\(count) stacks in one", shapes: sizes.map { Shape($0, 1, 3) },
          accuracy: .polynomial
        ) { Tensor.concatenating(matrices: $0.map(\.squared)) },
      ]
    } + [
      DerivativeCase(
        name: "the same matrix several times, and a constant", shapes: [Shape(2, 3), Shape(2, 1)],
        accuracy: .polynomial
      ) {
        let constant = Tensor<Double>([0.5, -1, 2, 0.25], shape: Shape(2, 2))
        return Tensor.concatenating(columns: [$0[0], constant, $0[1].squared, $0[0], $0[0]])
          .squared
      },
      // More inputs than a mask has bits.
      DerivativeCase(name: "seventy columns", shapes: [Shape(2, 1)], accuracy: .polynomial) {
        let column = $0[0]
        return Tensor.concatenating(
          columns: (0..<70).map {
            $0 % 3 == 0 ? Tensor(repeating: 0.5, shape: Shape(2, 1)) : column.squared
          }
        ).rowSums.squared
      },
    ]

  private static let gathering =
    blockShapes.flatMap { shape -> [DerivativeCase] in
      let rows = [0, shape.rows - 1, 0, shape.rows / 2].map(Int32.init)
      return [
        DerivativeCase(name: "gathering rows", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.gathering(rows: rows)
        },
        DerivativeCase(name: "gathering no rows", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.gathering(rows: [])
        },
        DerivativeCase(name: "gathering twice", shapes: [shape], accuracy: .polynomial) {
          $0[0].gathering(rows: rows) * $0[0].gathering(rows: rows.reversed())
        },
        DerivativeCase(name: "adding up rows", shapes: [shape], accuracy: .polynomial) {
          let rowCount = $0[0].shape.rows
          // Into three rows, of which some receive none.
          let targets = (0..<rowCount).map { Int32($0 % 2 * 2) }
          return $0[0].squared.scatterAdding(rows: targets, of: 3)
        },
        DerivativeCase(name: "reshaped", shapes: [shape], accuracy: .polynomial) {
          let other = Shape($0[0].shape.columns, $0[0].shape.rows, $0[0].shape.stack)
          return ($0[0].squared.reshaped(to: other) + $0[0].reshaped(to: other)).squared
        },
      ]
    }
}
