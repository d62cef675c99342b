import Tensors

extension DerivativeCase {
  /// Rows of the left matrix, the dimension that is summed over, columns of the right one.
  private static let productSizes = [(1, 1, 1), (1, 5, 3), (3, 1, 2), (4, 3, 1), (3, 5, 7)]

  static let products = matrixProducts + layers

  private static let matrixProducts = productSizes.flatMap { rows, inner, columns in
    [(false, false), (false, true), (true, false), (true, true)].map { left, right in
      DerivativeCase(
        name: "product\(left ? ", left transposed" : "")\(right ? ", right transposed" : "")",
        shapes: [
          left ? Shape(inner, rows) : Shape(rows, inner),
          right ? Shape(columns, inner) : Shape(inner, columns),
        ],
        accuracy: .polynomial
      ) {
        Tensor.product($0[0], $0[1], isLeftTransposed: left, isRightTransposed: right)
      }
    }
  }

  private static let layers = productSizes.flatMap { rows, inner, columns in
    let shapes = [Shape(rows, inner), Shape(inner, columns), Shape(1, columns)]
    return [
      DerivativeCase(name: "affine", shapes: shapes, accuracy: .polynomial) {
        Tensor.affine($0[0], weight: $0[1], bias: $0[2])
      },
      // Smaller inputs keep the arguments of tanh, and with them its high derivatives, moderate.
      DerivativeCase(name: "affine with tanh", shapes: shapes, values: .between(-0.8...0.8)) {
        Tensor.affineTanh($0[0], weight: $0[1], bias: $0[2])
      },
      // The gradients of two layers meet in one weight.
      DerivativeCase(
        name: "two layers with one weight",
        shapes: [Shape(rows, inner), Shape(inner, inner), Shape(1, inner)],
        values: .between(-0.5...0.5)
      ) {
        let hidden = Tensor.affineTanh($0[0], weight: $0[1], bias: $0[2])
        return Tensor.affineTanh(hidden, weight: $0[1], bias: $0[2])
      },
    ]
  }
}
