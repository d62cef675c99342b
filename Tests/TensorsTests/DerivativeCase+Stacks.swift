import Tensors

extension DerivativeCase {
  static let stacks = stackProducts + stackLayers + stackShapes + softmax + normalization

  /// Stacks of both factors, then rows, the inner dimension and columns.
  private static let stackSizes = [
    (3, 3, (1, 1, 1)), (2, 2, (3, 2, 4)), (2, 2, (1, 5, 1)), (3, 1, (2, 3, 1)), (1, 3, (2, 3, 2)),
    (2, 1, (1, 1, 3)),
  ]

  private static let stackProducts = stackSizes.flatMap { leftStack, rightStack, sizes in
    [(false, false), (false, true), (true, false), (true, true)].map { left, right in
      let (rows, inner, columns) = sizes
      return DerivativeCase(
        name: "product of stacks\(left ? ", left transposed" : "")"
          + "\(right ? ", right transposed" : "")",
        shapes: [
          left ? Shape(leftStack, inner, rows) : Shape(leftStack, rows, inner),
          right ? Shape(rightStack, columns, inner) : Shape(rightStack, inner, columns),
        ],
        accuracy: .polynomial
      ) {
        Tensor.product($0[0], $0[1], isLeftTransposed: left, isRightTransposed: right)
      }
    }
  }

  private static let stackLayers = stackSizes.flatMap { leftStack, rightStack, sizes in
    let (rows, inner, columns) = sizes
    let stack = max(leftStack, rightStack)
    return [1, stack].flatMap { biasStack -> [DerivativeCase] in
      let shapes = [
        Shape(leftStack, rows, inner), Shape(rightStack, inner, columns),
        Shape(biasStack, 1, columns),
      ]
      return [
        DerivativeCase(name: "affine of stacks", shapes: shapes, accuracy: .polynomial) {
          Tensor.affine($0[0], weight: $0[1], bias: $0[2])
        },
        DerivativeCase(
          name: "affine of stacks with tanh", shapes: shapes, values: .between(-0.8...0.8)
        ) {
          Tensor.affineTanh($0[0], weight: $0[1], bias: $0[2])
        },
        DerivativeCase(name: "added product of stacks", shapes: shapes, accuracy: .polynomial) {
          var sum = $0[2].broadcast(to: Shape(stack, $0[0].shape.rows, $0[1].shape.columns))
          sum.add(productOf: $0[0], $0[1])
          return sum
        },
      ]
    }
  }

  private static let stackShapes =
    [
      Shape(1, 1, 1), Shape(1, 3, 5), Shape(2, 1, 1), Shape(2, 3, 1), Shape(2, 1, 5),
      Shape(1, 3, 1), Shape(1, 1, 5), Shape(2, 3, 5),
    ].flatMap { shape -> [DerivativeCase] in
      let whole = Shape(2, 3, 5)
      return [
        DerivativeCase(name: "broadcast to \(whole)", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.broadcast(to: whole)
        },
        DerivativeCase(name: "sum to \(shape)", shapes: [whole], accuracy: .polynomial) {
          $0[0].squared.sum(to: shape)
        },
        DerivativeCase(
          name: "product of elements", shapes: [shape, whole], accuracy: .polynomial
        ) { $0[0] * $0[1] },
        DerivativeCase(
          name: "difference", shapes: [whole, shape], accuracy: .polynomial
        ) { ($0[0] - $0[1]).squared },
      ]
    }
    + blockShapes.suffix(3).flatMap { shape -> [DerivativeCase] in
      let columns = (0..<shape.stack * shape.rows).map { Int32($0 * 3 % shape.columns) }
      return [
        DerivativeCase(name: "transposed", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.transposed
        },
        DerivativeCase(name: "row sums", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.rowSums
        },
        DerivativeCase(name: "sum of all", shapes: [shape], accuracy: .polynomial) {
          $0[0].squared.sum
        },
        DerivativeCase(name: "tanh", shapes: [shape]) { $0[0].tanh },
        DerivativeCase(name: "logarithm of softmax", shapes: [shape]) { $0[0].logSoftmax },
        DerivativeCase(name: "selecting columns", shapes: [shape]) {
          $0[0].exponential.selecting(columns: columns)
        },
      ]
    }

  /// A mask that leaves something out of most rows and all of the last one, and keeps all of the
  /// first.
  static func mask(_ shape: Shape) -> Tensor<Double> {
    let rowCount = shape.stack * shape.rows
    return Tensor(
      (0..<shape.count).map { index in
        let (row, column) = (index / shape.columns, index % shape.columns)
        if row == 0 { return 1 }
        return row == rowCount - 1 || (row + column) % 3 == 0 ? 0 : 2
      }, shape: shape)
  }

  private static let softmax = blockShapes.flatMap { shape -> [DerivativeCase] in
    let masks = [
      shape, Shape(shape.rows, shape.columns), Shape(shape.stack, 1, shape.columns),
      Shape(1, shape.columns),
    ]
    return [
      DerivativeCase(name: "softmax", shapes: [shape]) { $0[0].softmax },
      DerivativeCase(
        name: "softmax of squares times inputs", shapes: [shape], values: .between(-1...1)
      ) {
        $0[0].squared.softmax * $0[0]
      },
    ]
      + masks.map { maskShape in
        DerivativeCase(name: "softmax with a mask of \(maskShape)", shapes: [shape]) {
          $0[0].softmax(where: mask(maskShape))
        }
      }
  }

  private static let normalization = blockShapes.flatMap { shape in
    [
      DerivativeCase(name: "row means", shapes: [shape], accuracy: .polynomial) {
        $0[0].squared.rowMeans
      },
      // A large ε keeps the high derivatives of rows with similar elements moderate.
      DerivativeCase(name: "normalised rows", shapes: [shape]) {
        $0[0].normalizedRows(epsilon: 1)
      },
    ]
  }
}
