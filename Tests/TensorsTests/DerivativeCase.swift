import Tensors
import TestSupport
import Testing

/// An operation, the inputs it is differentiated at, and how closely differences can follow it.
struct DerivativeCase: Sendable, CustomTestStringConvertible {
  let name: String
  let shapes: [Shape]
  var values = Values.between(-1.5...1.5)
  var accuracy = Accuracy.smooth
  let function: @Sendable ([Tensor<Double>]) -> Tensor<Double>

  var testDescription: String {
    "\(name) of \(shapes.map(\.description).joined(separator: ", "))"
  }

  /// Where inputs lie.
  enum Values: Sendable {
    /// Uniformly on an interval.
    case between(ClosedRange<Double>)
    /// On odd multiples of 0.1 in one input and on even ones in the next: apart from zero or from
    /// each other by 0.1, more than the 2/64 that differences reach.
    case apart
  }

  /// The step of the differences, and how far they may be from the derivative.
  enum Accuracy: Sendable {
    /// The four points are exact for polynomials up to the fourth degree in one element. What is
    /// left is rounding: 64 · 1e-16 times sums of some dozen terms.
    case polynomial
    /// Derivatives up to the eighth stay below 1e3: the error is 1e3 / (30 · 512⁴), about 5e-10,
    /// and rounding 512 · 1e-16 times sums of some dozen terms.
    case smooth
    /// Derivatives up to the eighth grow like 8! / x⁹ on 1...2, that is to 4e4: a smaller step gets
    /// the error to 4e4 / (30 · 2048⁴), about 8e-11; rounding is 2048 · 1e-16 times the sums.
    case singular

    var step: Double {
      switch self {
      case .polynomial: 1 / 64
      case .smooth: 1 / 512
      case .singular: 1 / 2048
      }
    }

    var tolerance: Tolerance {
      switch self {
      case .polynomial: .relative(1e-11, floor: 1e-11)
      case .smooth: .relative(1e-9, floor: 1e-9)
      case .singular: .relative(3e-9, floor: 3e-9)
      }
    }
  }

  /// The inputs' elements, one after the other.
  var point: [Double] {
    shapes.enumerated().flatMap { index, shape -> [Double] in
      let seed = 10 * index + shape.count
      switch values {
      case .between(let range): return uniformNumbers(shape.count, in: range, seed: seed)
      case .apart:
        let offset = index % 2 == 0 ? 0.1 : 0
        return uniformNumbers(shape.count, in: -5...5, seed: seed).map { $0.rounded() / 5 + offset }
      }
    }
  }

  static let all =
    unary + binary + reductions + selections + products + runningSums + parts + stacks
}

extension DerivativeCase {
  /// A function of one tensor, for a number, a row, a column and a block of odd size.
  private static func unary(
    _ name: String, _ values: Values = .between(-1.5...1.5), _ accuracy: Accuracy = .smooth,
    _ function: @escaping @Sendable (Tensor<Double>) -> Tensor<Double>
  ) -> [DerivativeCase] {
    [Shape(1, 1), Shape(1, 7), Shape(7, 1), Shape(3, 5)].map {
      DerivativeCase(name: name, shapes: [$0], values: values, accuracy: accuracy) {
        function($0[0])
      }
    }
  }

  private static let unary = [
    unary("negation", .between(-1.5...1.5), .polynomial) { -$0 },
    unary("scaled", .between(-1.5...1.5), .polynomial) { $0.scaled(by: -2.5) },
    unary("adding", .between(-1.5...1.5), .polynomial) { $0.adding(0.7) },
    unary("squared", .between(-1.5...1.5), .polynomial) { $0.squared },
    unary("exponential") { $0.exponential },
    unary("tanh") { $0.tanh },
    unary("sigmoid") { $0.sigmoid },
    unary("slope of sigmoid from its value") { $0.timesSigmoidSlope(ofValue: $0.sigmoid) },
    unary("square root", .between(1...2), .singular) { $0.squareRoot },
    unary("logarithm", .between(1...2), .singular) { $0.logarithm },
    unary("reciprocal", .between(1...2), .singular) { $0.reciprocal },
    unary("reciprocal of negative numbers", .between(-2 ... -1), .singular) { $0.reciprocal },
    unary("rectified", .apart, .polynomial) { $0.rectified },
    unary("maximum with 0.4", .apart, .polynomial) { $0.maximum(0.4) },
    // Kinks between smooth functions: their rules are differentiated together with others'.
    unary("rectified square", .apart, .polynomial) { ($0.rectified * $0).squared },
    unary("maximum and exponential", .apart) { ($0.maximum(-0.2) * $0).exponential },
    unary("slope of tanh from its value") { $0.timesTanhSlope(ofValue: $0.tanh) },
  ].flatMap { $0 }

  /// A function of two tensors, equal in size or repeated in every way to the other's.
  private static func binary(
    _ name: String, _ values: Values = .between(-1.5...1.5), _ accuracy: Accuracy = .polynomial,
    _ function: @escaping @Sendable (Tensor<Double>, Tensor<Double>) -> Tensor<Double>
  ) -> [DerivativeCase] {
    let shapes = [
      (Shape(1, 1), Shape(1, 1)), (Shape(1, 5), Shape(1, 5)), (Shape(3, 1), Shape(3, 1)),
      (Shape(3, 5), Shape(3, 5)), (Shape(1, 1), Shape(3, 5)), (Shape(3, 5), Shape(1, 1)),
      (Shape(1, 5), Shape(3, 5)), (Shape(3, 5), Shape(1, 5)), (Shape(3, 1), Shape(3, 5)),
      (Shape(3, 5), Shape(3, 1)), (Shape(3, 1), Shape(1, 5)), (Shape(1, 5), Shape(3, 1)),
    ]
    return shapes.map {
      DerivativeCase(name: name, shapes: [$0, $1], values: values, accuracy: accuracy) {
        function($0[0], $0[1])
      }
    }
  }

  private static let binary = [
    binary("sum") { $0 + $1 },
    binary("difference") { $0 - $1 },
    binary("product of elements") { $0 * $1 },
    binary("quotient", .between(1...2), .singular) { $0 / $1 },
    binary("minimum", .apart) { Tensor.minimum($0, $1) },
    binary("minimum of squares", .apart) { Tensor.minimum($0.squared, $1 * $0) },
    binary("times the slope of tanh") { $0.timesTanhSlope(ofValue: $1) },
    binary("times the slope of sigmoid") { $0.timesSigmoidSlope(ofValue: $1) },
  ].flatMap { $0 }

  private static let reductions = [
    unary("sum of all", .between(-1.5...1.5), .polynomial) { $0.squared.sum },
    unary("row sums", .between(-1.5...1.5), .polynomial) { $0.squared.rowSums },
    unary("sum to a row", .between(-1.5...1.5), .polynomial) {
      $0.squared.sum(to: Shape(1, $0.shape.columns))
    },
    unary("sum to the same shape", .between(-1.5...1.5), .polynomial) {
      $0.squared.sum(to: $0.shape)
    },
    [Shape(1, 1), Shape(1, 5), Shape(3, 1), Shape(3, 5)].map {
      DerivativeCase(name: "broadcast to [3, 5]", shapes: [$0], accuracy: .polynomial) {
        $0[0].squared.broadcast(to: Shape(3, 5))
      }
    },
  ].flatMap { $0 }

  private static let selections = [
    unary("logarithm of softmax") { $0.logSoftmax },
    unary("selecting the first column") {
      $0.exponential.selecting(columns: Array(repeating: 0, count: $0.shape.rows))
    },
    unary("selecting different columns") { tensor in
      let columns = (0..<tensor.shape.rows).map { Int32(($0 * 3 + 4) % tensor.shape.columns) }
      return tensor.exponential.selecting(columns: columns)
    },
    [2, 5].map { width in
      DerivativeCase(name: "selecting from a single row", shapes: [Shape(1, width)]) {
        $0[0].exponential.selecting(columns: [1, 0, 1, 1])
      }
    },
  ].flatMap { $0 }
}
